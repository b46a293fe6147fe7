"""Test vectors for the list of central's keys: one that two of three roots have signed, and such as are refused."""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import base64url, jws, key_list
from lockerd.codes.jws import JwsType
from lockerd.codes.key_list import ISSUERS_MAX, KEYS_EACH, MAX_CHARS, IssuerKeys, KeyListClaims
from lockerd.codes.keys import key_id_hex

Json = dict[str, Any]

ROOTS: Final = tuple(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (0xA1, 0xA2, 0xA3))
THRESHOLD: Final = 2
_COMMAND: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x21, 0x41)))
_NEXT: Final = Ed25519PrivateKey.from_private_bytes(bytes([0xB1]) * 32)
_BADGE: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x60, 0x80)))
_CODE: Final = X25519PrivateKey.from_private_bytes(bytes(range(0x40, 0x60)))


def _raw(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return base64url.encode(key.public_key().public_bytes_raw())


CLAIMS: Final = KeyListClaims(
    version=4,
    issued_s=1_800_000_000,
    expires_s=1_831_536_000,
    command=(IssuerKeys(issuer="central", keys=(_raw(_COMMAND), _raw(_NEXT))),),
    badge=(_raw(_BADGE),),
    code_recipient=_raw(_CODE),
)
_BY_ID: Final = {key_id_hex(root.public_key()): root for root in ROOTS}
EXAMPLE: Final = key_list.sign(CLAIMS, dict(list(_BY_ID.items())[:THRESHOLD]))


def build() -> Json:
    """The vectors."""
    payload = CLAIMS.model_dump(mode="json")
    read = json.loads(EXAMPLE)
    first, second = read["signatures"]
    altered = base64url.encode(bytes([base64url.decode(first["signature"])[0] ^ 1, *_rest(first)]))
    return {
        "rule": "JWS, general JSON serialization (RFC 7515, 7.2.1), without blanks, members in the order payload, "
        "signatures, protected, signature; each protected header exactly alg Ed25519, kid, typ; every signature by "
        f"another root, all of them good, at least {THRESHOLD} here; at most {MAX_CHARS} characters. Payload exactly "
        "version (counted up, from 1), issued_s, expires_s (Unix seconds), command (at most "
        f"{ISSUERS_MAX} issuers, each once, with one or {KEYS_EACH} keys), badge (one or {KEYS_EACH} keys), "
        "code_recipient (X25519, or null). Keys are the 32 raw bytes as base64url; none stands twice, none is a root. "
        "It takes the place of the list before and of the configured keys; an older version is refused",
        "roots": [{"kid": kid, "public": _raw(root)} for kid, root in _BY_ID.items()],
        "threshold": THRESHOLD,
        "payload": payload,
        "list": EXAMPLE,
        "refused": [
            {"why": "one root too few", "list": _signed(payload, 1)},
            {
                "why": "a signature was altered",
                "list": _joined(read["payload"], {**first, "signature": altered}, second),
            },
            {"why": "the same root twice", "list": _joined(read["payload"], first, first)},
            {"why": "a blank", "list": EXAMPLE.replace(":", ": ", 1)},
            {"why": "signed for another use", "list": _signed(payload, 2, JwsType.BADGE_LIST)},
            {"why": "a claim too many", "list": _signed({**payload, "brake": 1_000}, 2)},
            {"why": "no command key", "list": _signed({**payload, "command": []}, 2)},
            {"why": "a key with two uses", "list": _signed({**payload, "badge": [_raw(_COMMAND)]}, 2)},
            {"why": "a root as a badge key", "list": _signed({**payload, "badge": [_raw(ROOTS[2])]}, 2)},
            {"why": "three keys of one role", "list": _signed({**payload, "badge": _three()}, 2)},
            {"why": "ends before it was issued", "list": _signed({**payload, "expires_s": 1_800_000_000}, 2)},
            {"why": "version 0", "list": _signed({**payload, "version": 0}, 2)},
        ],
    }


def _rest(signature: Json) -> bytes:
    return base64url.decode(signature["signature"])[1:]


def _three() -> list[str]:
    return [base64url.encode(bytes([n]) * 32) for n in (1, 2, 3)]


def _signed(payload: Json, roots: int, typ: JwsType = JwsType.KEY_LIST) -> str:
    parts = [jws.sign(payload, key=root, kid=kid, typ=typ).split(".") for kid, root in list(_BY_ID.items())[:roots]]
    return _joined(parts[0][1], *({"protected": head, "signature": tail} for head, _, tail in parts))


def _joined(payload: str, *signatures: Json) -> str:
    return json.dumps({"payload": payload, "signatures": signatures}, separators=(",", ":"))
