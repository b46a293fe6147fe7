"""Seeing and moving the station through the admin socket."""

import pytest
from admin_fake import Lockerctl, Wall, order, problem
from pydantic import TypeAdapter

from lockerd.api.admin_views import AdminStatus, CompartmentView, CustodyPage, OrderView

pytestmark = pytest.mark.usefixtures("socket")


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    wall.happened("door.opened", compartment="A01", observed="opened", attempt=1)
    AdminStatus.model_validate(wall.status)
    TypeAdapter(list[CompartmentView]).validate_python(list(wall.compartments.values()))
    OrderView.model_validate(order())
    CustodyPage.model_validate(wall.get("/v1/custody", {"after": 0, "limit": 9})[1])


def test_status(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("status")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["site", "musterstadt-1"] in lines
    assert ["compartments.occupied", "1"] in lines
    assert ["halted", "-"] in lines
    assert lockerctl("status", "--json").json == wall.status


def test_notes_about_a_port_are_shown_to_the_end(lockerctl: Lockerctl, wall: Wall) -> None:
    note = "the adapter holds every reply back for up to 16 ms; " + "install the rules " * 20
    wall.parts = {"buses": {"left": {"notes": [note]}}}
    shown = " ".join(lockerctl("status").out.split())
    assert "parts.buses.left.notes" in shown
    assert shown.count("install the rules") == 20


def test_compartments(lockerctl: Lockerctl, wall: Wall) -> None:
    header, first, second = lockerctl("compartments").out.splitlines()
    assert header.split() == ["id", "condition", "reason", "door", "item", "order", "row", "column", "size", "attempt"]
    assert first.split() == ["A01", "free", "-", "latched", "unknown", "-", "1", "1", "A4", "-"]
    assert second.split() == ["A02", "occupied", "-", "closed", "unknown", order()["id"], "2", "1", "A4", "-"]
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


def test_open_one_compartment(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("open", "A01", "--reason", "walk test")
    assert done.code == 0
    assert done.out.startswith("A01: ")
    assert "opened" not in done.out.split(";")[0]  # design rule 7: no sensor has said so yet
    assert wall.reasons == ["walk test"]
    assert wall.compartments["A01"]["attempt"] == 17
    assert lockerctl("open", "A01", "--reason", "again", "--json").json == wall.compartments["A01"]


def test_touched(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("touched", "A02", "--reason", "opened with the key")
    assert (done.code, done.out) == (0, "A02: noted; it is quarantined now\n")
    assert wall.reasons == ["opened with the key"]
    assert lockerctl("touched", "A02", "--reason", "again", "--json").json == wall.compartments["A02"]


def test_clear(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("clear", "A02", "--reason", "looked inside").out == "A02: cleared; it is free now\n"
    assert wall.compartments["A02"]["order"] is None


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
    assert [each["attempt"] for each in wall.compartments.values()] == [None, None]


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
