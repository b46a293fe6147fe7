"""Base64url without padding (RFC 4648 section 5)."""

import base64


def encode(raw: bytes) -> str:
    """Write bytes as base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url; raises ``ValueError``."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
