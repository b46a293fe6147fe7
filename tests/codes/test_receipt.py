"""Receipts and records in their QR codes, read back and checked by what others wrote from the same RFCs."""

import re
from dataclasses import replace

import base45
import cbor2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey, VerifyError
from cwt.cose_key_interface import COSEKeyInterface

from lockerd.codes import qr, receipt, token
from lockerd.codes.keys import key_id, receipt_key
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt

RECEIPT = Receipt(
    id=ReceiptId(17),
    paper=Paper.RECEIPT,
    part=PartId(OrderId("0193a2f4-7c1e-7b1a-9c55-000000000001"), 1),
    direction=Direction.IN,
    authority="stadt",
    compartment=CompartmentId("A07"),
    grade=Grade.CLAIM,
    door=DoorSensor.HOOK,
    item=Item.ABSENT,
    lo_s=1_796_078_885,
    hi_s=1_796_078_961,
    outage=Outage.POWER,
    written_ms=5_000,
)
RECORD = replace(
    RECEIPT,
    id=ReceiptId(18),
    paper=Paper.RECORD,
    grade=None,
    compartment=None,
    hi_s=None,
    outage=Outage.NONE,
    reason="not_opened",
)
LARGEST = replace(
    RECORD,
    id=ReceiptId(2**40),
    authority="s" * 32,
    compartment=CompartmentId("A" * 8),
    hi_s=2**33,
    reason="pickup_number_needed",
)


def public(key: Ed25519PrivateKey) -> COSEKeyInterface:
    return COSEKey.new({1: 1, 2: key_id(key.public_key()), 3: -19, -1: 6, -2: key.public_key().public_bytes_raw()})


def scanned(text: str) -> str:
    """The text on its way through the picture."""
    modules = [[0 if dark else 255 for dark in row for _ in range(3)] for row in qr.matrix(text)]
    grey = bytes(pixel for row in modules for _ in range(3) for pixel in row)
    (found,) = zxingcpp.read_barcodes(memoryview(grey).cast("B", (len(modules) * 3, len(modules[0]))))
    return str(found.text)


@pytest.mark.parametrize("row", [RECEIPT, RECORD, LARGEST], ids=["receipt", "record", "largest"])
def test_others_read_from_the_picture_what_was_observed(signer: Ed25519PrivateKey, site: str, row: Receipt) -> None:
    key = receipt_key(signer)
    text = scanned(receipt.sign(row, site_id=site, key=key))
    raw = base45.b45decode(text.removeprefix("LR1:"))
    protected, _, payload = COSE.new(verify_kid=True).decode_with_headers(raw, [public(key)])
    assert protected == {1: -19, 4: key_id(key.public_key()), 16: f"application/lockerd-{row.paper}"}
    assert cbor2.loads(payload) == {
        "site": site,
        "number": row.id,
        "part": str(row.part),
        "direction": row.direction,
        "authority": row.authority,
        "compartment": row.compartment,
        "grade": row.grade,
        "door": row.door,
        "item": row.item,
        "lo_s": row.lo_s,
        "hi_s": row.hi_s,
        "outage": row.outage,
        "reason": row.reason,
    }


def test_others_write_the_same_bytes(signer: Ed25519PrivateKey, site: str) -> None:
    key = receipt_key(signer)
    private = {-4: key.private_bytes_raw(), -2: key.public_key().public_bytes_raw()}
    kid = key_id(key.public_key())
    raw = COSE.new().encode(
        cbor2.dumps(receipt.claims(RECORD, site_id=site), canonical=True),
        COSEKey.new({1: 1, 2: kid, 3: -19, -1: 6, **private}),
        protected={1: -19, 4: kid, 16: "application/lockerd-record"},
        unprotected={},
    )
    assert receipt.sign(RECORD, site_id=site, key=key) == "LR1:" + base45.b45encode(raw).decode()


def test_a_print_is_a_copy(signer: Ed25519PrivateKey, site: str) -> None:
    key = receipt_key(signer)
    once = receipt.sign(RECEIPT, site_id=site, key=key)
    assert once == receipt.sign(replace(RECEIPT), site_id=site, key=receipt_key(signer))
    for changed in (
        replace(RECEIPT, id=ReceiptId(18)),
        replace(RECEIPT, hi_s=RECEIPT.lo_s),
        replace(RECEIPT, part=PartId(OrderId("o"), 2)),
    ):
        assert once != receipt.sign(changed, site_id=site, key=key)


@pytest.mark.parametrize("paper", Paper)
def test_changing_a_word_breaks_the_signature(signer: Ed25519PrivateKey, site: str, paper: Paper) -> None:
    key = receipt_key(signer)
    row = replace(RECEIPT, paper=paper)
    raw = base45.b45decode(receipt.sign(row, site_id=site, key=key).removeprefix("LR1:"))
    COSE.new().decode(raw, [public(key)])
    for old, new in (
        (b"A07", b"A08"),
        (b"claim", b"found"),
        (b"lockerd-rec", b"lockerd-Rec"),
        (site.encode(), b"x" * len(site)),
    ):
        assert old in raw
        with pytest.raises(VerifyError):
            COSE.new().decode(raw.replace(old, new), [public(key)])


def test_a_paper_opens_nothing_and_a_code_is_no_paper(signer: Ed25519PrivateKey, site: str) -> None:
    """A key is good for one use: neither is taken for the other, even by who looks at nothing but the signature."""
    paper = receipt.sign(RECEIPT, site_id=site, key=receipt_key(signer))
    with pytest.raises(token.TokenError):
        token.verify(paper, site_id=site, keys={key_id(signer.public_key()): signer.public_key()})
    code = token.sign(bytes(16), site_id=site, exp_s=4_000_000_000, key=signer)
    key = receipt_key(signer).public_key().public_bytes_raw()
    whose = key_id(signer.public_key())  # whoever believes the name of a key in the message
    with pytest.raises(VerifyError):
        COSE.new().decode(
            base45.b45decode(code.removeprefix("LK1:")), [COSEKey.new({1: 1, 2: whose, 3: -19, -1: 6, -2: key})]
        )


def test_the_key_of_papers_follows_from_the_sites_and_is_another(
    signer: Ed25519PrivateKey, stranger: Ed25519PrivateKey
) -> None:
    raw = [receipt_key(key).private_bytes_raw() for key in (signer, signer, stranger)]
    assert raw[0] == raw[1] != raw[2]
    assert raw[0] != signer.private_bytes_raw()


def test_every_paper_fits_a_printer_of_58_mm_with_four_dots_a_module(signer: Ed25519PrivateKey) -> None:
    text = receipt.sign(LARGEST, site_id="m" * 32, key=receipt_key(signer))
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", text), "the compact mode of QR codes"
    assert qr.version(text) <= 15
    assert 384 // len(qr.matrix(text)) >= 4
