"""Rings of keys, and lists that roots have signed."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from lockerd.codes import base64url, key_list
from lockerd.codes.key_list import KeyListClaims
from lockerd.codes.keys import key_id_hex
from lockerd.config import Keys
from lockerd.config.issuers import CommandIssuer
from lockerd.controller import KeyRing
from lockerd.domain.model.key_list import KeyList

ISSUED_S = 1_700_000_000
EXPIRES_S = 1_900_000_000
ROOTS = tuple(Ed25519PrivateKey.from_private_bytes(bytes([0xC0 + n]) * 32) for n in range(3))
LISTED_BADGE = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)


def by_id(keys: Sequence[Ed25519PrivateKey]) -> MappingProxyType[str, Ed25519PublicKey]:
    return MappingProxyType({key_id_hex(key.public_key()): key.public_key() for key in keys})


def ring_of(
    known: Callable[[], KeyList],
    *,
    command: Sequence[Ed25519PrivateKey] = (),
    badge: Sequence[Ed25519PrivateKey] = (),
    roots: Sequence[Ed25519PrivateKey] = ROOTS,
    threshold: int = 2,
    site: Ed25519PrivateKey = SITE_KEY,
    code_recipient: X25519PublicKey | None = None,
    issuers: Sequence[CommandIssuer] = (),
) -> KeyRing:
    """A ring with these keys in the configuration."""
    named = Keys(
        site=site,
        code_hash=bytes(32),
        issuers=tuple(issuers) if issuers else (CommandIssuer("central", None, by_id(command), None),),
        badge=by_id(badge),
        code_recipient=code_recipient,
        others=by_id(()),
        verifiers=by_id(()),
        root=by_id(roots),
        root_threshold=threshold,
    )
    return KeyRing(named, known)


def raw(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return base64url.encode(key.public_key().public_bytes_raw())


def claims_of(version: int, /, *command: Ed25519PrivateKey, **more: Any) -> KeyListClaims:
    content = {
        "version": version,
        "issued_s": ISSUED_S,
        "expires_s": EXPIRES_S,
        "command": [{"issuer": "central", "keys": [raw(key) for key in command]}],
        "badge": (raw(LISTED_BADGE),),
        "code_recipient": None,
    }
    return KeyListClaims.model_validate(content | more)


def listed(
    version: int, /, *command: Ed25519PrivateKey, roots: Sequence[Ed25519PrivateKey] = ROOTS[:2], **more: Any
) -> str:
    """A list with these command keys, signed by these roots."""
    signers = {key_id_hex(root.public_key()): root for root in roots}
    return key_list.sign(claims_of(version, *command, **more), signers)
