"""What technicians see and do, and that everything they do bears their name."""

from pathlib import Path

import pytest
from api_site import PLACES, Api, Site, as_peer, badge_text, client_of, order_id
from station_parts import parts

from lockerd.api.admin.app import admin_app
from lockerd.api.admin.line_watch import Lines
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import Item


async def test_status_counts_everything(site: Site) -> None:
    await site.ready(1)
    await site.announce(2)
    status = (await site.admin_api.get("/v1/status")).json()
    assert status["compartments"] == {"occupied": 1, "to_check": 3}
    assert status["orders"] == {"ready": 1, "reserved": 1}
    assert (status["visits"], status["attempts"], status["openings_hour"], status["halted"]) == (0, 0, 1, None)
    assert status["typing"] == {"failures_day": 0, "blocked_ms": 0}
    assert status["head"]["number"] == site.controller.head.number
    assert status["time"]["lo_s"] <= status["time"]["hi_s"]
    assert status["parts"] == parts().model_dump(mode="json")


async def test_status_says_what_waits_for_somebody(site: Site) -> None:
    await site.ready(1)
    assert (await site.admin_api.get("/v1/status")).json()["attention"] == []
    await site.controller.submit(Cancel(OrderId(order_id(1)), "withdrawn"))
    waiting = (await site.admin_api.get("/v1/status")).json()["attention"]
    assert waiting == [{"call": "to_retrieve", "reason": "recalled", "compartment": "A01", "order": order_id(1)}]


async def test_compartments_say_what_sensors_say(site: Site) -> None:
    rows = (await site.admin_api.get("/v1/compartments")).json()
    assert [(r["id"], r["door"], r["item_sensor"]) for r in rows] == [
        ("A01", "closed", "none"),
        ("A02", "closed", "fitted"),
        ("B01", "latched", "none"),
        ("B02", "not_observed", "none"),
    ]
    assert {r["condition"] for r in rows} == {"to_check"}


async def test_orders_do_not_say_what_they_are_about(site: Site) -> None:
    await site.announce(2)
    await site.announce(1)
    answer = await site.admin_api.get("/v1/orders")
    assert [o["id"] for o in answer.json()] == [order_id(1), order_id(2)]
    assert "passport" not in answer.text
    assert "case-" not in answer.text


async def test_a_technician_opens_one_compartment_with_a_reason(site: Site) -> None:
    await site.ready()
    site.hands.fired.clear()
    answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": "jam reported"})
    assert answer.status_code == 200
    await site.until(lambda s: all(a.outcome is not None for a in s.attempts.values()))
    assert site.hands.fired == ["A01"]
    rows = (await site.admin_api.get("/v1/compartments")).json()
    assert rows[0]["condition"] == "quarantined"
    custody = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    (attempt,) = (r for r in custody if r["type"] == "attempt.committed" and r["data"]["right"] == "technician")
    assert (attempt["data"]["holder"], attempt["data"]["reason"]) == ("anna", "jam reported")


async def test_clearing_frees_a_compartment_and_ends_its_order(site: Site) -> None:
    codes = await site.ready()
    refused = await site.admin_api.post("/v1/compartments/A01/clear", {"reason": "looked inside"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_looked_inside")
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "to look inside"})
    await site.until(lambda s: s.compartments[CompartmentId("A01")].evidence.opened)
    site.hands.see("A01", open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.compartments[CompartmentId("A01")].evidence.closed)
    answer = await site.admin_api.post("/v1/compartments/A01/clear", {"reason": "looked inside"})
    assert (answer.status_code, answer.json()["condition"], answer.json()["order"]) == (200, "free", None)
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["code"] == "code_not_valid"


async def test_a_halt_is_ended_by_a_named_technician(site: Site) -> None:
    refused = await site.admin_api.post("/v1/resume", {"reason": "all is well"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_now")
    for door in ("A01", "A02"):
        site.hands.see(door, open_=True)
        site.hands.see(door, open_=False)
    await site.until(lambda s: s.site.halted is not None)
    public = (await site.api.get("/v1/status")).json()
    assert (public["halted"], public["in_service"]) == (True, False)
    order = await site.announce()
    answer = await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})
    assert (answer.status_code, answer.json()["code"]) == (503, "out_of_service")
    assert "retry_after_ms" not in answer.json()
    assert "Retry-After" not in answer.headers
    answer = await site.admin_api.post("/v1/resume", {"reason": "doors looked at"})
    assert (answer.status_code, answer.json()) == (200, {"halted": None})


