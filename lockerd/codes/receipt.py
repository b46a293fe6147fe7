"""The signed paper in a QR picture: what was observed of a hand-over, and by which evidence (rule 18).

COSE_Sign1 (RFC 9052, tag 18), Ed25519 (alg -19, RFC 9864), over a CBOR map in its one deterministic form (RFC 8949
section 4.2.1), Base45 (RFC 9285) after ``LR1:``. The signed ``typ`` (RFC 9596) says whether it is a receipt or a
record, so that a record is no receipt to any program either. The same row gives the same bytes: a print is a copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockerd.codes.keys import key_id
from lockerd.codes.refused import SignedRefusedError
from lockerd.domain.model.receipts import Paper, Receipt

PREFIX: Final = "LR1:"
TYPES: Final = {Paper.RECEIPT: "application/lockerd-receipt", Paper.RECORD: "application/lockerd-record"}

RAW_MAX: Final = 2_000
"""Bytes; the longest paper has less than a quarter of it."""
NAMES: Final = frozenset(
    {
        "site",
        "number",
        "part",
        "direction",
        "authority",
        "compartment",
        "grade",
        "door",
        "item",
        "lo_s",
        "hi_s",
        "outage",
        "reason",
    }
)

_COSE_SIGN1 = 18
_ALG, _KID, _TYP, _ED25519 = 1, 4, 16, -19


class PaperReason(StrEnum):
    """Why something is not believed to be a receipt or a record."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"


class PaperError(SignedRefusedError[PaperReason]):
    """Not a receipt and not a record of the stations whose keys were given."""

    code = "paper_refused"
    what = "paper"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a genuine paper says."""

    paper: Paper
    kid: bytes
    claims: Mapping[str, Any]


def sign(receipt: Receipt, *, site_id: str, key: Ed25519PrivateKey) -> str:
    """The text of the QR code; ``key`` is the site's for papers (``receipt_key``)."""
    protected = _dumps({_ALG: _ED25519, _KID: key_id(key.public_key()), _TYP: TYPES[receipt.paper]})
    payload = _dumps(claims(receipt, site_id=site_id))
    signature = key.sign(_dumps(["Signature1", protected, b"", payload]))
    encoded: bytes = base45.b45encode(_dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature])))
    return PREFIX + encoded.decode()


def claims(receipt: Receipt, *, site_id: str) -> dict[str, Any]:
    """What is signed; times are Unix seconds. What was inside is not known, and no case reference stands here."""
    return {
        "site": site_id,
        "number": int(receipt.id),
        "part": str(receipt.part),
        "direction": receipt.direction.value,
        "authority": receipt.authority,
        "compartment": receipt.compartment,
        "grade": None if receipt.grade is None else receipt.grade.value,
        "door": receipt.door.value,
        "item": receipt.item.value,
        "lo_s": receipt.lo_s,
        "hi_s": receipt.hi_s,
        "outage": receipt.outage.value,
        "reason": str(receipt.reason),
    }


def unwrap(text: str) -> bytes:
    """The COSE message in the text of a QR code; raises ``PaperError`` (malformed)."""
    try:
        raw: bytes = base45.b45decode(text.strip().removeprefix(PREFIX))
    except ValueError:
        raise PaperError(PaperReason.MALFORMED) from None
    return raw


def verify(raw: bytes, keys: Mapping[bytes, Ed25519PublicKey]) -> Checked:
    """Judge a COSE message with the published keys (by key id); nothing is read out of it before its signature holds.

    Raises ``PaperError`` with its reason. What is not written in its one form is no paper.
    """
    protected, payload, signature = _parts(raw)
    header = _loads(protected)
    kind = next((kind for kind, typ in TYPES.items() if isinstance(header, dict) and header.get(_TYP) == typ), None)
    kid = header.get(_KID) if isinstance(header, dict) else None
    if (
        kind is None
        or not isinstance(kid, bytes)
        or protected != _dumps({_ALG: _ED25519, _KID: kid, _TYP: TYPES[kind]})
    ):
        raise PaperError(PaperReason.MALFORMED)
    key = keys.get(kid)
    if key is None:
        raise PaperError(PaperReason.UNKNOWN_KEY)
    try:
        key.verify(signature, _dumps(["Signature1", protected, b"", payload]))
    except InvalidSignature:
        raise PaperError(PaperReason.BAD_SIGNATURE) from None
    said = _loads(payload)
    if not isinstance(said, dict) or not said.keys() >= NAMES or payload != _dumps(said):
        raise PaperError(PaperReason.MALFORMED)
    return Checked(paper=kind, kid=kid, claims=said)


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature of what is a COSE_Sign1 in its one form."""
    message = _loads(raw) if len(raw) <= RAW_MAX else None
    if not isinstance(message, cbor2.CBORTag) or message.tag != _COSE_SIGN1 or not isinstance(message.value, list):
        raise PaperError(PaperReason.MALFORMED)
    match message.value:
        case [bytes() as protected, {}, bytes() as payload, bytes() as signature] if raw == _dumps(message):
            return protected, payload, signature
        case _:
            raise PaperError(PaperReason.MALFORMED)


def _loads(raw: bytes) -> Any:
    try:
        return cbor2.loads(raw)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError):
        raise PaperError(PaperReason.MALFORMED) from None


def _dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)
