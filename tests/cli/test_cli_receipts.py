"""``lockerctl receipt verify``: every form, every forgery, without a station."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from admin_fake import Lockerctl

from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Speaker, Station
from lockerd.api.terminal.paper_pdf import paper_pdf
from lockerd.central import examples
from lockerd.central.receipt_vectors import COLLECTED, RECEIPT_KEY, RECORD, SEEN, build
from lockerd.codes import qr, receipt
from lockerd.codes.keys import public_pem
from lockerd.domain.model.receipts import Receipt
from lockerd.languages import Language

STATION = Station("musterstadt-1", "Rathaus", dict.fromkeys(Language, "8-16"), "110")
SCANNER = """#!{python}
import sys, zxingcpp, png
width, height, rows, info = png.Reader(filename=sys.argv[-1]).asDirect()
grey = bytearray(255 if pixel else 0 for row in rows for pixel in row)
for found in zxingcpp.read_barcodes(memoryview(grey).cast("B", (height, width))):
    print(found.text)
"""


@pytest.fixture
def key(tmp_path: Path) -> str:
    """As `lockerctl keys show --receipts` prints it."""
    path = tmp_path / "public.pem"
    path.write_bytes(b"key id 00000000\n" + public_pem(RECEIPT_KEY.public_key()))
    return str(path)


def text_of(row: Receipt) -> str:
    return receipt.sign(row, site_id=examples.SITE, key=RECEIPT_KEY)


def forms(folder: Path, row: Receipt) -> list[Path]:
    text = text_of(row)
    made = {
        "text": f"Receipt no. 17\n\n{text}\n".encode(),
        "bytes": receipt.unwrap(text),
        "picture.png": qr.png(text, 384),
        "paper.pdf": paper_pdf(row, "Receipt no. 17", text, Speaker(Texts(), STATION, Language.EN)),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


@pytest.mark.parametrize("row", [SEEN, COLLECTED], ids=["handed in", "collected"])
def test_every_form_says_what_it_proves_and_what_not(
    lockerctl: Lockerctl, tmp_path: Path, key: str, row: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = tmp_path / "bin" / "zbarimg"
    scanner.parent.mkdir()
    scanner.write_text(SCANNER.format(python=sys.executable))
    scanner.chmod(0o755)
    monkeypatch.setenv("PATH", str(scanner.parent))
    for path in forms(tmp_path, row):
        done = lockerctl("receipt", "verify", str(path), "--key", key)
        assert (done.code, done.err) == (0, ""), path
        assert f"genuine receipt no. {row.id} of station musterstadt-1" in done.out
        assert f"direction {row.direction}, grade {row.grade}" in done.out
        assert "2026-11-30 22:48:05 UTC" in done.out
        assert "does not prove what was inside" in done.out
        said = lockerctl("receipt", "verify", str(path), "--key", key, "--json").json
        assert said == receipt.claims(row, site_id=examples.SITE) | {"paper": "receipt", "kid": said["kid"]}


def test_a_record_is_genuine_and_no_receipt(lockerctl: Lockerctl, tmp_path: Path, key: str) -> None:
    path, *_ = forms(tmp_path, RECORD)
    done = lockerctl("receipt", "verify", str(path), "--key", key)
    assert done.code == 1
    assert "It is no receipt" in done.out
    assert "genuine, but no receipt" in done.err


@pytest.mark.parametrize("wrong", build()["refused"], ids=lambda wrong: wrong["why"])
def test_what_must_be_refused_is(lockerctl: Lockerctl, tmp_path: Path, key: str, wrong: dict[str, str]) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(wrong["text"])
    done = lockerctl("receipt", "verify", str(path), "--key", key)
    assert (done.code, done.out) == (1, "")


def test_every_changed_byte_is_noticed_and_none_breaks_it(tmp_path: Path) -> None:
    raw = receipt.unwrap(text_of(replace(SEEN, hi_s=None)))
    keys = {receipt.verify(raw, _keys()).kid: RECEIPT_KEY.public_key()}
    for at in range(len(raw)):
        for bit in (1, 128):
            spoilt = raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
            with pytest.raises(receipt.PaperError):
                receipt.verify(spoilt, keys)
    for cut in range(len(raw)):
        with pytest.raises(receipt.PaperError):
            receipt.verify(raw[:cut], keys)
    with pytest.raises(receipt.PaperError):
        receipt.verify(b"\x81" * 1_999, keys)


def _keys() -> dict[bytes, object]:
    from lockerd.codes.keys import key_id

    return {key_id(RECEIPT_KEY.public_key()): RECEIPT_KEY.public_key()}


def test_what_cannot_be_read_is_said(
    lockerctl: Lockerctl, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    done = lockerctl("receipt", "verify", str(tmp_path / "letter.txt"), "--key", key)
    assert (done.code, "no receipt and no record in it" in done.err) == (1, True)
    assert lockerctl("receipt", "verify", str(tmp_path / "nothing"), "--key", key).code == 2
    assert lockerctl("receipt", "verify", str(tmp_path / "letter.txt"), "--key", str(tmp_path / "letter.txt")).code == 2
    monkeypatch.setenv("PATH", "")
    _, _, picture, _ = forms(tmp_path, SEEN)
    done = lockerctl("receipt", "verify", str(picture), "--key", key)
    assert (done.code, "zbar-tools" in done.err) == (1, True)
