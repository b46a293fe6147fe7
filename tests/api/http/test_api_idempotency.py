"""The same request again: the recorded outcome, without a code, and never a second pulse."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from api_site import Site, badge_text, order_id

KEY = "one-intention-0001"


async def test_a_repeated_collection_gets_the_same_visit_and_no_second_pulse(site: Site) -> None:
    codes = await site.ready()
    site.hands.fired.clear()
    body = {"code": codes["code"]}
    first = await site.api.post("/v1/visits", body, key=KEY)
    await site.phase(first.json()["id"], "door_open")
    again = await site.api.post("/v1/visits", body, key=KEY)
    assert (again.status_code, again.json()["id"], again.json()["phase"]) == (201, first.json()["id"], "door_open")
    assert len(site.hands.fired) == 1


async def test_two_at_the_same_time_are_one(site: Site) -> None:
    codes = await site.ready()
    site.hands.fired.clear()
    body = {"typed_code": codes["typed_code"]}
    answers = await asyncio.gather(*(site.api.post("/v1/visits", body, key=KEY) for _ in range(5)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    assert len(site.hands.fired) == 1


async def test_a_repeated_refusal_is_the_same_refusal_and_counts_once(site: Site) -> None:
    body = {"typed_code": "572412340"}
    for _ in range(3):
        answer = await site.api.post("/v1/visits", body, key=KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "code_not_valid")
    assert len(site.controller.state.site.tries.failures) == 1


async def test_a_refusal_that_changed_nothing_is_decided_anew_with_the_same_key(site: Site) -> None:
    """Who floods the station with refusals fills no memory, and who repeats one after its cause is gone is served."""
    body = {"want": "loading", "order": order_id(1), "badge": badge_text()}
    answer = await site.api.post("/v1/visits", body, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (404, "order_unknown")
    await site.announce()
    assert (await site.api.post("/v1/visits", body, key=KEY)).status_code == 201


async def test_the_same_key_for_another_request_is_a_conflict(site: Site) -> None:
    await site.announce()
    body = {"want": "loading", "order": order_id(1), "badge": badge_text()}
    first = await site.api.post("/v1/visits", body, key=KEY)
    assert first.status_code == 201
    visit = first.json()["id"]
    for path, other in [
        ("/v1/visits", {**body, "badge": badge_text(exp_s=1_800_005_000)}),
        ("/v1/visits", {**body, "want": "reissue"}),
        (f"/v1/visits/{visit}/help", {}),
        (f"/v1/visits/{visit}/loaded", {}),
    ]:
        answer = await site.api.post(path, other, key=KEY)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_conflict")


async def test_a_repeated_confirmation_makes_no_second_code(site: Site) -> None:
    order = await site.announce()
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
    path = f"/v1/visits/{visit['id']}"
    await site.phase(visit["id"], "door_open")
    await site.api.post(f"{path}/empty")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    answers = await asyncio.gather(*(site.api.post(f"{path}/loaded", key=KEY) for _ in range(3)))
    assert {a.status_code for a in answers} == {200}
    codes = (await site.api.get(f"{path}/code")).json()
    for answer in [*answers, await site.api.post(f"{path}/loaded", key=KEY)]:
        assert codes["code"] not in answer.text
        assert codes["typed_code"] not in answer.text
    assert (await site.api.get(f"{path}/code")).json() == codes
    assert len(list(site.controller.state.grants.values())) == 1
    await site.api.post(f"{path}/done")
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201


async def test_a_repeat_after_the_visit_is_forgotten_says_that_it_is_over(site: Site) -> None:
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]}, key=KEY)).json()
    await site.phase(visit["id"], "door_open")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    await site.wait_ms(200_000)
    await site.wait_ms(200_000)
    assert (await site.api.get(f"/v1/visits/{visit['id']}")).status_code == 410
    again = await site.api.post("/v1/visits", {"code": codes["code"]}, key=KEY)
    assert (again.status_code, again.json()["id"], again.json()["phase"]) == (201, visit["id"], "over")


@pytest.mark.parametrize("key", [None, "short", "x" * 65, "with space 1", "tab\tinside1", ""])
async def test_a_key_is_needed(site: Site, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = await site.api.http.post("/v1/visits", json={"typed_code": "123"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


async def test_what_is_recorded_does_not_give_a_typed_code_away(site: Site) -> None:
    await site.api.post("/v1/visits", {"typed_code": "572412340"}, key="572412340-again")
    with closing(sqlite3.connect(site.database)) as db:
        dump = "\n".join(db.iterdump())
    assert "572412340" not in dump
    rows = [r for r in dump.splitlines() if "code_not_valid" in r and "http" in r]
    assert len(rows) == 1
