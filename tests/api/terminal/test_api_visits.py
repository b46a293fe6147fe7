"""A loading and a collection from the first request to the goodbye, through the terminal's API."""

import asyncio

import pytest
from api_site import Site, badge_text, order_id, words

from lockerd.api.terminal import progress
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.readings import Item


async def test_loading_and_collecting_by_qr(site: Site) -> None:
    order = await site.announce(items=2)
    answer = await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})
    assert answer.status_code == 201
    visit = answer.json()
    door = visit["compartment"]["id"]
    view = await site.phase(visit["id"], "door_open")
    assert view["next_step"] == "check_empty"
    assert words(view) == ["empty", "more_time", "help"]
    view = (await site.api.post(f"/v1/visits/{visit['id']}/empty")).json()
    assert view["next_step"] == "put_in"
    assert "alle 2 Teile" in view["text"]
    site.hands.see(door, open_=False)
    view = await site.phase(visit["id"], "door_shut")
    assert view["next_step"] == "confirm_loaded"
    assert words(view)[0] == "loaded"
    view = (await site.api.post(f"/v1/visits/{visit['id']}/loaded", {"although_not_seen": True})).json()
    assert (view["phase"], view["next_step"]) == ("code_ready", "print_code")
    code = (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()["code"]
    view = (await site.api.post(f"/v1/visits/{visit['id']}/done")).json()
    assert (view["phase"], view["next_step"], words(view)) == ("over", "goodbye", [])

    visit = (await site.api.post("/v1/visits", {"code": code})).json()
    assert (visit["kind"], visit["compartment"]["id"], visit["item_count"]) == ("collection", door, 2)
    view = await site.phase(visit["id"], "door_open")
    assert (view["next_step"], view["door"], view["opened"]) == ("take_out", "opened", True)
    view = (await site.api.post(f"/v1/visits/{visit['id']}/taken-out")).json()
    assert view["next_step"] == "close_door"
    site.hands.see(door, open_=False)
    view = await site.phase(visit["id"], "over")
    assert (view["next_step"], view["door"], view["trouble"]) == ("goodbye", "closed", None)
    assert site.hands.fired == [door, door]


async def test_collecting_by_typed_code(site: Site) -> None:
    codes = await site.ready()
    typed = codes["typed_code"]
    answer = await site.api.post("/v1/visits", {"typed_code": f"{typed[:3]} {typed[3:6]}-{typed[6:]}"})
    assert answer.status_code == 201
    view = await site.phase(answer.json()["id"], "door_open")
    assert view["kind"] == "collection"


async def test_a_code_opens_once(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    assert (await site.api.post(f"/v1/visits/{visit['id']}/taken-out")).json()["phase"] == "over"
    for body in ({"code": codes["code"]}, {"typed_code": codes["typed_code"]}):
        again = await site.api.post("/v1/visits", body)
        assert (again.status_code, again.json()["code"]) == (409, "code_not_valid")
    assert len(site.hands.fired) == 2


async def test_the_same_code_shown_again_during_its_visit_gives_that_visit(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    fired = list(site.hands.fired)
    again = await site.api.post("/v1/visits", {"code": codes["code"]})
    assert (again.status_code, again.json()["id"], again.json()["phase"]) == (201, visit["id"], "door_open")
    assert site.hands.fired == fired


async def test_an_offer_whose_time_is_over_leaves_the_screen_by_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOOK_AGAIN_S", 0.001)
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    await site.api.post(f"/v1/visits/{visit['id']}/more-time")
    speaker = site.terminal.speaker("en")
    views = progress.follow(site.controller, VisitId(visit["id"]), speaker, site.stop)
    async with asyncio.timeout(10):
        assert "open_again" in words((await anext(views)).model_dump())
        site.clock.mono_ms += 121_000
        assert "open_again" not in words((await anext(views)).model_dump())
    await views.aclose()


async def test_how_long_somebody_may_take_is_said_and_more_time_is_told_at_once(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    assert visit["left_ms"] is None
    open_ = await site.phase(visit["id"], "door_open")
    assert 290_000 < open_["left_ms"] < 300_000
    speaker = site.terminal.speaker("en")
    views = progress.follow(site.controller, VisitId(visit["id"]), speaker, site.stop)
    async with asyncio.timeout(10):
        first = await anext(views)
        await site.api.post(f"/v1/visits/{visit['id']}/more-time")
        more = await anext(views)
    await views.aclose()
    assert first.left_ms is not None
    assert more.left_ms is not None
    assert 50_000 < more.left_ms - first.left_ms <= 60_000
    assert (first.text, first.reminder) == (more.text, more.reminder)


async def test_done_without_a_word_is_asked_about_once(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    view = (await site.api.post(f"/v1/visits/{visit['id']}/done")).json()
    assert (view["phase"], view["next_step"]) == ("door_shut", "confirm_taken")
    assert view["trouble"]["code"] == "say_taken_out"
    view = (await site.api.post(f"/v1/visits/{visit['id']}/done")).json()
    assert (view["phase"], view["next_step"], view["trouble"]) == ("over", "goodbye", None)


async def test_the_door_opens_again_on_the_persons_word(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    for _ in range(2):
        site.hands.see(visit["compartment"]["id"], open_=False)
        view = await site.phase(visit["id"], "door_shut")
        assert "open_again" in words(view)
        assert "zu früh" in view["text"]
        assert (await site.api.post(f"/v1/visits/{visit['id']}/open-again")).status_code == 200
        await site.phase(visit["id"], "door_open")
    site.hands.see(visit["compartment"]["id"], open_=False)
    view = await site.phase(visit["id"], "door_shut")
    assert "open_again" not in words(view)
    answer = await site.api.post(f"/v1/visits/{visit['id']}/open-again")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_more_openings")


async def test_a_stuck_door_is_tried_again_and_then_kept_for_staff(site: Site) -> None:
    codes = await site.ready(size="A4")
    site.hands.stuck.add("A02")
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    seen = set()
    while visit["phase"] != "over":
        await site.wait_ms(3_000)
        visit = (await site.api.get(f"/v1/visits/{visit['id']}")).json()
        seen.add(visit["phase"])
        if visit["phase"] == "retrying":
            assert visit["trouble"]["text"] == "Die Tür ist dieses Mal nicht aufgegangen. Es ist nichts verloren."
            assert "drücken Sie kurz dagegen" in visit["text"]
    assert "retrying" in seen
    assert len(site.hands.fired) == 1 + 3
    assert (visit["next_step"], visit["trouble"]["code"]) == ("call_staff", "door_stuck")
    assert "+49 6031 83-0" in visit["trouble"]["text"]


async def test_an_item_still_seen_is_asked_about(site: Site) -> None:
    codes = await site.ready(size="A4")
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    await site.phase(visit["id"], "door_open")
    site.hands.see("A02", open_=False, item=Item.PRESENT)
    await site.phase(visit["id"], "door_shut")
    answer = await site.api.post(f"/v1/visits/{visit['id']}/taken-out")
    assert (answer.status_code, answer.json()["trouble"]["code"]) == (200, "item_still_seen")
    view = (await site.api.get(f"/v1/visits/{visit['id']}", **{"Accept-Language": "en-GB"})).json()
    assert view["trouble"]["text"].startswith("Something still seems to be in the compartment.")


async def test_a_hook_never_proves_an_open_door(site: Site) -> None:
    await site.load(1)
    await site.load(2, size="A4")
    codes = await site.ready(3)
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    assert visit["compartment"]["id"] == "B01"
    view = await site.phase(visit["id"], "door_open")
    assert view["door"] == "unlatched"
    assert view["text"].startswith("Bitte ziehen Sie die Tür von Fach B01 auf (unterste Reihe, ganz links)")


async def test_a_door_without_sensor_is_confirmed_while_nobody_knows_if_it_is_open(site: Site) -> None:
    await site.load(1)
    await site.load(2, size="A4")
    await site.load(3)
    order = await site.announce(4)
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
    view = await site.phase(visit["id"], "door_open")
    assert (view["door"], words(view)[0]) == ("not_observed", "empty")
    view = (await site.api.post(f"/v1/visits/{visit['id']}/empty")).json()
    assert words(view)[0] == "loaded"
    view = (await site.api.post(f"/v1/visits/{visit['id']}/loaded")).json()
    assert view["phase"] == "code_ready"


async def test_a_loading_can_be_undone(site: Site) -> None:
    visit = await site.load()
    assert "undo" in words(visit)
    code = (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()["code"]
    answer = await site.api.post(f"/v1/visits/{visit['id']}/undo")
    assert answer.status_code == 200
    view = await site.phase(visit["id"], "door_open")
    assert (view["kind"], view["next_step"]) == ("undo", "take_out")
    assert (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()["code"] == "not_now"
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    assert (await site.api.post("/v1/visits", {"code": code})).json()["code"] == "code_not_valid"


@pytest.mark.parametrize("word", ["empty", "taken-out", "open-again", "undo", "done"])
async def test_words_at_the_wrong_time_are_refused_and_open_nothing(site: Site, word: str) -> None:
    order = await site.announce()
    site.hands.held = True
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
    assert (visit["phase"], visit["next_step"], words(visit)) == ("opening", "wait", ["help"])
    answer = await site.api.post(f"/v1/visits/{visit['id']}/{word}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    assert site.hands.fired == []


async def test_a_visit_nobody_knows_is_over(site: Site) -> None:
    for path in ("", "/code", "/code.svg", "/events"):
        answer = await site.api.get(f"/v1/visits/{'0' * 32}{path}")
        assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")
    answer = await site.api.post(f"/v1/visits/{'0' * 32}/help")
    assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")


async def test_what_cannot_be_a_visit_is_not_found(site: Site) -> None:
    answer = await site.api.get("/v1/visits/A07")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_an_unknown_order_is_refused(site: Site) -> None:
    answer = await site.api.post("/v1/visits", {"want": "loading", "order": order_id(99), "badge": badge_text()})
    assert (answer.status_code, answer.json()["code"]) == (404, "order_unknown")


async def test_a_new_code_kills_the_old_one(site: Site) -> None:
    old = await site.ready()
    body = {"want": "reissue", "order": order_id(1), "badge": badge_text()}
    answer = await site.api.post("/v1/visits", body)
    assert (answer.status_code, answer.json()["phase"]) == (201, "code_ready")
    assert "undo" not in words(answer.json())
    new = (await site.api.get(f"/v1/visits/{answer.json()['id']}/code")).json()
    assert new["code"] != old["code"]
    assert (await site.api.post("/v1/visits", {"code": old["code"]})).json()["code"] == "code_not_valid"
    assert (await site.api.post("/v1/visits", {"code": new["code"]})).status_code == 201
