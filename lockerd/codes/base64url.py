"""Base64url without padding (RFC 4648 section 5; RFC 7515 section 2), one text for one content."""

import base64


def encode(raw: bytes) -> str:
    """Write bytes as base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read what ``encode`` writes; raises ``ValueError`` for every other text.

    The library overlooks foreign characters, padding and spare bits, so that many texts would give the same bytes.
    """
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(raw) != text:
        raise ValueError("not base64url in its one form")
    return raw
