"""QR pictures, read back by another implementation (zxing) and, for SVG, by their geometry."""

import io
import re
import xml.etree.ElementTree as ET

import png
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import qr
from lockerd.codes.token import sign

TEXTS = ["LK1:ABC", "https://example.org/abholen?x=1", "Fach 7 öffnet", "7" * 300]


@pytest.fixture(scope="module")
def token(signer: Ed25519PrivateKey, site: str) -> str:
    return sign(bytes(range(16)), site_id=site, exp_s=1_800_000_000, key=signer)


def read(rows: list[list[int]]) -> zxingcpp.Barcode:
    """Read 8-bit grey rows."""
    pixels = memoryview(bytes(value for row in rows for value in row)).cast("B", (len(rows), len(rows[0])))
    (found,) = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found


def magnified(modules: list[list[bool]], scale: int = 4) -> list[list[int]]:
    return [[0 if dark else 255 for dark in row for _ in range(scale)] for row in modules for _ in range(scale)]


def modules_of_svg(text: str) -> list[list[bool]]:
    root = ET.fromstring(text)
    side = float(root.attrib["viewBox"].split()[2])
    modules = [[False] * round(side) for _ in range(round(side))]
    for x, y, right, down in re.findall(r"M([\d.]+),([\d.]+)H([\d.]+)V([\d.]+)H\1z", root[1].attrib["d"]):
        assert (float(right) - float(x), float(down) - float(y)) == (1, 1)
        modules[int(y)][int(x)] = True
    return modules


def modules_of_terminal(text: str) -> list[list[bool]]:
    dark = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    return [[dark[block][half] for block in line] for line in text.split("\n") for half in (0, 1)]


def test_a_token_fits_version_7_at_level_m_exactly(token: str) -> None:
    assert qr.version(token) == 7
    assert qr.version(token + "0") == 8
    found = read(magnified(qr.matrix(token)))
    assert found.text == token
    assert (found.ec_level, len(qr.matrix(token))) == ("M", 45 + 2 * qr.QUIET_ZONE)


def test_a_run_of_digits_does_not_split_the_code_into_modes() -> None:
    unlucky = "LK1:" + "A" * 10 + "1" * 20 + "B" * 144
    assert len(unlucky) == 178
    assert qr.version(unlucky) == 7


@pytest.mark.parametrize("text", TEXTS)
def test_png_reads_back(text: str) -> None:
    width, height, rows, info = png.Reader(bytes=qr.png(text)).read()
    assert (info["greyscale"], info["bitdepth"], width) == (True, 1, height)
    assert read([[255 * value for value in row] for row in rows]).text == text


def test_the_png_of_a_token_reads_back_and_is_small(token: str) -> None:
    picture = qr.png(token)
    _, _, rows, _ = png.Reader(file=io.BytesIO(picture)).read()
    assert read([[255 * value for value in row] for row in rows]).text == token
    assert len(picture) < 2000


def test_svg_draws_exactly_the_modules(token: str) -> None:
    for text in (*TEXTS, token):
        drawn = modules_of_svg(qr.svg(text))
        assert drawn == qr.matrix(text)
        assert read(magnified(drawn)).text == text


def test_svg_stands_alone_black_on_white_a_millimetre_a_module(token: str) -> None:
    root = ET.fromstring(qr.svg(token))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.attrib["width"] == root.attrib["height"] == "53mm"
    background, path = root
    assert (background.attrib["fill"], background.attrib["width"]) == ("white", "100%")
    assert path.attrib["fill"] == "#000000"


def test_terminal_text_reads_back(token: str) -> None:
    for text in (*TEXTS, token):
        assert read(magnified(modules_of_terminal(qr.terminal(text)))).text == text


def test_every_picture_has_its_quiet_zone(token: str) -> None:
    rows = qr.matrix(token)
    edge = [*rows[:4], *rows[-4:], *[row[:4] + row[-4:] for row in rows]]
    assert not any(any(row) for row in edge)


def test_a_text_too_long_for_qr_is_the_callers_fault() -> None:
    with pytest.raises(qr.TooLongError):
        qr.svg("ä" * 2000)