async def test_the_custody_log_is_read_in_pages_and_verified(site: Site) -> None:
    await site.ready()
    rows: list[dict[str, object]] = []
    while page := (await site.admin_api.get(f"/v1/custody?after={len(rows)}&limit=5")).json()["rows"]:
        rows += page
    assert [r["number"] for r in rows] == list(range(1, site.controller.head.number + 1))
    verified = (await site.admin_api.get("/v1/custody/verify")).json()
    assert (verified["rows"], verified["fault"]) == (len(rows), None)
    assert verified["head"]["hash"] == rows[-1]["hash"]


async def test_a_log_that_cannot_be_read_is_a_fault_and_one_that_cannot_be_opened_is_no_answer(
    site: Site, tmp_path: Path
) -> None:
    damaged, gone = tmp_path / "damaged.db", tmp_path / "gone.db"
    damaged.write_bytes(b"SQLite format 3\0" + bytes(5_000))
    site.admin._database = damaged
    answer = (await site.admin_api.get("/v1/custody/verify")).json()
    assert (answer["rows"], "damaged" in answer["fault"]["what"]) == (0, True)
    site.admin._database = gone
    answer = await site.admin_api.get("/v1/custody/verify")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


async def test_a_repeated_opening_fires_once(site: Site) -> None:
    for _ in range(3):
        answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": "a look"}, key="open-a01-once")
        assert answer.status_code == 200
        await site.until(lambda s: all(a.outcome is not None for a in s.attempts.values()))
    assert site.hands.fired == ["A01"]


@pytest.mark.parametrize("name", ["Z99", "%2A", "*", "all", "0"])
@pytest.mark.parametrize("verb", ["open", "touched", "clear"])
async def test_compartments_that_do_not_exist(site: Site, name: str, verb: str) -> None:
    answer = await site.admin_api.post(f"/v1/compartments/{name}/{verb}", {"reason": "a look"})
    assert (answer.status_code, answer.json()["code"]) == (404, "compartment_unknown")
    assert site.hands.fired == []


@pytest.mark.parametrize("reason", ["", "ab", "   ", "x" * 201, "line\nbreak", 5, None])
async def test_a_reason_is_needed(site: Site, reason: object) -> None:
    answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": reason})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert site.hands.fired == []


async def test_nobody_acts_without_a_name(site: Site) -> None:
    app = admin_app(
        site.admin,
        site.commissioning,
        Lines({}),
        site.timekeeping,
        site.stop,
        badge_lists=site.badge_lists,
        key_lists=site.key_lists,
        proofs=site.proofs,
    )
    async with client_of(as_peer(app, None)) as http:
        answer = await Api(http).post("/v1/compartments/A01/open", {"reason": "a look"})
    assert (answer.status_code, answer.json()["code"]) == (403, "peer_unknown")
    assert site.hands.fired == []


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "after=-1", "after=x", "after=99999999999999999999"])
async def test_pages_have_limits(site: Site, query: str) -> None:
    answer = await site.admin_api.get(f"/v1/custody?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_the_terminal_sees_only_what_everybody_may_see(site: Site) -> None:
    await site.ready()
    status = (await site.api.get("/v1/status")).json()
    assert status == {
        "site": "musterstadt-1",
        "name": "Rathaus Musterstadt",
        "in_service": True,
        "why": None,
        "text": "Diese Station ist in Betrieb.",
        "spoken": "Diese Station ist in Betrieb.",
        "german": None,
        "halted": False,
        "free": {"A4": 0, "A5": 0},
        "walk_ins": [],
        "languages": ["de", "de-simple", "en"],
        "drafts": [],
        "draft": None,
        "help": {"hours": "Mo-Fr 8-16 Uhr", "phone": "+49 6031 83-0"},
    }
    wall = (await site.api.get("/v1/wall")).json()
    assert [door["id"] for door in wall] == [place.compartment for place in PLACES]
    assert set(wall[0]) == {"id", "row", "column", "size", "height_cm"}


@pytest.mark.parametrize(
    "reason",
    [
        "\x1b",
        "\x00\x00\x00",
        "look\x1b[2Jed",
        "looked\n",
        "looked\x7f",
        "look\x9b2Jed",
        "look\x85ed",
        "looked\u2028twice",
        "\u202edekool",
        "\u2066looked",
        "   ",
        "\x1bab",
        "ab\x1b",
    ],
)
async def test_a_reason_steers_nobodys_terminal(site: Site, reason: str) -> None:
    """It goes into the custody log, the journal and a technician's terminal."""
    answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": reason})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_reason_is_written_in_any_language(site: Site) -> None:
    for reason in ("Tür geprüft – klemmt", "проверено", "点検済み", " ok!"):
        assert (await site.admin_api.post("/v1/resume", {"reason": reason})).json()["code"] == "not_now"
