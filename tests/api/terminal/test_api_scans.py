"""What readers and fingers deliver: taken as the code it is, or answered with a kind word."""

from typing import Any

import png
import pytest
import zxingcpp
from api_site import OTHER_KEY, SITE_KEY, T0_S, Site
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import token

FRAMES = ["{}\r", "{}\n", "{}\r\n", "{}\t", "]Q1{}", "]Q1{}\r\n"]


async def scanner(site: Site) -> dict[str, int]:
    counts: dict[str, int] = (await site.admin_api.get("/v1/status")).json()["scanner"]
    return counts


@pytest.mark.parametrize("frame", FRAMES)
async def test_a_framed_scan_opens_its_door_and_is_counted(site: Site, frame: str) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/visits", {"code": frame.format(codes["code"])})).status_code == 201
    assert await scanner(site) == {"framed": 1, "lower_case": 0, "unreadable": 0}


async def test_small_letters_open_the_door_too(site: Site) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/visits", {"code": codes["code"].lower() + "\r"})).status_code == 201
    assert await scanner(site) == {"framed": 1, "lower_case": 1, "unreadable": 0}


@pytest.mark.parametrize("field", ["code", "typed_code"])
async def test_digits_with_a_line_end_are_the_digits(site: Site, field: str) -> None:
    codes = await site.ready()
    assert (await site.api.post("/v1/visits", {field: codes["typed_code"] + "\n"})).status_code == 201


async def test_scanned_digits_are_counted_like_typed_ones(site: Site) -> None:
    await site.ready()
    for _ in range(5):
        assert (await site.api.post("/v1/visits", {"code": "572 412 340\r"})).json()["code"] == "code_not_valid"
    assert (await site.api.post("/v1/visits", {"code": "572 412 340\r"})).json()["code"] == "too_many_tries"


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
    answer = await site.api.post("/v1/visits", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "code_malformed")


async def test_what_is_no_code_is_counted(site: Site) -> None:
    for _ in range(3):
        await site.api.post("/v1/visits", {"code": "https://example.org"})
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


def elsewhere(key: Ed25519PrivateKey, site: str = "musterstadt-2") -> str:
    return token.sign(bytes(16), site_id=site, exp_s=T0_S + 86_400, key=key)


@pytest.mark.parametrize(("language", "said"), [("de", "gehört zum Standort"), ("en", "belongs to the station")])
async def test_f49_a_code_of_another_site_says_where_it_belongs(site: Site, language: str, said: str) -> None:
    headers = {"Accept-Language": language}
    answer = await site.api.post("/v1/visits", {"code": elsewhere(OTHER_KEY) + "\r"}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_site")
    assert f"{said} Bürgeramt Süd, Marktplatz 3" in answer.json()["detail"]
    assert site.hands.fired == []


@pytest.mark.parametrize(
    "code",
    [
        elsewhere(Ed25519PrivateKey.from_private_bytes(b"x" * 32)),
        elsewhere(OTHER_KEY, "musterstadt-3"),
        elsewhere(OTHER_KEY, "musterstadt-1"),
        elsewhere(OTHER_KEY)[:-1] + "0",
    ],
    ids=["forged", "not its site", "our site, its key", "altered"],
)
async def test_f49_nobody_learns_of_other_sites_without_a_good_signature(site: Site, code: str) -> None:
    answer = await site.api.post("/v1/visits", {"code": code})
    assert (answer.status_code, answer.json()["code"]) == (409, "code_not_valid")
    assert "Bürgeramt" not in answer.text


async def test_another_sites_key_opens_nothing_here(site: Site) -> None:
    await site.ready()
    [grant] = site.controller.state.grants
    for name in ("musterstadt-1", "musterstadt-2"):
        code = token.sign(bytes.fromhex(grant), site_id=name, exp_s=T0_S + 86_400, key=OTHER_KEY)
        assert (await site.api.post("/v1/visits", {"code": code})).status_code == 409
    assert SITE_KEY.public_key() != OTHER_KEY.public_key()
