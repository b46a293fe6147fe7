"""Keys as PEM text and their short names.

Ed25519 signs, X25519 receives sealed codes. Reading and writing files is somebody else's business.
"""

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lockerd.errors import CallerError

KEY_ID_BYTES = 4
_RECEIPT = b"lockerd/v1/receipt"


class KeyFormatError(CallerError):
    """The bytes are not the kind of key that was asked for; the text says what was expected and what was found."""

    code = "wrong_key"


def load_ed25519_private(pem: bytes) -> Ed25519PrivateKey:
    """Read an unencrypted signing key (PKCS 8); raises ``KeyFormatError``."""
    key = _load_private(pem, "an Ed25519 private key")
    if not isinstance(key, Ed25519PrivateKey):
        raise _wrong_kind("an Ed25519 private key", key)
    return key


def load_ed25519_public(pem: bytes) -> Ed25519PublicKey:
    """Read a verification key (SubjectPublicKeyInfo); raises ``KeyFormatError``."""
    key = _load_public(pem, "an Ed25519 public key")
    if not isinstance(key, Ed25519PublicKey):
        raise _wrong_kind("an Ed25519 public key", key)
    return key


def load_x25519_public(pem: bytes) -> X25519PublicKey:
    """Read a key to seal codes to (SubjectPublicKeyInfo); raises ``KeyFormatError``."""
    key = _load_public(pem, "an X25519 public key")
    if not isinstance(key, X25519PublicKey):
        raise _wrong_kind("an X25519 public key", key)
    return key


def private_pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """Write a private key as unencrypted PKCS 8 PEM; whoever stores it guards it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key: Ed25519PublicKey | X25519PublicKey) -> bytes:
    """Write a public key as SubjectPublicKeyInfo PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(public: Ed25519PublicKey | X25519PublicKey) -> bytes:
    """Short name of a key: the first 4 bytes of SHA-256 over its 32 raw bytes. A name to find it by, never a proof."""
    return hashlib.sha256(public.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def key_id_hex(public: Ed25519PublicKey | X25519PublicKey) -> str:
    """The key id as 8 lower-case hex digits, as JWS headers and people use it."""
    return key_id(public).hex()


def receipt_key(site: Ed25519PrivateKey) -> Ed25519PrivateKey:
    """The key that signs receipts and records, derived from the site's (HKDF-SHA-256, RFC 5869).

    A key is good for one use; this one needs no file of its own to make, guard and lose.
    """
    seed = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_RECEIPT).derive(site.private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _load_private(pem: bytes, wanted: str) -> object:
    try:
        return serialization.load_pem_private_key(pem, password=None)
    except TypeError:
        raise KeyFormatError(f"expected {wanted} without a passphrase, found an encrypted one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFormatError(f"expected {wanted} as PEM (PKCS 8), found none that can be read") from None


def _load_public(pem: bytes, wanted: str) -> object:
    try:
        return serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFormatError(f"expected {wanted} as PEM (SubjectPublicKeyInfo), found none that can be read") from None


def _wrong_kind(wanted: str, found: object) -> KeyFormatError:
    return KeyFormatError(f"expected {wanted}, found {type(found).__name__}")
