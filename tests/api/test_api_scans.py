"""What readers and fingers deliver: taken as the code it is, or answered with a kind word."""

from typing import Any

import png
import pytest
import zxingcpp
from api_site import Site

FRAMES = ["{}\r", "{}\n", "{}\r\n", "{}\t", "]Q1{}", "]Q1{}\r\n"]


async def scanner(site: Site) -> dict[str, int]:
    counts: dict[str, int] = (await site.admin_api.get("/v1/status")).json()["scanner"]
    return counts


@pytest.mark.parametrize("frame", FRAMES)
async def test_a_framed_scan_opens_its_door_and_is_counted(site: Site, frame: str) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/collections", {"code": frame.format(codes["code"])})).status_code == 201
    assert await scanner(site) == {"framed": 1, "lower_case": 0, "unreadable": 0}


async def test_small_letters_open_the_door_too(site: Site) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/collections", {"code": codes["code"].lower() + "\r"})).status_code == 201
    assert await scanner(site) == {"framed": 1, "lower_case": 1, "unreadable": 0}


@pytest.mark.parametrize("field", ["code", "typed_code"])
async def test_digits_with_a_line_end_are_the_digits(site: Site, field: str) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/collections", {field: codes["typed_code"] + "\n"})).status_code == 201


async def test_scanned_digits_are_counted_like_typed_ones(site: Site) -> None:
    await site.ready()
    for _ in range(5):
        assert (await site.api.post("/v1/collections", {"code": "572 412 340\r"})).json()["code"] == "code_not_valid"
    assert (await site.api.post("/v1/collections", {"code": "572 412 340\r"})).json()["code"] == "too_many_tries"


@pytest.mark.parametrize(
    "body",
    [
        {"typed_code": ""},
        {"typed_code": "1" * 500},
        {"code": ""},
        {"code": "LK1:" + "A" * 9_000},
        {"code": "https://example.org"},
        {"typed_code": "572 412 340", "pickup_number": ""},
    ],
    ids=str,
)
async def test_what_cannot_be_a_code_is_said_kindly(site: Site, body: dict[str, Any]) -> None:
    answer = await site.api.post("/v1/collections", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "code_malformed")


async def test_what_is_no_code_is_counted(site: Site) -> None:
    for _ in range(3):
        await site.api.post("/v1/collections", {"code": "https://example.org"})
    assert (await scanner(site))["unreadable"] == 3


@pytest.mark.parametrize("width", [384, 576, 400, 106])
async def test_the_picture_is_as_wide_as_the_printer(site: Site, width: int) -> None:
    visit = (await site.load())["id"]
    answer = await site.api.get(f"/v1/visits/{visit}/code.png?width={width}")
    found, height, rows, _ = png.Reader(bytes=answer.content).asDirect()
    assert found == width
    grey = [[255 * value for value in row] for row in rows]
    pixels = memoryview(bytes(value for row in grey for value in row)).cast("B", (height, width))
    [read] = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    assert read.text == (await site.api.get(f"/v1/visits/{visit}/code")).json()["code"]


@pytest.mark.parametrize("width", ["0", "52", "1e9", "99999"])
async def test_no_picture_is_drawn_at_a_width_that_makes_no_sense(site: Site, width: str) -> None:
    visit = (await site.load())["id"]
    assert (await site.api.get(f"/v1/visits/{visit}/code.png?width={width}")).status_code == 422
