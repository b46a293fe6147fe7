"""UUID version 7 (RFC 9562 section 5.7), which sorts by the time it was made."""

import secrets
import time
from uuid import UUID


def uuid7() -> str:
    """Make a fresh one from the wall clock (milliseconds) and 74 random bits."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
