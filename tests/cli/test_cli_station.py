"""Seeing and moving the station through the admin socket."""

import json

import pytest
from admin_fake import Lockerctl, Wall, order, problem
from pydantic import TypeAdapter
from station_parts import central

from lockerd import __version__
from lockerd.api.admin.status_views import AdminStatus
from lockerd.api.admin.views import CompartmentView, CustodyPage, GoingVisitView, OrderView
from lockerd.api.admin.waiting import WaitingDoorView
from lockerd.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("socket")


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    wall.happened("door.opened", compartment="A01", observed="opened", attempt=1)
    AdminStatus.model_validate_json(json.dumps(wall.status))
    TypeAdapter(list[CompartmentView]).validate_python(list(wall.compartments.values()))
    OrderView.model_validate(order())
    CustodyPage.model_validate(wall.get("/v1/custody", {"after": "0", "limit": "9"})[1])


def test_status_is_a_sentence_first_and_numbers_after(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("status")
    assert done.code == 0
    assert done.out.startswith("in service\n\n")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["site", "musterstadt-1"] in lines
    assert ["compartments.occupied", "1"] in lines
    assert lockerctl("status", "--json").json == wall.status


def first_lines(lockerctl: Lockerctl) -> str:
    return lockerctl("status").out.split("\n\n", maxsplit=1)[0]


def test_status_names_the_doors_that_need_somebody(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.compartments["A01"].update(condition="jammed", reason="crash_during_attempt")
    assert first_lines(lockerctl) == "in service; 1 door needs somebody: A01 jammed (crash_during_attempt)"
    wall.compartments["A02"].update(door="opened")
    assert first_lines(lockerctl).endswith("2 doors need somebody: A01 jammed (crash_during_attempt), A02 is not shut")
    wall.compartments["A02"].update(condition="handing_over")
    assert "A02" not in first_lines(lockerctl), "a person stands there"


def test_status_says_why_nothing_is_opened(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.halted = "wrong_door"
    assert first_lines(lockerctl).startswith("HALTED (wrong_door): nothing is opened for anybody")
    assert "lockerctl resume" in first_lines(lockerctl)
    wall.halted = None
    wall.parts.update(auxiliary={"active": {"mains_lost": True}, "notes": []}, time="disputed")
    wall.parts["central"] = central(connected=False, error="refused", unsent=3).model_dump()
    said = first_lines(lockerctl)
    assert said.startswith("on battery")
    assert "lockerctl time" in said
    assert "central is not connected (refused); 3 messages wait" in said


def test_the_version(lockerctl: Lockerctl) -> None:
    assert lockerctl("--version").out == f"lockerctl {__version__}\n"


def test_show_one_compartment_and_one_order(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.happened("door.opened", compartment="A01", observed="opened", attempt=1)
    wall.happened("order.ready", compartment="A02", order=order()["id"], badge="b-17")
    out = lockerctl("show", "A02").out
    assert "order.ready" in out
    assert "door.opened" not in out
    assert ["condition", "occupied"] in [line.split() for line in out.splitlines()]
    shown = lockerctl("show", order()["id"], "--json").json
    assert shown["order"] == order()
    assert [row["type"] for row in shown["custody"]] == ["order.ready"]
    unknown = lockerctl("show", "Z99")
    assert unknown.code == 1
    assert "neither a compartment nor an order" in unknown.err


def test_visits(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("visits").out == "nobody is at the wall\n"
    visit = {"compartment": "A02", "kind": "loading", "phase": "door_open", "trouble": None}
    visit |= {"badge": "b-17", "second_badge": "b-18"}
    wall.visits = [{**visit, "order": order()["id"], "part": 1, "since_ms": 12_345}]
    GoingVisitView.model_validate(wall.visits[0])
    assert lockerctl("visits").out.splitlines()[1].split() == ["A02", "loading", "door_open", "12", "-", "b-17", "b-18"]
    assert lockerctl("visits", "--json").json == wall.visits


def test_it_may_be_restarted_while_nobody_is_there_and_no_lock_is_fired(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("may-restart").code == Exit.OK
    wall.attempts = 1
    later = lockerctl("may-restart")
    assert (later.code, later.out) == (Exit.TRY_LATER, "")
    assert "open attempts 1" in later.err
    wall.attempts, wall.visits = 0, [{"compartment": "A02"}]
    said = lockerctl("may-restart", "--json")
    assert (said.code, said.json) == (Exit.TRY_LATER, {"may_restart": False, "visits": 1, "attempts": 0})


def test_what_waits_for_staff(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("waiting").out == "nothing waits for staff\n"
    since = 1_800_000_000
    door = {"compartment": "A02", "authority": "stadt", "why": "handed_in", "reason": "", "item_count": 2}
    door["missing"] = []
    wall.waiting = [
        {**door, "since_lo_s": since, "since_hi_s": since + 5, "missing": ["photo", "form_b"]},
        {**door, "since_lo_s": since, "since_hi_s": since + 600},
        {**door, "since_lo_s": since, "since_hi_s": None},
        {**door, "since_lo_s": None, "since_hi_s": None, "authority": None, "why": "to_check", "item_count": None},
    ]
    for row in wall.waiting:
        WaitingDoorView.model_validate(row)
    _, known, between, later, unknown = (" ".join(line.split()) for line in lockerctl("waiting").out.splitlines())
    assert known == "A02 handed_in - 2027-01-15 08:00Z 2 photo, form_b stadt"
    assert "2027-01-15 08:00Z to 2027-01-15 08:10Z" in between
    assert "2027-01-15 08:00Z or later" in later
    assert unknown == "A02 to_check - - - - -"
    assert lockerctl("waiting", "--json").json == wall.waiting


def test_under_json_an_error_is_an_object_too(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.problem = problem(503, "busy", detail="Busy.", retry_after_ms=1500)
    done = lockerctl("resume", "--reason", "looked", "--json")
    assert (done.code, done.out) == (5, "")
    assert json.loads(done.err) == {
        "error": {
            "code": "busy",
            "exit": 5,
            "detail": "refused (busy): Busy.",
            "next": "ask again in 2 s",
            "retry_after_ms": 1500,
        }
    }
    usage = lockerctl("open", "--json")
    assert (usage.code, json.loads(usage.err)["error"]["code"]) == (2, "usage")


def test_notes_about_a_port_are_shown_to_the_end(lockerctl: Lockerctl, wall: Wall) -> None:
    note = "the adapter holds every reply back for up to 16 ms; " + "install the rules " * 20
    wall.parts["buses"]["left"]["notes"] = [note]
    shown = " ".join(lockerctl("status").out.split())
    assert "parts.buses.left.notes" in shown
    assert shown.count("install the rules") == 20


def test_compartments(lockerctl: Lockerctl, wall: Wall) -> None:
    header, first, second = lockerctl("compartments").out.splitlines()
    assert header.split() == ["id", "condition", "reason", "door", "item", "size", "row", "column"]
    assert first.split() == ["A01", "free", "-", "latched", "unknown", "A4", "1", "1"]
    assert second.split() == ["A02", "occupied", "-", "closed", "unknown", "A4", "2", "1"]
    _, _, ordered = lockerctl("compartments", "--orders").out.splitlines()
    assert ordered.split() == ["A02", "occupied", order()["id"]]
    assert lockerctl("compartments", "--json").json == list(wall.compartments.values())


def test_orders(lockerctl: Lockerctl) -> None:
    assert lockerctl("orders").out.splitlines()[1].split() == [
        order()["id"],
        "stadt",
        "collection",
        "ready",
        "A02",
        "1",
    ]
    assert lockerctl("orders", "--json").json == [order()]


def test_an_order_behind_several_doors_is_listed_part_by_part(lockerctl: Lockerctl, wall: Wall) -> None:
    [part] = order()["parts"]
    jammed = {**part, "number": 2, "right": "jammed", "compartment": "A01", "attempts": 3, "item_count": 2}
    jammed |= {"checklist": ["photo", "form_b"], "missing": ["form_b"]}
    wall.orders = [{**order(), "item_count": 3, "compartments": ["A02", "A01"], "parts": [part, jammed]}]
    OrderView.model_validate(wall.orders[0])
    name = order()["id"]
    _, whole, first, second = (line.split() for line in lockerctl("orders").out.splitlines())
    assert whole == [name, "stadt", "collection", "ready", "A02,", "A01", "3"]
    assert first == [f"{name}/1", "-", "-", "ready", "A02", "1"]
    assert second == [f"{name}/2", "-", "-", "ready", "A01", "2"]
    shown = [line.split() for line in lockerctl("show", name).out.splitlines()]
    assert ["2", "out", "ready", "jammed", "A01", "2", "form_b", "3"] in shown
    wall.compartments["A02"].update(part=1, parts=2)
    assert f"{name} (1 of 2)" in lockerctl("compartments", "--orders").out
    assert "holds part 1 of 2 of the order" in lockerctl("clear", "A02", "--reason", "a look").err


def test_resume(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.halted = "a wrong door opened"
    done = lockerctl("resume", "--reason", "not looked")
    assert done.code == 1
    assert "still halted: a wrong door opened" in done.err
    assert lockerctl("resume", "--reason", "cable swapped back").code == 0


@pytest.mark.parametrize("command", [("open", "A01"), ("touched", "A01"), ("clear", "A01"), ("resume",)])
def test_nothing_is_done_without_a_reason(lockerctl: Lockerctl, wall: Wall, command: tuple[str, ...]) -> None:
    assert lockerctl(*command).code == 2
    assert wall.reasons == []


def test_there_is_no_way_to_open_two(lockerctl: Lockerctl, wall: Wall) -> None:
    """Design rule 5."""
    assert lockerctl("open", "A01", "A02", "--reason", "both").code == 2
    for name in ("all", "*", "A01,A02", "A01/../A02"):
        assert lockerctl("open", name, "--reason", "both").code == 1
    assert wall.custody == []


@pytest.mark.parametrize(
    ("refusal", "code", "said"),
    [
        (problem(409, "door_not_shut", detail="The door is not shut."), 1, "refused (door_not_shut): The door is not"),
        (problem(404, "compartment_unknown", detail="No."), 1, "next: `lockerctl compartments` lists them"),
        (problem(503, "out_of_service", detail="Halted."), 1, "lockerctl resume"),
        (problem(503, "busy", detail="Busy.", retry_after_ms=1500), 5, "next: ask again in 2 s"),
        (problem(429, "brake", detail="Too many.", retry_after_ms=60_000), 5, "next: ask again in 60 s"),
        (problem(422, "invalid_request", detail="Not well-formed."), 2, "refused (invalid_request)"),
        (problem(403, "peer_unknown"), 4, "refused (peer_unknown): peer_unknown"),
        (problem(500, "internal", detail="Our fault."), 6, "refused (internal)"),
    ],
)
def test_a_refusal_names_cause_and_next_step(
    lockerctl: Lockerctl, wall: Wall, refusal: tuple[int, dict[str, object]], code: int, said: str
) -> None:
    wall.problem = refusal
    done = lockerctl("open", "A01", "--reason", "test")
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_control_characters_of_others_do_not_reach_the_terminal(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.compartments["A01"]["size"] = "\x1b]0;x\x07[bold]A4"
    assert "\x1b" not in lockerctl("compartments").out
    assert "[bold]" in lockerctl("compartments").out
    wall.happened("site.resumed", reason="\x1b[2J", who="tech")
    assert "\x1b" not in lockerctl("custody", "tail").out
