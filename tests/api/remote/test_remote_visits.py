"""Two terminals at one wall: each has its own visits and its own limits, and finds its visit again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from api_site import Api, Site, badge_text
from remote_kit import Cable, Port, served

from lockerd.api.http.problems import RefusalError
from lockerd.api.terminal.bodies import ScannedCode
from lockerd.api.terminal.terminal import Terminal
from lockerd.codes import typed
from lockerd.controller import Memo

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
async def port(site: Site, tmp_path: Path) -> AsyncIterator[Port]:
    async with served(site, tmp_path / "tls") as port:
        yield port


def wrong(number: int) -> dict[str, str]:
    """Digits that nobody has, with the right check digit."""
    return {"typed_code": typed.typed_code(f"{number:08d}")}


async def failed(terminal: Api, times: int) -> list[str]:
    return [(await terminal.post("/v1/visits", wrong(number))).json()["code"] for number in range(times)]


async def test_what_one_terminal_began_is_nobody_elses(site: Site, port: Port) -> None:
    code = (await site.ready())["code"]
    async with port.terminal("foyer") as foyer, port.terminal("hall") as hall:
        visit = (await foyer.post("/v1/visits", {"code": code})).json()
        path = f"/v1/visits/{visit['id']}"
        for other in (hall, site.api):
            for asked in (other.get(path), other.get(f"{path}/events"), other.post(f"{path}/help")):
                answer = await asked
                assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")
            answer = await other.post("/v1/visits", {"code": code})
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            assert answer.json()["retry_after_ms"]
        assert (await foyer.post("/v1/visits", {"code": code})).json()["id"] == visit["id"]
        assert (await foyer.get(path)).status_code == 200
        assert len(site.hands.fired) == 2, "for the loading, and once for its person"


async def test_the_terminals_at_the_unix_socket_are_one(site: Site, port: Port) -> None:
    code = (await site.ready())["code"]
    visit = (await site.api.post("/v1/visits", {"code": code})).json()
    async with port.terminal("foyer") as foyer:
        assert (await foyer.post("/v1/visits", {"code": code})).json()["code"] == "busy"
    assert (await site.api.get(f"/v1/visits/{visit['id']}")).status_code == 200


async def test_whoever_guesses_at_one_terminal_keeps_nobody_from_typing_at_another(site: Site, port: Port) -> None:
    code = (await site.ready())["typed_code"]
    async with port.terminal("foyer") as foyer, port.terminal("hall") as hall:
        assert await failed(foyer, 6) == [*["code_not_valid"] * 5, "too_many_tries"]
        assert (await foyer.post("/v1/visits", {"typed_code": code})).json()["code"] == "too_many_tries"
        assert await failed(hall, 1) == ["code_not_valid"]
        assert (await site.api.post("/v1/visits", wrong(7))).json()["code"] == "code_not_valid"
        answer = await hall.post("/v1/visits", {"typed_code": code})
        assert answer.status_code == 201, answer.text
    tries = {each.terminal: len(each.tries.failures) for each in site.controller.state.site.elsewhere}
    assert tries == {"foyer": 5, "hall": 1}
    places = {row.place.compartment: row.place for row in site.controller.state.compartments.values()}
    assert site.store.load(places).state.site.elsewhere == site.controller.state.site.elsewhere
    status = (await site.admin_api.get("/v1/status")).json()["typing"]
    assert (status["failures_day"], status["blocked_ms"] > 50_000) == (7, True)


async def test_a_key_of_one_terminal_is_not_the_same_key_at_another(site: Site, port: Port) -> None:
    first, second = (await site.ready(1))["code"], (await site.ready(2))["code"]
    key = "the-same-key-at-both"
    async with port.terminal("foyer") as foyer, port.terminal("hall") as hall:
        visit = (await foyer.post("/v1/visits", {"code": first}, key=key)).json()
        site.hands.see(visit["compartment"]["id"], open_=False)
        await site.phase(visit["id"], "door_shut")
        await foyer.post(f"/v1/visits/{visit['id']}/taken-out")
        site.clock.mono_ms += 20_000
        answer = await hall.post("/v1/visits", {"code": second}, key=key)
        assert answer.status_code == 201, answer.text
        assert answer.json()["id"] != visit["id"]


async def test_codes_refused_at_one_terminal_leave_the_others_theirs(site: Site, port: Port) -> None:
    async with port.terminal("foyer") as foyer, port.terminal("hall") as hall:
        for _ in range(40):
            answer = await foyer.post("/v1/visits", {"code": "LK1:NOTHING"})
            assert answer.status_code == 422
        body = {"want": "loading", "order": await site.announce(), "badge": badge_text()}
        assert (await hall.post("/v1/visits", body)).status_code == 201


@pytest.mark.parametrize("phase", ["opening", "door_open", "door_shut"])
async def test_after_the_cable_was_pulled_the_terminal_finds_its_visit_again(
    site: Site, port: Port, phase: str
) -> None:
    code = (await site.ready())["code"]
    site.hands.fired.clear()
    site.hands.held = phase == "opening"
    async with Cable(port).plugged() as cable, port.terminal("foyer", by=cable) as foyer:
        visit = (await foyer.post("/v1/visits", {"code": code})).json()
        if phase != "opening":
            await _until(foyer, visit["id"], "door_open")
        if phase == "door_shut":
            site.hands.see(visit["compartment"]["id"], open_=False)
            await _until(foyer, visit["id"], "door_shut")
        async with foyer.http.stream("GET", f"/v1/visits/{visit['id']}/events") as stream:
            assert stream.status_code == 200
            cable.pull()
            async with port.terminal("foyer") as again:
                assert (await again.get(f"/v1/visits/{visit['id']}")).json()["phase"] == phase
                shown = (await again.post("/v1/visits", {"code": code})).json()
                assert (shown["id"], shown["phase"]) == (visit["id"], phase)
                site.hands.let_go()
                if phase == "opening":
                    await _until(again, visit["id"], "door_open")
                assert len(site.hands.fired) == 1, "nothing is opened for it a second time"


async def test_a_paper_is_found_again_by_the_visit_s_id(site: Site, port: Port) -> None:
    async with port.terminal("foyer") as foyer:
        code = (await site.ready(size="A4"))["code"]
        visit = (await foyer.post("/v1/visits", {"code": code})).json()
        await _until(foyer, visit["id"], "door_open")
        site.hands.see(visit["compartment"]["id"], open_=False)
        await _until(foyer, visit["id"], "door_shut")
        await foyer.post(f"/v1/visits/{visit['id']}/taken-out")
        await foyer.post(f"/v1/visits/{visit['id']}/paper")
    async with port.terminal("foyer") as again:
        view = (await again.get(f"/v1/visits/{visit['id']}")).json()
        assert view["phase"] == "paper_ready"
        assert (await again.get(f"/v1/visits/{visit['id']}/paper")).json()["paper"] == "receipt"
    async with port.terminal("hall") as hall:
        assert (await hall.get(f"/v1/visits/{visit['id']}/paper")).json()["code"] == "visit_over"


async def _until(terminal: Api, visit: str, phase: str) -> dict[str, Any]:
    for _ in range(200):
        view: dict[str, Any] = (await terminal.get(f"/v1/visits/{visit}")).json()
        if view["phase"] == phase:
            return view
    raise AssertionError(view)


@pytest.mark.parametrize("form", ["code", "typed_code"])
async def test_however_often_it_is_shown_at_once_one_door_opens_and_one_terminal_has_the_visit(
    site: Site, port: Port, form: str
) -> None:
    codes = await site.ready()
    site.hands.fired.clear()
    async with port.terminal("foyer") as foyer, port.terminal("hall") as hall:
        assert (await foyer.get("/v1/status")).is_success, "its address is known now"
        terminals = (foyer, hall, site.api) * 5
        answers = await asyncio.gather(*(each.post("/v1/visits", {form: codes[form]}) for each in terminals))
    assert len(site.hands.fired) == 1
    begun = [
        (each.name, answer.json()["id"]) for each, answer in zip(terminals, answers, strict=True) if answer.is_success
    ]
    assert len({*begun}) == 1, "at the terminal where it began, and nowhere else"
    refused = {answer.json()["code"] for answer in answers if not answer.is_success}
    assert refused == {"busy"}


async def test_the_terminal_that_asked_first_has_the_visit_whoever_is_answered_first(site: Site) -> None:
    code = (await site.ready())["code"]
    foyer, hall = site.terminal.at("foyer"), site.terminal.at("hall")
    memos = (Memo("http", f"{number:064x}", f"{number:064x}") for number in range(9))

    async def shows(terminal: Terminal) -> str:
        try:
            return terminal.begun(await terminal.show(ScannedCode(code=code), next(memos)))
        except RefusalError as error:
            return str(error.refused.reason)

    for _ in range(3):  # one of the three is the order in which a loop goes on with what waits
        first, second = await asyncio.gather(shows(foyer), shows(hall))
        assert (len(first), second) == (32, "busy")
