"""Test vectors for whoever checks receipts and records, and such as are none."""

from dataclasses import replace
from typing import Any, Final

import base45

from lockerd.central import example_fields, examples
from lockerd.codes import receipt, token
from lockerd.codes.keys import key_id_hex, receipt_key
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt

Json = dict[str, Any]

RECEIPT_KEY: Final = receipt_key(examples.SITE_KEY)
SEEN: Final = Receipt(
    id=ReceiptId(17),
    paper=Paper.RECEIPT,
    part=PartId(examples.ORDER, 1),
    direction=Direction.IN,
    authority="stadt",
    compartment=CompartmentId("A07"),
    grade=Grade.SENSOR,
    door=DoorSensor.CONTACT,
    item=Item.PRESENT,
    lo_s=1_796_078_885,
    hi_s=1_796_078_961,
    outage=Outage.NONE,
    written_ms=0,
)
CLAIMED: Final = replace(
    SEEN, id=ReceiptId(18), grade=Grade.CLAIM, door=DoorSensor.HOOK, item=Item.ABSENT, hi_s=None, outage=Outage.SILENCE
)
COLLECTED: Final = replace(SEEN, id=ReceiptId(20), direction=Direction.OUT, grade=Grade.OPENED, item=Item.UNKNOWN)
EXCHANGED: Final = replace(SEEN, id=ReceiptId(21), direction=Direction.BOTH)
RECORD: Final = replace(SEEN, id=ReceiptId(19), paper=Paper.RECORD, grade=None, item=Item.ABSENT, reason="not_opened")


def build() -> Json:
    """The vectors."""
    good = receipt.sign(SEEN, site_id=examples.SITE, key=RECEIPT_KEY)
    record = receipt.sign(RECORD, site_id=examples.SITE, key=RECEIPT_KEY)
    code = token.sign(
        bytes.fromhex(example_fields.GRANT), site_id=examples.SITE, exp_s=1_900_000_000, key=examples.SITE_KEY
    )
    return {
        "rule": "after LR1: Base45 of a COSE_Sign1 (tag 18); protected header exactly alg (1) -19, kid (4), typ (16);"
        " payload a CBOR map of text names. Key: HKDF-SHA-256 over the site's 32 raw bytes, no salt, info "
        "lockerd/v1/receipt. Only typ application/lockerd-receipt is a receipt",
        "papers": [
            {
                "kid": key_id_hex(RECEIPT_KEY.public_key()),
                "typ": receipt.TYPES[row.paper],
                "payload": receipt.claims(row, site_id=examples.SITE),
                "text": receipt.sign(row, site_id=examples.SITE, key=RECEIPT_KEY),
            }
            for row in (SEEN, CLAIMED, RECORD, COLLECTED, EXCHANGED)
        ],
        "refused": [
            {"why": "the compartment was altered", "text": _altered(good, b"A07", b"A08")},
            {"why": "the number was altered", "text": _altered(good, b"number\x11", b"number\x12")},
            {"why": "the signature was altered", "text": _written(_raw(good)[:-1] + bytes([_raw(good)[-1] ^ 1]))},
            {"why": "the type was altered", "text": _altered(record, b"lockerd-record", b"lockerd-receip")},
            {"why": "signed by another key", "text": receipt.sign(SEEN, site_id=examples.SITE, key=examples.SITE_KEY)},
            {"why": "a code that opens a door", "text": "LR1:" + code.removeprefix(token.PREFIX)},
        ],
    }


def _altered(text: str, old: bytes, new: bytes) -> str:
    return _written(_raw(text).replace(old, new, 1))


def _raw(text: str) -> bytes:
    raw: bytes = base45.b45decode(text.removeprefix(receipt.PREFIX))
    return raw


def _written(raw: bytes) -> str:
    encoded: bytes = base45.b45encode(raw)
    return receipt.PREFIX + encoded.decode()
