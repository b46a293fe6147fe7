"""What is believed of the time, why, and the way back."""

import json
from typing import Any

import pytest
from admin_fake import Lockerctl, Wall, problem

pytestmark = pytest.mark.usefixtures("socket")


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    from lockerd.api.admin.timekeeping import BeliefView

    BeliefView.model_validate_json(json.dumps(wall.time))


def test_a_trusted_time_is_one_sentence_and_its_grounds(lockerctl: Lockerctl, wall: Wall) -> None:
    first, *rest = lockerctl("time").out.splitlines()
    assert first == "trusted: it is between 2027-01-15 08:00:00 UTC and 2027-01-15 08:00:04 UTC"
    assert any("machine's clock" in line and "2027-01-15 08:00:02 UTC" in line for line in rest)
    assert not any("next:" in line for line in rest)
    assert lockerctl("time", "--json").json == wall.time


@pytest.mark.parametrize(
    ("doubt", "said"),
    [
        ("behind", "before the one that has already passed"),
        ("beyond_release", "more than ten years after this release"),
        ("beyond_certificates", "after the end of this site's certificates"),
        ("leap", "more than 400 days ahead"),
        ("jumped", "went away from what it said first"),
        ("something_of_a_later_release", "something_of_a_later_release"),
    ],
)
def test_a_disputed_time_says_why_and_what_to_do(lockerctl: Lockerctl, wall: Wall, doubt: str, said: str) -> None:
    wall.time.update(standing="disputed", doubt=doubt, hi_s=None)
    out = lockerctl("time").out
    assert out.startswith("disputed: it is not earlier than 2027-01-15 08:00:00 UTC; nothing later is ruled out")
    assert said in out
    assert "lockerctl time correct --reason TEXT" in out


def test_a_time_that_was_written_down_and_cannot_be_right_is_named(lockerctl: Lockerctl, wall: Wall) -> None:
    assert "cannot be right" not in lockerctl("time").out
    wall.time.update(written_s=3_124_224_000)
    assert "cannot be right" in lockerctl("time").out


def said(wall: Wall) -> list[Any]:
    return wall.corrections


def test_correct_takes_the_machines_clock_or_what_is_said(lockerctl: Lockerctl, wall: Wall) -> None:
    assert lockerctl("time", "correct", "--reason", "watch", "--yes").code == 0
    assert lockerctl("time", "correct", "--to", "2027-01-15T09:00+01:00", "--reason", "watch", "--yes").code == 0
    assert said(wall) == [1_800_000_002, 1_800_000_000]
    assert wall.reasons == ["watch", "watch"]


@pytest.mark.parametrize("to", ["2027-01-15T08:00", "yesterday", "1800000000"])
def test_a_time_without_its_zone_is_no_time(lockerctl: Lockerctl, wall: Wall, to: str) -> None:
    done = lockerctl("time", "correct", "--to", to, "--reason", "watch", "--yes")
    assert (done.code, said(wall)) == (2, [])
    assert "2027-01-15T08:00Z" in done.err


def test_without_a_terminal_nothing_is_asked_and_nothing_done(lockerctl: Lockerctl, wall: Wall) -> None:
    done = lockerctl("time", "correct", "--reason", "watch")
    assert (done.code, said(wall)) == (2, [])
    assert "--yes" in done.err
    assert lockerctl("time", "correct", "--yes").code == 2, "no reason"


def test_an_implausible_time_is_refused_in_words(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.problem = problem(422, "time_implausible", detail="That cannot be the time.")
    done = lockerctl("time", "correct", "--to", "2069-01-01T00:00Z", "--reason", "slip", "--yes")
    assert done.code == 2
    assert "time_implausible" in done.err
    assert "lockerctl time" in done.err
