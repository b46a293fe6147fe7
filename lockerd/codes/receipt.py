"""The signed paper in a QR picture: what was observed of a hand-over, and by which evidence (rule 18).

COSE_Sign1 (RFC 9052, tag 18), Ed25519 (alg -19, RFC 9864), over a CBOR map in its one deterministic form (RFC 8949
section 4.2.1), Base45 (RFC 9285) after ``LR1:``. The signed ``typ`` (RFC 9596) says whether it is a receipt or a
record, so that a record is no receipt to any program either. The same row gives the same bytes: a print is a copy.
"""

from typing import Any, Final

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes.keys import key_id
from lockerd.domain.model.receipts import Paper, Receipt

PREFIX: Final = "LR1:"
TYPES: Final = {Paper.RECEIPT: "application/lockerd-receipt", Paper.RECORD: "application/lockerd-record"}

_COSE_SIGN1 = 18
_ALG, _KID, _TYP, _ED25519 = 1, 4, 16, -19


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


def _dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)
