"""UUID version 7 (RFC 9562 section 5.7), which sorts by the time it was made."""

import secrets
import time
from collections.abc import Callable
from uuid import UUID


def uuid7(*, now_ms: int | None = None, random: Callable[[int], int] = secrets.randbits) -> str:
    """Make a fresh one from a time (the wall clock's unless given, Unix milliseconds) and 74 random bits."""
    value = (time.time_ns() // 1_000_000 if now_ms is None else now_ms) << 80 | random(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
