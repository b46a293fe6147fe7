"""Whoever floods the terminal with what is worth nothing is told to wait; whoever has a right comes through."""

from api_site import Site

from lockerd.controller.bucket import BURST

FORGED = "LK1:" + "0" * 174


async def flood(site: Site, code: str) -> list[str]:
    """The words that twice as many scans as are answered one by one get."""
    words = []
    for _ in range(2 * BURST):
        answer = await site.api.post("/v1/visits", {"code": code})
        words.append(answer.json()["code"])
    return words


def forged(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


async def test_refusals_are_limited_and_a_live_qr_code_always_passes(site: Site) -> None:
    codes = await site.ready()
    words = await flood(site, forged(codes["code"]))
    assert words == ["code_not_valid"] * BURST + ["busy"] * BURST
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201


async def test_a_flood_gives_no_answers_about_typed_codes(site: Site) -> None:
    codes = await site.ready()
    await flood(site, forged(codes["code"]))
    answer = await site.api.post("/v1/visits", {"typed_code": codes["typed_code"]})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert 1 <= int(answer.headers["Retry-After"]) <= 2
    site.clock.mono_ms += 1_000
    assert (await site.api.post("/v1/visits", {"typed_code": codes["typed_code"]})).status_code == 201


async def test_what_is_right_draws_nothing(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["id"]
    for _ in range(2 * BURST):
        assert (await site.api.post(f"/v1/visits/{visit}/help")).status_code == 200
    assert (await flood(site, forged(codes["code"])))[0] == "code_not_valid"
