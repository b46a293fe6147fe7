"""What machines sign for machines: compact JWS (RFC 7515), alg ``Ed25519`` (RFC 9864) and nothing else.

The header says what the signature is for (``typ``), so that a signed reply is no command and a badge no checkpoint.
"""

import json
import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockerd.codes import base64url
from lockerd.codes.refused import SignedRefusedError

MAX_CHARS = 16 * 1024
MAX_DEPTH = 16
"""How deep lists and objects may lie in each other; how deep Python itself can go differs with its version."""

_MAX_HEADER_CHARS = 256
_ALG = "Ed25519"


class JwsType(StrEnum):
    """What a signature is for; the ``typ`` of its header."""

    COMMAND = "lockerd-command+jws"
    REPLY = "lockerd-reply+jws"
    BADGE = "lockerd-badge+jws"
    BADGE_LIST = "lockerd-badge-list+jws"
    KEY_LIST = "lockerd-key-list+jws"
    STATEMENT = "lockerd-statement+jws"
    COMMISSIONING = "lockerd-commissioning+jws"
    BUNDLE = "lockerd-bundle+jws"


class SignatureReason(StrEnum):
    """Why a signed message was refused, in the order in which it is judged."""

    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    WRONG_ALGORITHM = "wrong_algorithm"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    TOO_FEW = "too_few_signatures"
    """Of a list of keys: fewer roots have signed it than are asked for."""


class SignatureError(SignedRefusedError[SignatureReason]):
    """The signed message was refused; never holds its text."""

    code = "signature_refused"
    what = "signed message"


def sign(payload: dict[str, Any], *, key: Ed25519PrivateKey, kid: str, typ: JwsType) -> str:
    """Sign a JSON object; raises ``SignatureError`` (oversized) above 16 KiB."""
    body = json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
    header = json.dumps({"alg": _ALG, "kid": kid, "typ": typ.value}, separators=(",", ":"))
    signed = f"{base64url.encode(header.encode())}.{base64url.encode(body.encode())}"
    text = f"{signed}.{base64url.encode(key.sign(signed.encode()))}"
    if len(text) > MAX_CHARS:
        raise SignatureError(SignatureReason.OVERSIZED)
    return text


def verify(text: str, *, keys: Mapping[str, Ed25519PublicKey], typ: JwsType) -> dict[str, Any]:
    """Return the signed JSON object, judged with the keys (by ``kid``) that may sign this type.

    Raises ``SignatureError`` with its reason. Time, replay and addressee are the caller's to judge.
    """
    if len(text) > MAX_CHARS:
        raise SignatureError(SignatureReason.OVERSIZED)
    parts = text.split(".")
    if len(parts) != 3 or len(parts[0]) > _MAX_HEADER_CHARS:
        raise SignatureError(SignatureReason.MALFORMED)
    raw_header, raw_payload, signature = (_decode(part) for part in parts)
    key = _key(_strict_object(raw_header), keys, typ)
    try:
        key.verify(signature, text.rpartition(".")[0].encode())
    except InvalidSignature:
        raise SignatureError(SignatureReason.BAD_SIGNATURE) from None
    return _strict_object(raw_payload)


def key_id(text: str) -> str:
    """The key id in the header of what ``verify`` has found good."""
    return str(_strict_object(_decode(text.partition(".")[0]))["kid"])


def _key(header: dict[str, Any], keys: Mapping[str, Ed25519PublicKey], typ: JwsType) -> Ed25519PublicKey:
    if header.get("alg") != _ALG:
        raise SignatureError(SignatureReason.WRONG_ALGORITHM)
    if header.get("typ") != typ:
        raise SignatureError(SignatureReason.WRONG_TYPE)
    kid = header.get("kid")
    if header.keys() != {"alg", "kid", "typ"} or not isinstance(kid, str):
        raise SignatureError(SignatureReason.MALFORMED)
    if kid not in keys:
        raise SignatureError(SignatureReason.UNKNOWN_KEY)
    return keys[kid]


def _decode(part: str) -> bytes:
    try:
        return base64url.decode(part)
    except ValueError:
        raise SignatureError(SignatureReason.MALFORMED) from None


def _strict_object(raw: bytes) -> dict[str, Any]:
    """JSON that every reader understands alike: no name twice, no NaN, infinity or half surrogate, not too deep."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_unique_names, parse_constant=_finite, parse_float=_finite)
        _check_depth(value)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise SignatureError(SignatureReason.MALFORMED) from None
    if not isinstance(value, dict):
        raise SignatureError(SignatureReason.MALFORMED)
    return value


def _check_depth(value: Any) -> None:
    inside = [value]
    for _ in range(MAX_DEPTH):
        inside = [each for around in inside if isinstance(around, dict | list) for each in _parts(around)]
    if any(isinstance(each, dict | list) for each in inside):
        raise ValueError("lists and objects lie too deep in each other")


def _parts(around: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return around.values() if isinstance(around, dict) else around


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return names


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return value
