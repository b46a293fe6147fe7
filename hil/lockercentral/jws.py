"""Compact JWS (RFC 7515) with alg ``Ed25519`` (RFC 9864), written from the contract, not from the daemon."""

import hashlib
import json
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from lockercentral.errors import CentralError

ALG = "Ed25519"


class Typ(StrEnum):
    """What a signature is for: the ``typ`` of its header."""

    COMMAND = "lockerd-command+jws"
    REPLY = "lockerd-reply+jws"
    BADGE = "lockerd-badge+jws"
    BADGE_LIST = "lockerd-badge-list+jws"


def key_id(public: Ed25519PublicKey | X25519PublicKey) -> str:
    """Return the short name of a key: 8 hex digits of SHA-256 over its raw bytes."""
    return hashlib.sha256(public.public_bytes_raw()).digest()[:4].hex()


def sign(payload: dict[str, Any], *, key: Ed25519PrivateKey, typ: str) -> str:
    """Sign a JSON object."""
    header = {"alg": ALG, "kid": key_id(key.public_key()), "typ": str(typ)}
    body = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    return jws.serialize_compact(header, body, OKPKey.import_key(key), algorithms=[ALG])


def verify(text: str, *, key: Ed25519PublicKey, typ: str) -> dict[str, Any]:
    """Return the JSON object that ``key`` signed for ``typ``; raises ``CentralError``."""
    try:
        signed = jws.deserialize_compact(text, OKPKey.import_key(key), algorithms=[ALG])
        payload = json.loads(signed.payload)
    except (JoseError, ValueError) as error:
        raise CentralError(f"signature not valid: {error}") from None
    header = signed.headers()
    if header.get("typ") != typ or header.get("kid") != key_id(key):
        raise CentralError(f"signed for {header.get('typ')} by key {header.get('kid')}")
    if not isinstance(payload, dict):
        raise CentralError("no JSON object was signed")
    return payload
