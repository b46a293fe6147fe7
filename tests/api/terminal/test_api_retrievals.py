"""Staff take out what waits for them: the list under a badge, one door, and the three things they can find there."""

from pathlib import Path
from typing import Any

import pytest
from api_site import BADGE_KEY, SITE, T0_S, Site, badge_text, order_id, running_site, words
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import badge
from lockerd.codes.badge import BadgeClaims
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.refusals import Refusal

ENGLISH = {"Accept-Language": "en"}
DOOR = "A02"
"""The one with door contact and item sensor."""
SUPERVISOR = (BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR)
FOREIGN_KEY = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


async def recalled(site: Site) -> str:
    """An order that lies behind a door, and that central has called back: its code."""
    code = (await site.ready(size="A4"))["code"]
    await site.controller.submit(Cancel(order=OrderId(next(iter(site.controller.state.orders))), reason="wrong"))
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000
    return code


async def listed(site: Site, text: str | None = None) -> dict[str, dict[str, Any]]:
    answer = await site.api.post("/v1/waiting", {"badge": text or badge_text()}, **ENGLISH)
    assert answer.status_code == 200, answer.text
    return {each["compartment"]["id"]: each for each in answer.json()}


async def begun(site: Site, text: str | None = None) -> str:
    """The door that was asked for springs open."""
    body = {"want": "retrieval", "badge": text or badge_text(), "compartment": DOOR}
    answer = await site.api.post("/v1/visits", body, **ENGLISH)
    assert answer.status_code == 201, answer.text
    visit: str = answer.json()["id"]
    await site.phase(visit, "door_open")
    return visit


async def shut(site: Site, visit: str, item: Item = Item.ABSENT) -> dict[str, Any]:
    site.hands.see(DOOR, open_=False, item=item)
    return await site.phase(visit, "door_shut")


async def say(site: Site, visit: str, word: str, count: int = 1) -> dict[str, Any]:
    body = {"item_count": count} if word == "found" else {}
    answer = await site.api.post(f"/v1/visits/{visit}/{word}", body, **ENGLISH)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


def condition(site: Site) -> Condition:
    return site.controller.state.compartments[CompartmentId(DOOR)].condition


async def test_staff_see_what_waits_open_it_and_report_it_found(site: Site) -> None:
    await recalled(site)
    waits = await listed(site)
    assert next(iter(waits)) == DOOR, "what has a name comes first"
    assert waits[DOOR]["why"] == "recalled"
    assert waits[DOOR]["text"].startswith("Compartment A02 (")
    assert set(waits[DOOR]) == {
        "compartment",
        "why",
        "reason",
        "item_count",
        "missing",
        "since_lo_s",
        "since_hi_s",
        "text",
        "german",
    }, "no order, no person, no document"
    answer = await site.api.post("/v1/visits", {"want": "retrieval", "badge": badge_text()}, **ENGLISH)
    visit = answer.json()
    assert (answer.status_code, visit["kind"], visit["compartment"]["id"]) == (201, "retrieval", DOOR)
    view = await site.phase(visit["id"], "door_open")
    assert view["next_step"] == "take_out"
    assert DOOR not in await listed(site), "it is being looked into"
    assert {"found", "nothing", "other"} <= set(words(await shut(site, visit["id"])))
    view = await say(site, visit["id"], "found")
    assert (view["phase"], view["next_step"], view["trouble"]) == ("over", "goodbye", None)
    assert condition(site) is Condition.FREE
    assert DOOR not in await listed(site)
    assert site.hands.fired == [DOOR]


async def test_the_list_says_since_when_as_well_as_that_is_known_and_how_many_things_are_expected(site: Site) -> None:
    await site.ready(size="A4")
    before_s = site.clock.now().lo_s
    await site.controller.submit(Cancel(order=OrderId(next(iter(site.controller.state.orders))), reason="wrong"))
    after_s = site.clock.now().lo_s
    site.clock.mono_ms += 3_600_000
    waits = (await listed(site))[DOOR]
    assert (waits["item_count"], before_s <= waits["since_lo_s"] <= after_s) == (1, True)
    assert waits["since_hi_s"] == waits["since_lo_s"] + 1
    assert "Waiting since " in waits["text"]
    others = [each["item_count"] for door, each in (await listed(site)).items() if door != DOOR]
    assert others == [None] * 3, "nobody's doors: nothing is expected there"


