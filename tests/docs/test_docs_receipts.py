"""The program printed in docs/receipts.md checks papers by public libraries alone, and the paper names every word."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from docs_kit import ROOT, blocks

from lockerd.central import receipt_vectors
from lockerd.codes import receipt
from lockerd.codes.keys import public_pem, receipt_key
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt

PAPER = ROOT / "docs" / "receipts.md"
SITE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RECEIPT = Receipt(
    id=ReceiptId(17),
    paper=Paper.RECEIPT,
    part=PartId(OrderId("0193a2f4-7c1e-7b1a-9c55-000000000001"), 1),
    direction=Direction.IN,
    authority="stadt",
    compartment=CompartmentId("A07"),
    grade=Grade.SENSOR,
    door=DoorSensor.CONTACT,
    item=Item.PRESENT,
    lo_s=1_796_078_885,
    hi_s=1_796_078_961,
    outage=Outage.NONE,
    written_ms=5_000,
)
RECORD = replace(RECEIPT, paper=Paper.RECORD, grade=None, reason="not_opened")


def _place(name: str) -> tuple[int, str]:
    """Where a name stands in deterministic CBOR: the shorter before the longer."""
    return len(name), name


def checked(tmp_path: Path, text: str, key: Ed25519PrivateKey) -> subprocess.CompletedProcess[str]:
    (program,) = blocks(PAPER, "python")
    (tmp_path / "check.py").write_text(program, "utf-8")
    # as `lockerctl keys show --receipts` prints it
    (tmp_path / "public.pem").write_bytes(b"key id 00000000\n" + public_pem(key.public_key()))
    return subprocess.run(
        [sys.executable, "-I", "check.py", "public.pem", text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("row", "first"),
    [(RECEIPT, "a receipt"), (RECORD, "NO receipt: a record of an attempt")],
    ids=["receipt", "record"],
)
def test_the_program_reads_a_paper(tmp_path: Path, row: Receipt, first: str) -> None:
    key = receipt_key(SITE_KEY)
    done = checked(tmp_path, receipt.sign(row, site_id="musterstadt-1", key=key), key)
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head == first
    said = receipt.claims(row, site_id="musterstadt-1")
    assert lines == [f"  {name}: {value}" for name, value in sorted(said.items(), key=lambda each: _place(each[0]))]


def test_the_program_believes_no_other_key(tmp_path: Path) -> None:
    text = receipt.sign(RECEIPT, site_id="musterstadt-1", key=receipt_key(SITE_KEY))
    done = checked(tmp_path, text, SITE_KEY)
    assert done.returncode != 0
    assert "InvalidSignature" in done.stderr
    assert done.stdout == ""


def checked_by_a_stranger(tmp_path: Path, text: str, key: Ed25519PrivateKey) -> subprocess.CompletedProcess[str]:
    """With Perl and OpenSSL, as the paper says, literally."""
    (program,) = blocks(PAPER, "perl")
    (tmp_path / "check.pl").write_text(program, "utf-8")
    (tmp_path / "public.pem").write_bytes(b"key id 00000000\n" + public_pem(key.public_key()))
    return subprocess.run(
        ["/usr/bin/perl", "check.pl", "public.pem", text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("row", [RECEIPT, RECORD, replace(RECEIPT, hi_s=None, compartment=None)])
def test_a_stranger_with_public_tools_reads_the_same(tmp_path: Path, row: Receipt) -> None:
    key = receipt_key(SITE_KEY)
    text = receipt.sign(row, site_id="musterstadt-1", key=key)
    done = checked_by_a_stranger(tmp_path, text, key)
    assert done.returncode == 0, done.stderr
    _, head, *lines = done.stdout.splitlines()
    assert head == ("a receipt" if row.paper is Paper.RECEIPT else "NO receipt: a record of an attempt")
    said = receipt.claims(row, site_id="musterstadt-1")
    assert lines == [f"  {name}: {'null' if said[name] is None else said[name]}" for name in sorted(said)]


@pytest.mark.parametrize("wrong", receipt_vectors.build()["refused"], ids=lambda wrong: wrong["why"])
def test_a_stranger_believes_no_forgery_either(tmp_path: Path, wrong: dict[str, str]) -> None:
    done = checked_by_a_stranger(tmp_path, wrong["text"], receipt_vectors.RECEIPT_KEY)
    assert done.returncode != 0
    assert "receipt\n" not in done.stdout


def test_every_name_and_word_of_a_paper_is_explained() -> None:
    told = set(re.findall(r"`([^`\n]+)`", PAPER.read_text("utf-8")))
    assert receipt.claims(RECEIPT, site_id="s").keys() <= told
    assert {*Grade, *DoorSensor, *Item, *receipt.TYPES.values(), receipt.PREFIX} <= told


def test_the_sizes_are_as_the_paper_says() -> None:
    text = PAPER.read_text("utf-8")
    usual = receipt.sign(RECEIPT, site_id="musterstadt-1", key=receipt_key(SITE_KEY))
    assert f"It has {len(usual)} characters" in text
