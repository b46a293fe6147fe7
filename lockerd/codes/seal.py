"""Sealing a fresh code for central, so that the broker between sees noise.

HPKE (RFC 9180), base mode: X25519, HKDF-SHA-256, AES-128-GCM. Every sealing needs a fresh ephemeral key, which the
cryptography package draws itself: the one piece of randomness in this package that is not handed in. What is sealed is
confidential, not authenticated: it travels inside a signed message.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from lockerd.codes import base64url
from lockerd.errors import CallerError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class SealError(CallerError):
    """What should be opened was altered, sealed to another key, or for another purpose."""

    code = "seal_broken"


def seal(plain: bytes, recipient: X25519PublicKey, *, info: bytes) -> str:
    """Encrypt to a recipient, 48 bytes longer, base64url without padding.

    ``info`` says what it is for (site, order) and must be the same when it is opened.
    """
    return base64url.encode(_SUITE.encrypt(plain, recipient, info=info))


def open_sealed(text: str, recipient: X25519PrivateKey, *, info: bytes) -> bytes:
    """Decrypt what ``seal`` made; raises ``SealError``."""
    try:
        return _SUITE.decrypt(base64url.decode(text), recipient, info=info)
    except (ValueError, InvalidTag):
        raise SealError("the sealed text was altered, or is meant for another key or purpose") from None
