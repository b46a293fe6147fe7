"""Handing in through the terminal's API: one code, one proven-empty door, and words for every way it can end."""

import pytest
from api_site import Site, badge_text, order_id, words
from giving import DOOR, ENGLISH, begun, checked, proven_empty, say, shut, view_of
from httpx import Response

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Item, Reading
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.reports import Readings


async def test_a_person_puts_in_says_so_and_is_told_of_the_receipt(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    view = await view_of(site, visit)
    assert (view["kind"], view["next_step"], view["compartment"]["id"]) == ("hand_in", "put_in", DOOR)
    assert "what you want to hand in" in view["text"]
    view = await shut(site, visit)
    assert (view["next_step"], words(view)[:2]) == ("confirm_in", ["all_in", "nothing_in"])
    assert "open_again" in words(view)
    assert "opened again" in view["text"]
    view = await say(site, visit, "all-in")
    assert (view["next_step"], view["phase"]) == ("wait", "door_shut")
    assert "is being checked" in view["text"]
    assert "all_in" not in words(view)
    view = await checked(site, visit)
    assert (view["next_step"], view["trouble"]) == ("print_paper", None)
    assert "your receipt is ready" in view["text"]
    view = await say(site, visit, "done")
    assert (view["phase"], view["next_step"]) == ("over", "goodbye")


async def test_several_items_are_counted(site: Site) -> None:
    visit = await begun(site, (await site.awaited(items=3)).token)
    assert "all 3 items that you want to hand in" in (await view_of(site, visit))["text"]


async def test_nothing_put_in_keeps_the_code_and_is_no_receipt(site: Site) -> None:
    code = await site.awaited()
    visit = await begun(site, code.token)
    await shut(site, visit, Item.ABSENT)
    view = await say(site, visit, "nothing-in")
    assert (view["phase"], view["next_step"], view["trouble"]) == ("paper_ready", "print_paper", None)
    assert "Nothing has been handed in. Your code stays valid" in view["text"]
    await say(site, visit, "done")
    site.clock.mono_ms += 10_000
    again = await site.api.post("/v1/visits", {"code": code.token})
    assert (again.status_code, again.json()["compartment"]["id"]) == (201, DOOR)


async def test_where_the_sensor_sees_nothing_the_door_is_offered_once_more_and_then_staff_look(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    await shut(site, visit, Item.ABSENT)
    view = await say(site, visit, "all-in")
    assert (view["trouble"]["code"], view["next_step"]) == ("item_not_seen", "confirm_in")
    assert "cannot confirm yet" in view["trouble"]["text"]
    assert "open_again" in words(view)
    await say(site, visit, "all-in")
    view = await checked(site, visit, Item.ABSENT)
    assert "Staff will look" in view["text"]
    assert site.controller.state.compartments[CompartmentId(DOOR)].condition is Condition.QUARANTINED


async def test_what_the_sensor_sees_after_all_is_told_as_accepted_and_as_no_trouble(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    await shut(site, visit, Item.ABSENT)
    assert (await say(site, visit, "all-in"))["trouble"] is not None
    site.hands.see(DOOR, open_=False, item=Item.PRESENT)
    await say(site, visit, "all-in")
    view = await checked(site, visit)
    assert "your receipt is ready" in view["text"]
    assert view["trouble"] is None


async def test_a_thin_letter_is_taken_on_a_word_where_the_class_says_so(claims: Site) -> None:
    visit = await begun(claims, (await claims.awaited()).token)
    await shut(claims, visit, Item.ABSENT)
    assert (await say(claims, visit, "all-in"))["trouble"] is None
    assert "your receipt is ready" in (await checked(claims, visit, Item.ABSENT))["text"]


async def test_the_third_opening_is_the_last_and_then_staff_look(site: Site) -> None:
    code = await site.awaited()
    visit = await begun(site, code.token)
    for _ in range(2):
        await shut(site, visit, Item.ABSENT)
        await say(site, visit, "open-again")
        await site.phase(visit, "door_open")
    view = await shut(site, visit, Item.ABSENT)
    assert "open_again" not in words(view)
    assert "opened again" not in view["text"]
    refused = await site.api.post(f"/v1/visits/{visit}/open-again", **ENGLISH)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_more_openings")
    assert "Nothing handed in" in refused.json()["detail"]
    assert "Staff will look" in (await say(site, visit, "nothing-in"))["text"]
    refused = await site.api.post("/v1/visits", {"code": code.token}, **ENGLISH)
    assert refused.json()["code"] == "ask_staff"
    assert "until staff have looked" in refused.json()["detail"]


async def test_a_door_left_open_ends_the_visit_and_asks_for_it_to_be_shut(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    await site.wait_ms(310_000)
    view = await view_of(site, visit)
    assert (view["phase"], view["trouble"]["code"]) == ("paper_ready", "ask_staff")
    assert "press the door shut" in view["trouble"]["text"]
    assert "Staff will look" in view["text"]


async def test_a_board_that_falls_silent_is_told_and_the_code_stays_good(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    await shut(site, visit)
    await say(site, visit, "all-in")
    site.controller.report(Readings((Reading(CompartmentId(DOOR), site.clock.monotonic_ms()),)))
    for _ in range(12):
        await site.wait_ms(1_000)
    view = await view_of(site, visit)
    assert (view["phase"], view["trouble"]["code"]) == ("paper_ready", "out_of_service")
    assert "does not answer" in view["text"]
    assert "your code stays valid" in view["trouble"]["text"]


async def test_a_door_that_sticks_is_told_without_a_word_of_what_lies_inside(site: Site) -> None:
    code = await site.awaited()
    await proven_empty(site)
    site.hands.stuck.add(DOOR)
    visit = (await site.api.post("/v1/visits", {"code": code.token})).json()["id"]
    for _ in range(40):
        await site.wait_ms(1_000)
    view = await view_of(site, visit)
    assert (view["phase"], view["trouble"]["code"]) == ("paper_ready", "door_stuck")
    assert "Nothing has been handed in" in view["trouble"]["text"]


@pytest.mark.parametrize("form", ["code", "typed_code"])
@pytest.mark.parametrize("kind", ["hand_in", "collection"])
async def test_a_code_says_itself_what_it_is_for(site: Site, kind: str, form: str) -> None:
    takes, brings = await site.ready(1), await site.awaited(2)
    await proven_empty(site)
    code = {"code": brings.token, "typed_code": brings.typed_code} if kind == "hand_in" else takes
    shown = await site.api.post("/v1/visits", {form: code[form]})
    assert (shown.status_code, shown.json()["kind"]) == (201, kind)


async def test_a_wall_without_a_proven_empty_door_says_so_and_keeps_the_code(site: Site) -> None:
    code = await site.awaited()
    refused = await site.api.post("/v1/visits", {"code": code.token}, **ENGLISH)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_compartment")
    assert "Your code stays valid" in refused.json()["detail"]
    await begun(site, code.token)


async def test_a_key_used_again_opens_nothing_a_second_time_and_fits_one_request_only(site: Site) -> None:
    code = await site.awaited()
    await proven_empty(site)
    first = await site.api.post("/v1/visits", {"code": code.token}, key="one-intention")
    again = await site.api.post("/v1/visits", {"code": code.token}, key="one-intention")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert site.hands.fired == [DOOR]
    other = await site.api.post("/v1/visits", {"typed_code": code.typed_code}, key="one-intention")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


async def test_typed_digits_hand_in_and_slips_are_no_tries(site: Site) -> None:
    code = await site.awaited()
    await proven_empty(site)
    slip = await site.api.post("/v1/visits", {"typed_code": "111111112"})
    assert (slip.status_code, slip.json()["code"]) == (422, "code_slip")
    wrong = await site.api.post("/v1/visits", {"typed_code": "572 412 340"}, **ENGLISH)
    assert wrong.json()["code"] == "code_not_valid"
    assert "This code opens nothing here" in wrong.json()["detail"]
    assert len(site.controller.state.site.tries.failures) == 1
    answer = await site.api.post("/v1/visits", {"typed_code": code.typed_code, "pickup_number": code.pickup_number})
    assert answer.status_code == 201


async def test_whoever_takes_in_custody_cannot_show_the_code_again(site: Site) -> None:
    code = await site.awaited()
    visit = await begun(site, code.token)
    await shut(site, visit)
    await say(site, visit, "all-in")
    await checked(site, visit)
    assert {part.state for part in site.controller.state.parts.values()} == {PartState.HANDED_IN}
    refused = await site.api.post("/v1/visits", {"code": code.token})
    assert (refused.status_code, refused.json()["code"]) == (409, "code_not_valid")


async def looked_into(site: Site, report: str) -> Response:
    """A technician opens the door, takes out what lies there, shuts it, and reports."""
    site.clock.mono_ms += 10_000
    await site.admin_api.post(f"/v1/compartments/{DOOR}/open", {"reason": "look inside"})
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.opened)
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.closed)
    return await site.admin_api.post(f"/v1/compartments/{DOOR}/{report}", {"reason": "looked"})


async def test_staff_see_which_order_a_door_is_tied_to_and_say_what_they_found(site: Site) -> None:
    code = await site.awaited()
    visit = await begun(site, code.token)
    await shut(site, visit, Item.ABSENT)
    await say(site, visit, "nothing-in")
    row = next(row for row in (await site.admin_api.get("/v1/compartments")).json() if row["id"] == DOOR)
    assert (row["condition"], row["order"], row["direction"]) == ("to_check", order_id(1), "in")
    assert (row["part_state"], row["reason"]) == ("awaited", "nothing_put_in")
    [call] = [
        each for each in (await site.admin_api.get("/v1/status")).json()["attention"] if each["call"] == "to_look"
    ]
    assert (call["compartment"], call["order"]) == (DOOR, order_id(1))
    answer = await looked_into(site, "found")
    assert (answer.status_code, answer.json()["condition"], answer.json()["order"]) == (200, "free", None)
    [receipt] = [each for each in site.controller.state.receipts.values() if each.grade is Grade.FOUND]
    assert receipt.compartment == DOOR
    assert (await site.api.post("/v1/visits", {"code": code.token})).json()["code"] == "code_not_valid"


async def test_nothing_found_lets_the_code_open_a_door_again(site: Site) -> None:
    code = await site.awaited()
    visit = await begun(site, code.token)
    await shut(site, visit)
    await say(site, visit, "nothing-in")
    assert (await site.api.post("/v1/visits", {"code": code.token})).json()["code"] == "ask_staff"
    assert (await looked_into(site, "clear")).status_code == 200
    site.clock.mono_ms += 10_000
    assert (await site.api.post("/v1/visits", {"code": code.token})).status_code == 201


async def test_found_is_refused_where_no_hand_in_waits_for_it(site: Site) -> None:
    await proven_empty(site)
    answer = await looked_into(site, "found")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    assert (await site.admin_api.post("/v1/compartments/Z99/found", {"reason": "looked"})).status_code == 404


async def test_a_new_code_is_made_under_a_badge_before_there_is_any_door(site: Site) -> None:
    old = await site.awaited()
    answer = await site.api.post(
        "/v1/visits", {"want": "reissue", "order": order_id(1), "badge": badge_text()}, **ENGLISH
    )
    view = answer.json()
    assert (answer.status_code, view["phase"], view["compartment"], view["door"]) == (
        201,
        "code_ready",
        None,
        "not_observed",
    )
    assert words(view) == ["done", "more_time", "help"]
    assert "code is ready" in view["text"]
    going = (await site.admin_api.get("/v1/visits")).json()
    assert [(each["phase"], each["compartment"]) for each in going] == [("code_ready", None)]
    new = (await site.api.get(f"/v1/visits/{view['id']}/code")).json()["code"]
    refused = (await site.api.post("/v1/visits", {"code": old.token}, **ENGLISH)).json()
    assert refused["code"] == "code_not_valid"
    await say(site, view["id"], "help")
    visit = await begun(site, new)
    refused = (
        await site.api.post("/v1/visits", {"want": "reissue", "order": order_id(1), "badge": badge_text()})
    ).json()
    assert refused["code"] == "busy"
    await shut(site, visit)
    await say(site, visit, "all-in")
    assert (await checked(site, visit))["next_step"] == "print_paper"


async def test_another_door_is_offered_where_the_first_does_not_open(claims: Site) -> None:
    await proven_empty(claims, "A01")
    await proven_empty(claims)
    claims.hands.stuck.add("A01")
    code = (await claims.awaited()).token
    visit: str = (await claims.api.post("/v1/visits", {"code": code}, **ENGLISH)).json()["id"]
    for _ in range(20):
        await claims.wait_ms(2_000)
    view = await view_of(claims, visit)
    assert (view["phase"], view["compartment"]["id"], view["trouble"]["code"]) == ("paper_ready", "A01", "door_stuck")
    assert "show it again, and another compartment opens" in view["text"]
    assert view["parts"] == 1
    called = (await claims.admin_api.get("/v1/status")).json()["attention"]
    assert [(each["call"], each["reason"], each["compartment"]) for each in called] == [("to_look", "remainder", "A01")]
    again = (await claims.api.post("/v1/visits", {"code": code}, **ENGLISH)).json()
    assert again["compartment"]["id"] == DOOR
    await claims.phase(again["id"], "door_open")
    await shut(claims, again["id"])
    await say(claims, again["id"], "all-in")
    assert (await checked(claims, again["id"]))["next_step"] == "print_paper"
    paper = (await claims.api.get(f"/v1/visits/{again['id']}/paper", **ENGLISH)).json()
    assert paper["paper"] == "receipt"
    found = await claims.admin_api.post("/v1/compartments/A01/found", {"reason": "looked"})
    assert found.json()["code"] == "not_looked_inside"
