"""Acting at one door: the consequence first, a question at a terminal, and what became of it."""

import pytest
from admin_fake import Lockerctl, Wall, order
from pty_kit import at_terminal

pytestmark = pytest.mark.usefixtures("socket")

ACTS = [("open", "A02"), ("touched", "A02"), ("clear", "A02")]


def test_opening_an_empty_one_asks_nothing_and_says_what_became_of_it(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("open", "A01", "--reason", "walk test")
    assert (done.code, done.out) == (0, "A01: the door was seen to open; it is free now\n")
    assert wall.reasons == ["walk test"]


@pytest.mark.parametrize(
    ("outcome", "why", "code", "said"),
    [
        ("opened", "", 0, "the door was seen to open"),
        ("unlatched", "", 0, "the lock let go; whether the door stands open nobody can see"),
        ("not_observed", "", 0, "no sensor is fitted"),
        ("not_opened", "", 1, "the lock was fired, and the door was not seen to open"),
        ("not_fired", "deadline", 1, "the lock was not fired (deadline)"),
        ("recovered", "no_reading", 1, "it ended as recovered (no_reading)"),
    ],
)
def test_never_more_is_said_than_was_seen(  # noqa: PLR0917 - two fixtures and a row of the table
    lockerctl: Lockerctl, wall: Wall, outcome: str, why: str, code: int, said: str
) -> None:
    """Design rule 7."""
    wall.outcome, wall.why = outcome, why
    done = lockerctl("open", "A01", "--reason", "walk test")
    assert done.code == code
    assert said in (done.out if code == 0 else done.err)
    assert "seen to open" not in done.out or outcome == "opened"
    assert lockerctl("open", "A01", "--reason", "x", "--json").json["became"] == {"outcome": outcome, "reason": why}


def test_without_waiting_nothing_is_said_of_the_door(lockerctl: Lockerctl) -> None:
    done = lockerctl("open", "A01", "--reason", "walk test", "--no-wait")
    assert (done.code, done.out) == (0, "A01: the lock is being fired; what became of it: `lockerctl show A01`\n")


@pytest.mark.parametrize("act", ACTS, ids=" ".join)
def test_in_a_script_what_costs_something_needs_a_yes(lockerctl: Lockerctl, wall: Wall, act: tuple[str, ...]) -> None:
    done = lockerctl(*act, "--reason", "a look")
    assert (done.code, done.out, wall.reasons) == (2, "", [])
    assert "A02 is occupied" in done.err
    assert "--yes" in done.err
    assert lockerctl(*act, "--reason", "a look", "--yes").code == 0
    assert wall.reasons == ["a look"]


@pytest.mark.parametrize(
    ("act", "consequence"),
    [
        (ACTS[0], "the compartment is quarantined"),
        (ACTS[1], "the compartment is quarantined"),
        (ACTS[2], "the order and its code end for good"),
    ],
)
@pytest.mark.parametrize(("typed", "done"), [("y\n", True), ("ja\n", True), ("n\n", False), ("\n", False)])
def test_at_a_terminal_the_consequence_is_said_and_asked_about(
    wall: Wall, act: tuple[str, ...], consequence: str, typed: str, done: bool
) -> None:
    shown = at_terminal(*act, "--reason", "a look", types=typed)
    assert consequence in " ".join(shown.screen.split())
    assert "[y/N]" in shown.screen
    assert shown.code == (0 if done else 1)
    assert wall.reasons == (["a look"] if done else [])


def test_to_clear_names_the_order_that_ends(lockerctl: Lockerctl) -> None:
    assert order()["id"] in lockerctl("clear", "A02", "--reason", "a look").err


def test_to_clear_an_empty_one_asks_nothing(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.compartments["A01"].update(condition="to_check")
    done = lockerctl("clear", "A01", "--reason", "looked inside")
    assert (done.code, done.out) == (0, "A01: cleared; it is free now\n")


def test_what_was_put_in_meanwhile_is_asked_about_after_all(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.filled = "A01"
    done = lockerctl("open", "A01", "--reason", "walk test")
    assert (done.code, done.out) == (2, "")
    assert "A01 is occupied" in done.err
    assert [row["type"] for row in wall.custody] == []


def test_a_door_that_there_is_not_is_said_before_anything_is_asked(lockerctl: Lockerctl, wall: Wall) -> None:
    for act in ("open", "touched", "clear"):
        done = lockerctl(act, "Z99", "--reason", "a look")
        assert (done.code, wall.reasons) == (1, [])
        assert "there is no compartment Z99" in done.err


def test_out_of_service_and_back_with_a_reason(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("out-of-service", "A02").code == 2, "no reason"
    done = lockerctl("out-of-service", "A02", "--reason", "hinge is loose")
    assert (done.code, "in-service A02" in done.out) == (0, True)
    assert "out of service: hinge is loose" in lockerctl("compartments").out
    assert "out of service: A02 (hinge is loose)" in lockerctl("status").out
    assert lockerctl("in-service", "A02", "--reason", "mended").out == "A02: in service; it is occupied now\n"
    assert "out of service" not in lockerctl("compartments").out
    assert wall.reasons == ["hinge is loose", "mended"]


@pytest.fixture
def tied(wall: Wall) -> Wall:
    """A person may have put something into A01, or has, into A02."""
    of_one = {"order": order()["id"], "part": 1, "parts": 1, "direction": "in"}
    wall.compartments["A01"].update(condition="to_check", reason="nothing_put_in", part_state="awaited", **of_one)
    wall.compartments["A02"].update(condition="occupied", part_state="handed_in", **of_one)
    return wall


def test_what_waits_for_staff_of_hand_ins_is_said_with_its_order(lockerctl: Lockerctl, tied: Wall) -> None:
    said = lockerctl("status").out
    assert f"A01 to be looked into: it names order {order()['id']} until then" in said
    assert "A02 handed in, to be taken out" in said
    tied.compartments["A01"].update(condition="handing_over", part_state="handing_in")
    assert "A01" not in lockerctl("status").out.split("\n\n")[0]


def test_whoever_opens_one_that_a_person_may_have_used_is_told_what_to_report(lockerctl: Lockerctl, tied: Wall) -> None:
    done = lockerctl("open", "A01", "--reason", "a look", "--yes")
    assert done.code == 0
    assert "lockerctl found A01" in done.out
    assert "lockerctl clear A01" in done.out
    assert "take it out" in lockerctl("open", "A02", "--reason", "a look", "--yes").out
    assert tied.reasons == ["a look", "a look"]


def test_found_is_custody_and_is_asked_about_first(lockerctl: Lockerctl, tied: Wall) -> None:
    done = lockerctl("found", "A01", "--reason", "a look")
    assert (done.code, tied.found) == (2, [])
    assert order()["id"] in done.err
    assert "with a receipt" in done.err
    done = lockerctl("found", "A01", "--reason", "a look", "--yes")
    assert (done.code, done.out, tied.found) == (0, "A01: found, with a receipt; it is free now\n", ["A01"])


@pytest.mark.parametrize("door", ["A01", "A02"])
def test_found_where_nobody_waits_for_a_receipt_is_refused_before_anything_is_asked(
    lockerctl: Lockerctl, wall: Wall, tied: Wall, door: str
) -> None:
    if door == "A01":
        wall.compartments["A01"].update(direction=None, part_state=None, order=None, part=None, parts=None)
    done = lockerctl("found", door, "--reason", "a look", "--yes")
    assert (done.code, tied.found) == (1, [])
    assert f"lockerctl clear {door}" in done.err


def test_to_clear_says_what_that_means_for_whoever_brought_it(lockerctl: Lockerctl, tied: Wall) -> None:
    said = lockerctl("clear", "A01", "--reason", "a look").err
    assert "the order waits for its person again" in said
    assert "lockerctl found A01" in said
    assert "a receipt was given" in lockerctl("clear", "A02", "--reason", "a look").err
    assert tied.reasons == []


@pytest.fixture
def exchanged(wall: Wall) -> Wall:
    """Nobody knows what lies in A01, where something was to be exchanged."""
    one = {"order": order()["id"], "part": 1, "parts": 1, "direction": "both", "part_state": "quarantined"}
    wall.compartments["A01"].update(condition="quarantined", reason="exchange_unclear", **one)
    return wall


@pytest.mark.parametrize(
    ("which", "said"), [("old", "the OLD document"), ("new", "the NEW document"), ("both", "BOTH documents")]
)
def test_of_an_exchange_it_is_said_which_of_the_two_was_found(
    lockerctl: Lockerctl, exchanged: Wall, which: str, said: str
) -> None:
    asked = lockerctl("found", "A01", "--reason", "a look")
    assert (asked.code, "--which old, new or both" in asked.err) == (2, True)
    asked = lockerctl("found", "A01", "--reason", "a look", "--which", which)
    assert (asked.code, said in asked.err, exchanged.found) == (2, True, [])
    done = lockerctl("found", "A01", "--reason", "a look", "--which", which, "--yes")
    assert (done.out, exchanged.found) == ("A01: reported; it is free now\n", [which])


def test_of_a_hand_in_there_is_only_one(lockerctl: Lockerctl, tied: Wall) -> None:
    done = lockerctl("found", "A01", "--reason", "a look", "--which", "old", "--yes")
    assert (done.code, tied.found) == (2, [])
