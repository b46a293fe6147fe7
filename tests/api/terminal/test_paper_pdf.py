"""Receipts as PDF/A-3, read back by others: what stands there, what is embedded, and that nothing is missing."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pypdf
import pytest
import zxingcpp
from api_site import STATION
from cwt import COSE, COSEKey

from lockerd.api.http.german import in_german
from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.paper_pdf import paper_pdf
from lockerd.api.terminal.paper_text import paper_text
from lockerd.central import examples
from lockerd.central.receipt_vectors import COLLECTED, RECEIPT_KEY, RECORD, SEEN
from lockerd.codes import pdf, pdf_font, receipt
from lockerd.codes.keys import key_id
from lockerd.domain.model.receipts import Receipt
from lockerd.languages import TRANSLATED, Language

TEXTS = Texts(TRANSLATED)
SPEAKERS = [Speaker(TEXTS, STATION, language) for language in Language]
EACH = pytest.mark.parametrize("speaker", SPEAKERS, ids=list(Language))


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def text_of(row: Receipt, speaker: Speaker) -> str:
    return paper_text(row, speaker, "123456789018")


def made(row: Receipt, speaker: Speaker) -> bytes:
    signed = receipt.sign(row, site_id=examples.SITE, key=RECEIPT_KEY)
    german = in_german(speaker, lambda it: text_of(row, it))
    return paper_pdf(row, text_of(row, speaker), signed, speaker, german)


def paragraphs(reader: pypdf.PdfReader) -> list[Mapping[str, object]]:
    """What a page is made of, for whoever has it read out, but for the picture."""
    return [kid.get_object() for kid in reader.root_object["/StructTreeRoot"]["/K"]["/K"][:-1]]


@EACH
@pytest.mark.parametrize("row", [SEEN, COLLECTED, RECORD, replace(SEEN, hi_s=None)])
def test_another_reader_finds_all_lines_and_what_is_signed(row: Receipt, speaker: Speaker) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(row, speaker)), strict=True)
    (page,) = reader.pages
    german = text_of(row, SPEAKERS[0]) if speaker.language in TRANSLATED else ""
    said = page.extract_text().split()
    if speaker.language.from_the_right:  # the page as it looks, and beside it what is typed
        spoken = [str(each["/ActualText"]) for each in paragraphs(reader) if "/ActualText" in each]
        assert spoken == text_of(row, speaker).split("\n")
        assert said[-len(german.split()) :] == german.split()
    else:
        assert said == f"{text_of(row, speaker)} {german}".split()
    ((name, (raw,)),) = reader.attachments.items()
    assert name == "receipt.cose"
    key = RECEIPT_KEY.public_key()
    public = COSEKey.new({1: 1, 2: key_id(key), 3: -19, -1: 6, -2: key.public_bytes_raw()})
    assert COSE.new(verify_kid=True).decode(raw, [public])
    assert receipt.verify(raw, {key_id(key): key}).claims == receipt.claims(row, site_id=examples.SITE)


@EACH
def test_it_has_what_an_archive_asks_for(speaker: Speaker) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(SEEN, speaker)), strict=True)
    root, (page,) = reader.root_object, reader.pages
    assert not reader.is_encrypted
    assert reader.xmp_metadata is not None
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "B")
    assert reader.xmp_metadata.dc_title == {"x-default": paper_text(SEEN, speaker).split("\n")[0]}
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (speaker.language, True)
    (file,) = (each.get_object() for each in root["/AF"])
    assert file["/AFRelationship"] == "/Source"
    embedded = file["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/application/cose"
    assert embedded["/Params"]["/ModDate"] == "D:20261130224921Z"
    font = page["/Resources"]["/Font"]["/F"]
    (descendant,) = (each.get_object() for each in font["/DescendantFonts"])
    assert (font["/Subtype"], font["/Encoding"]) == ("/Type0", "/Identity-H")
    assert (descendant["/Subtype"], descendant["/CIDToGIDMap"]) == ("/CIDFontType2", "/Identity")
    program = descendant["/FontDescriptor"]["/FontFile2"].get_object().get_data()
    assert program.startswith(b"\x00\x01\x00\x00")
    meant = {int(glyph, 16) for glyph in re.findall(rb"\n<(\w{4})><", font["/ToUnicode"].get_object().get_data())}
    drawn = re.findall(rb"<([0-9A-F]+)> Tj", page.get_contents().get_data())
    used = {int(line[at : at + 4], 16) for line in drawn for at in range(0, len(line), 4)}
    glyphs = pdf_font.glyphs_of(program)
    assert used == meant <= {*glyphs.values()}
    asks = "?" in text_of(SEEN, speaker)
    assert (glyphs["?"] in used) is asks, "each character is in the font"
    assert "/DefaultGray" in page["/Resources"]["/ColorSpace"], "no colour depends on a device"
    assert reader.trailer["/ID"][0] == reader.trailer["/ID"][1]
    kinds = [each.get_object()["/S"] for each in root["/StructTreeRoot"]["/K"]["/K"]]
    marks = re.findall(rb"/(\w+) <</MCID (\d+)>> BDC", page.get_contents().get_data())
    assert [f"/{kind.decode()}" for kind, _ in marks] == kinds
    assert [int(number) for _, number in marks] == list(range(len(kinds)))
    assert kinds[0] == "/H1"
    assert kinds[-1] == "/Figure"
    spoken_in = {str(each["/Lang"]) for each in paragraphs(reader) if "/Lang" in each}
    assert spoken_in == ({"de"} if speaker.language in TRANSLATED else set())


def test_the_picture_on_the_page_is_the_signed_message() -> None:
    speaker = SPEAKERS[0]
    reader = pypdf.PdfReader(io.BytesIO(made(SEEN, speaker)), strict=True)
    drawn = reader.pages[0].get_contents().get_data().decode("latin-1")
    squares = [
        (round(float(x) / pdf.MODULE_PT), round(float(y) / pdf.MODULE_PT))
        for x, y in re.findall(r"([\d.]+) ([\d.]+) 2\.6 2\.6 re", drawn)
    ]
    left, top = min(x for x, _ in squares) - 4, max(y for _, y in squares) + 4
    size = max(x for x, _ in squares) - left + 5
    scale = 4
    grey = bytearray(b"\xff" * (size * scale) ** 2)
    for x, y in squares:
        for line in range(scale):
            at = ((top - y) * scale + line) * size * scale + (x - left) * scale
            grey[at : at + scale] = bytes(scale)
    (found,) = zxingcpp.read_barcodes(memoryview(bytes(grey)).cast("B", (size * scale, size * scale)))
    assert found.text == receipt.sign(SEEN, site_id=examples.SITE, key=RECEIPT_KEY)


def test_a_print_is_a_copy_and_the_page_holds_the_longest() -> None:
    for speaker in SPEAKERS:
        assert made(SEEN, speaker) == made(replace(SEEN), speaker)
    longest = replace(RECORD, authority="s" * 32, compartment="A" * 8, hi_s=2**33, reason="pickup_number_needed")
    for speaker in SPEAKERS:
        data = made(longest, speaker)
        drawn = pypdf.PdfReader(io.BytesIO(data)).pages[0].get_contents().get_data().decode("latin-1")
        assert min(float(y) for y in re.findall(r"[\d.]+ (-?[\d.]+) 2\.6 2\.6 re", drawn)) > pdf.MARGIN_PT / 2
        assert len(data) < 60_000


def test_no_name_of_a_station_breaks_the_file() -> None:
    odd = replace(STATION, name="Rathaus (Süd) \\ „Haus 2“ 中")
    speaker = Speaker(Texts(), odd, Language.DE)
    reader = pypdf.PdfReader(io.BytesIO(made(SEEN, speaker)), strict=True)
    assert "Rathaus (Süd) \\ „Haus 2“ ?" in reader.pages[0].extract_text()
