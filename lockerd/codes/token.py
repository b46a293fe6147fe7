"""The signed code in a QR picture: which grant, at which site, until when at the latest.

COSE_Sign1 (RFC 9052, tag 18) over a CWT (RFC 8392), Ed25519 (alg -19, RFC 9864), Base45 (RFC 9285) after ``LK1:``.
A token has exactly one encoding of 116 bytes. So nothing unverified is given to a general CBOR decoder (it knows
dates, decimals and regular expressions, and fails in a dozen ways): the fields are cut out at their places, the only
token that can hold them is built anew, and every other text is refused. Duplicate keys, long forms, trailing bytes,
another alg or an unprotected header differ from it.

A token opens nothing by itself: the grant must be stored and live.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockerd.codes.keys import key_id
from lockerd.codes.refused import SignedRefusedError

PREFIX = "LK1:"
TOKEN_CHARS = 178
GRANT_BYTES = 16
EXP_S_MIN = 1 << 16
EXP_S_MAX = (1 << 32) - 1

_COSE_SIGN1 = 18
_ALG, _KID, _ED25519 = 1, 4, -19
_AUD, _EXP, _CTI = 3, 4, 7

# D2 84 | 49 A2 01 32 04 44 kid | A0 | 58 23 A3 03 48 aud 04 1A exp 07 50 cti | 58 40 signature
_KID_AT = slice(8, 12)
_AUD_AT = slice(18, 26)
_EXP_AT = slice(28, 32)
_CTI_AT = slice(34, 50)
_SIGNATURE_AT = slice(52, 116)


class TokenReason(StrEnum):
    """Why a token was refused, in the order in which it is judged."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    WRONG_SITE = "wrong_site"
    """Genuine, but for another site; only said after a valid signature, so that a friendly hint tells no guesser
    anything (F49)."""


class TokenError(SignedRefusedError[TokenReason]):
    """The token was refused; never holds the token."""

    code = "token_refused"
    what = "token"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a genuine token of this site says. ``exp_s`` (Unix seconds) is an outer bound and was not judged here."""

    grant: bytes
    exp_s: int


def site_tag(site_id: str) -> bytes:
    """8 bytes that stand for a site in its tokens: the start of SHA-256 over its id."""
    return hashlib.sha256(site_id.encode()).digest()[:8]


def sign(grant: bytes, *, site_id: str, exp_s: int, key: Ed25519PrivateKey) -> str:
    """Make the code for a grant (16 bytes), 178 characters.

    ``exp_s`` is in Unix seconds, 65,536 to 4,294,967,295 (year 2106), which keeps the length fixed. Raises
    ``TokenError`` (malformed) when a value does not fit.
    """
    if len(grant) != GRANT_BYTES or not EXP_S_MIN <= exp_s <= EXP_S_MAX:
        raise TokenError(TokenReason.MALFORMED)
    protected = _protected(key_id(key.public_key()))
    payload = _payload(site_tag(site_id), exp_s, grant)
    token = _assemble(protected, payload, key.sign(_signed_part(protected, payload)))
    encoded: bytes = base45.b45encode(token)
    return PREFIX + encoded.decode()


def verify(text: str, *, site_id: str, keys: Mapping[bytes, Ed25519PublicKey]) -> Claims:
    """Judge a scanned text with the keys (by key id) that may sign grants of this site.

    Raises ``TokenError`` with its reason. Expiry is judged by the domain, with the trusted time interval.
    """
    if len(text) != TOKEN_CHARS or not text.startswith(PREFIX):
        raise TokenError(TokenReason.MALFORMED)
    try:
        raw: bytes = base45.b45decode(text.removeprefix(PREFIX))
    except ValueError:
        raise TokenError(TokenReason.MALFORMED) from None
    claims = Claims(grant=raw[_CTI_AT], exp_s=int.from_bytes(raw[_EXP_AT]))
    protected = _protected(raw[_KID_AT])
    payload = _payload(raw[_AUD_AT], claims.exp_s, claims.grant)
    signature = raw[_SIGNATURE_AT]
    if raw != _assemble(protected, payload, signature):
        raise TokenError(TokenReason.MALFORMED)
    key = keys.get(raw[_KID_AT])
    if key is None:
        raise TokenError(TokenReason.UNKNOWN_KEY)
    try:
        key.verify(signature, _signed_part(protected, payload))
    except InvalidSignature:
        raise TokenError(TokenReason.BAD_SIGNATURE) from None
    if raw[_AUD_AT] != site_tag(site_id):
        raise TokenError(TokenReason.WRONG_SITE)
    return claims


def _protected(kid: bytes) -> bytes:
    return cbor2.dumps({_ALG: _ED25519, _KID: kid}, canonical=True)


def _payload(aud: bytes, exp_s: int, grant: bytes) -> bytes:
    return cbor2.dumps({_AUD: aud, _EXP: exp_s, _CTI: grant}, canonical=True)


def _signed_part(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)


def _assemble(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]), canonical=True)