async def test_another_count_is_asked_for_once_more_and_told_to_central_then(site: Site) -> None:
    await recalled(site)
    visit = await begun(site)
    await shut(site, visit)
    view = await say(site, visit, "found", 4)
    assert (view["phase"], view["trouble"]["code"]) == ("door_shut", "count_differs")
    assert "count once more" in view["trouble"]["text"]
    assert (await say(site, visit, "found", 4))["phase"] == "over"
    assert condition(site) is Condition.FREE
    assert site.controller.state.site.next_incident == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"item_count": 0}, {"item_count": 100}, {"item_count": "1"}, {"item_count": 1.0}, {"item_count": True}],
    ids=str,
)
async def test_found_without_a_count_of_things_is_refused(site: Site, body: dict[str, Any]) -> None:
    await recalled(site)
    visit = await begun(site)
    await shut(site, visit)
    answer = await site.api.post(f"/v1/visits/{visit}/found", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert condition(site) is Condition.RETRIEVAL


async def test_nothing_found_frees_the_door_too(site: Site) -> None:
    await recalled(site)
    visit = await begun(site)
    await shut(site, visit)
    assert (await say(site, visit, "nothing"))["phase"] == "over"
    assert condition(site) is Condition.FREE


async def test_something_else_locks_the_door_until_a_supervisor_looks(site: Site) -> None:
    await recalled(site)
    visit = await begun(site)
    await shut(site, visit, Item.PRESENT)
    assert (await say(site, visit, "other"))["phase"] == "over"
    waits = (await listed(site))[DOOR]
    assert (waits["why"], waits["reason"]) == ("other_found", "other_found")
    assert "supervisor" in waits["text"]
    site.clock.mono_ms += 10_000
    refused = await site.api.post(
        "/v1/visits", {"want": "retrieval", "badge": badge_text(), "compartment": DOOR}, **ENGLISH
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "supervisor_needed")
    visit = await begun(site, badge_text(*SUPERVISOR))
    await shut(site, visit)
    assert (await say(site, visit, "found"))["phase"] == "over"
    assert condition(site) is Condition.FREE


async def test_nothing_is_reported_at_an_open_door_or_of_a_loading(site: Site) -> None:
    await recalled(site)
    visit = await begun(site)
    early = await site.api.post(f"/v1/visits/{visit}/found", {"item_count": 1})
    assert (early.status_code, early.json()["code"]) == (409, "door_not_shut")
    assert condition(site) is Condition.RETRIEVAL


async def test_from_the_begin_on_no_code_opens_and_no_second_visit_begins(site: Site) -> None:
    code = await recalled(site)
    body = {"want": "retrieval", "badge": badge_text(), "compartment": DOOR}
    first = await site.api.post("/v1/visits", body, key="key-of-the-first")
    visit = first.json()["id"]
    await site.phase(visit, "door_open")
    again = await site.api.post("/v1/visits", body, key="key-of-the-first")
    assert (again.status_code, again.json()["id"]) == (201, visit), "delivered twice, it is one visit"
    for text in (badge_text(), badge_text(badge_id="b-18")):
        other = await site.api.post("/v1/visits", {**body, "badge": text})
        assert (other.status_code, other.json()["code"]) == (503, "busy")
        assert "retry_after_ms" in other.json()
    changed = {**body, "compartment": "A01"}
    conflict = await site.api.post("/v1/visits", changed, key="key-of-the-first")
    assert conflict.json()["code"] == "idempotency_conflict"
    conflict = await site.api.post("/v1/waiting", {"badge": badge_text()}, key="key-of-the-first")
    assert conflict.json()["code"] == "idempotency_conflict"
    assert (await site.api.post("/v1/visits", {"code": code})).is_error
    assert site.hands.fired == [DOOR]


async def test_a_power_cut_at_the_open_door_locks_it_and_keeps_it_on_the_list(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        await recalled(site)
        visit = await begun(site)
    async with running_site(tmp_path) as site:
        late = await site.api.post(f"/v1/visits/{visit}/found", {"item_count": 1}, key="after-crash")
        assert (late.status_code, late.json()["code"]) == (410, "visit_over")
        answer = await site.api.post("/v1/waiting", {"badge": badge_text()}, key="list-after-crash")
        [waits] = [each for each in answer.json() if each["compartment"]["id"] == DOOR]
        assert (waits["why"], waits["reason"]) == ("quarantined", "crash_in_retrieval")
        again = await site.api.post(
            "/v1/visits", {"want": "retrieval", "badge": badge_text(), "compartment": DOOR}, key="begin-anew"
        )
        assert again.status_code == 201, again.text
        await site.phase(again.json()["id"], "door_open")
        await shut(site, again.json()["id"])
        done = await site.api.post(f"/v1/visits/{again.json()['id']}/found", {"item_count": 1}, key="found-after-all")
        assert (done.json()["phase"], condition(site)) == ("over", Condition.FREE)


async def test_a_door_that_waits_for_nobody_and_one_that_does_not_exist(site: Site) -> None:
    await site.ready(size="A4")
    site.hands.fired.clear()
    for door, code in ((DOOR, Refusal.NOTHING_TO_RETRIEVE), ("Z99", Refusal.COMPARTMENT_UNKNOWN)):
        answer = await site.api.post("/v1/visits", {"want": "retrieval", "badge": badge_text(), "compartment": door})
        assert answer.json()["code"] == code
    assert DOOR not in await listed(site), "it waits for its person"
    assert site.hands.fired == []


FORGED = badge.issue(
    BadgeClaims(badge="b-1", site=SITE, authority="stadt", roles=(BadgeRole.RETRIEVAL,), nbf_s=0, exp_s=T0_S + 1_000),
    key=FOREIGN_KEY,
    kid=key_id_hex(BADGE_KEY.public_key()),
)


RETRIEVAL = ("/v1/visits", {"want": "retrieval"})
LIST: tuple[str, dict[str, str]] = ("/v1/waiting", {})


@pytest.mark.parametrize(("path", "want"), [RETRIEVAL, LIST])
@pytest.mark.parametrize(
    "text",
    [
        "x",
        badge_text()[:-4],
        FORGED,
        badge_text(BadgeRole.LOADING),
        badge_text(BadgeRole.SUPERVISOR),
        badge_text(site="elsewhere-2"),
        badge_text(exp_s=T0_S - 1),
        badge_text(nbf_s=T0_S + 1_000),
    ],
    ids=["no_jws", "cut", "foreign", "loading", "supervisor_alone", "elsewhere", "expired", "not_yet"],
)
async def test_badges_that_show_and_open_nothing(site: Site, path: str, want: dict[str, str], text: str) -> None:
    await recalled(site)
    head = site.controller.head
    answer = await site.api.post(path, {**want, "badge": text})
    assert (answer.status_code, answer.json()["code"]) == (403, "badge_not_valid")
    assert DOOR not in answer.text
    assert (site.hands.fired, site.controller.head) == ([], head)


async def test_the_badge_of_another_office_sees_and_opens_nothing_that_has_a_name(site: Site) -> None:
    await recalled(site)
    kreis = badge_text(authority="kreis")
    assert DOOR not in await listed(site, kreis)
    answer = await site.api.post("/v1/visits", {"want": "retrieval", "badge": kreis, "compartment": DOOR})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_authority")
    assert site.hands.fired == []


@pytest.mark.parametrize("want", ["retrieval", "", "loading", "reissue"])
async def test_the_badge_of_an_office_that_does_not_use_the_site_learns_and_opens_nothing(
    site: Site, want: str
) -> None:
    await recalled(site)
    text, head = badge_text(*BadgeRole, authority="gemeinde"), site.controller.head
    asked: list[dict[str, str]] = [{}]
    path = "/v1/visits" if want else "/v1/waiting"
    if want == "retrieval":
        asked = [{"want": want}, *({"want": want, "compartment": door} for door in (DOOR, "A01", "Z99"))]
    elif want:
        asked = [{"want": want, "order": order} for order in (*site.controller.state.orders, order_id(999))]
    answers = [await site.api.post(path, {"badge": text, **more}, **ENGLISH) for more in asked]
    told = {(each.status_code, each.json()["code"], each.text) for each in answers}
    assert [each[:2] for each in told] == [(403, "badge_not_valid")], "one answer, whatever there is"
    assert (site.hands.fired, site.controller.head) == ([], head)


@pytest.mark.parametrize(("path", "want"), [RETRIEVAL, LIST])
@pytest.mark.parametrize(
    "body",
    [{}, {"badge": ""}, {"badge": None}, {"badge": "x" * 4_097}, {"badge": "x", "order": "o"}, {"compartment": DOOR}],
    ids=["empty", "no_text", "null", "too_long", "more", "no_badge"],
)
async def test_without_a_badge_or_with_more_than_is_asked(
    site: Site, path: str, want: dict[str, str], body: dict[str, Any]
) -> None:
    answer = await site.api.post(path, body | want)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert site.hands.fired == []


async def test_the_list_cannot_be_asked_for_with_the_badge_in_the_url(site: Site) -> None:
    for path in ("/v1/visits", "/v1/waiting"):
        answer = await site.api.get(f"{path}?badge={badge_text()}")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


async def test_a_hundred_asks_write_nothing_and_a_hundred_begins_open_one_door(site: Site) -> None:
    await recalled(site)
    head, remembered = site.controller.head, len(site.controller.state.site.openings)
    for _ in range(100):
        await listed(site)
    assert (site.controller.head, len(site.controller.state.site.openings)) == (head, remembered)
    codes: list[str] = []
    for _ in range(100):
        answer = await site.api.post("/v1/visits", {"want": "retrieval", "badge": badge_text()})
        codes.append(answer.json().get("code", "begun"))
    assert codes.count("begun") == 1, codes
    assert len(site.hands.fired) <= 1


async def test_technicians_see_the_same_list_with_whose_it_is(site: Site) -> None:
    await recalled(site)
    terminals = await listed(site)
    rows = {row["compartment"]: row for row in (await site.admin_api.get("/v1/waiting")).json()}
    assert set(rows) == set(terminals)
    for door, row in rows.items():
        shared = ("why", "reason", "item_count", "since_lo_s", "since_hi_s")
        assert [row[name] for name in shared] == [terminals[door][name] for name in shared]
    assert {door: row["authority"] for door, row in rows.items() if row["authority"]} == {DOOR: "stadt"}
