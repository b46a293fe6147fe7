"""Central asks for room, and for the counts of a day: in words and in what may be published, and nothing is kept."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from central_kit import NOW_S, PLACES, Site, announce_body, code_for, command, received, signed, site
from commands_kit import besides_numbers

from lockerd.central.command_table import COMMANDS, QUESTIONS
from lockerd.central.questions import Question
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.shown.usage import Counted, Figure
from lockerd.store import DAY_S, Commit, OutgoingReply, Stamp

ROOM = "room.ask"
STATISTICS = "statistics.ask"
TODAY = date(1970, 1, 1) + timedelta(days=NOW_S // DAY_S)
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
DOORS = tuple(replace(PLACES[0], compartment=CompartmentId(f"A{n:02}"), column=n) for n in range(1, 9))


def free(here: Site, count: int) -> None:
    """So many doors are proven empty."""
    state = here.controller.state
    for number, place in enumerate(DOORS):
        row = state.compartments[place.compartment]
        condition = Condition.FREE if number < count else Condition.OCCUPIED
        state = state._replace(compartments=state.compartments.insert(row.id, replace(row, condition=condition)))
    here.controller.state = state


async def count(here: Site, often: int, item: str = "passport") -> None:
    stamp = Stamp(boot="boot-1", mono_ms=1, powered_ms=1, lo_s=NOW_S - DAY_S, hi_s=None)
    await here.store.commit(Commit(stamp=stamp, usage=((Counted(Figure.COLLECTED, item), often),)))


@pytest.mark.parametrize(("doors", "word"), [(0, "none"), (1, "few"), (4, "few"), (5, "yes"), (8, "yes")])
async def test_room_is_a_word_and_nothing_is_decided_or_told(tmp_path: Path, doors: int, word: str) -> None:
    async with site(tmp_path, doors=DOORS) as here:
        free(here, doors)
        facts, state = await here.facts(), besides_numbers(here)
        reply = await here.ask(command(ROOM, {"needs": {"size": "A4", "highest_cm": 110}}))
        assert (reply["status"], reply["data"]) == ("accepted", {"room": word})
        assert (await here.ask(command(ROOM, {"needs": {"highest_cm": 40}})))["data"] == {"room": "none"}
        assert (await here.facts(), besides_numbers(here)) == (facts, state)


async def test_what_does_not_fit_is_refused_with_its_place(tmp_path: Path) -> None:
    async with site(tmp_path, doors=DOORS) as here:
        for name, body, reason, place in (
            (ROOM, {"needs": {"size": "A9"}}, "malformed_body", "body.needs.size"),
            (ROOM, {"needs": {"size": "A4", "width_cm": 3}}, "field_unknown", "body.needs.width_cm"),
            (STATISTICS, {"day": "2027-02-31", "figure": "collected"}, "malformed_body", "body.day"),
            (STATISTICS, {"day": YESTERDAY, "figure": "persons"}, "malformed_body", "body.figure"),
            (STATISTICS, {"day": TODAY.isoformat(), "figure": "collected"}, "day_unknown", None),
            (STATISTICS, {"day": "9999-12-31", "figure": "collected"}, "day_unknown", None),
        ):
            reply = await here.ask(command(name, body))
            assert (reply["reason"], reply["data"].get("place")) == (reason, place), body


async def test_the_counts_of_a_day_are_those_that_may_be_published(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await count(here, 4)
        await count(here, 31, "plates")
        asked = {"day": YESTERDAY, "figure": "collected"}
        reply = await here.ask(command(STATISTICS, asked))
        # 31 to 35: read as 30 or 40, which would tell whether it is four
        assert reply["data"]["counts"] == [{"item": "passport"}, {"item": "plates", "count": 31}, {"item": "total"}]
        await count(here, 9, "keys")
        reply = await here.ask(command(STATISTICS, asked))
        assert reply["data"]["counts"][-1] == {"item": "total", "count": 40}
        nothing = await here.ask(command(STATISTICS, {"day": "2020-01-01", "figure": "collected"}))
        assert (nothing["status"], nothing["data"]) == ("accepted", {"counts": []})


async def test_a_repetition_is_answered_as_things_stand_then_also_after_a_restart(tmp_path: Path) -> None:
    content = command(ROOM, {"needs": {"size": "A4"}})
    async with site(tmp_path, doors=DOORS) as here:
        free(here, 8)
        assert (await here.ask(content))["data"] == {"room": "yes"}
        free(here, 2)
        assert (await here.ask(content))["data"] == {"room": "few"}
        asked = [row for row in await here.store.unsent(0, 1_000) if isinstance(row, OutgoingReply)]
        assert len(asked) == 1
        other = await here.commands.handle(received(signed(content | {"body": {}}), name=ROOM))
        assert other.reply is not None
    async with site(tmp_path, doors=DOORS) as here:
        assert (await here.ask(content))["data"] == {"room": "none"}


async def test_an_order_known_already_is_not_asked_for_again(tmp_path: Path) -> None:
    """Only questions are worked out anew: an announcement that comes twice makes no second code."""
    content = command("order.announce", announce_body(kind="hand_in"))
    async with site(tmp_path) as here:
        first = await here.ask(content)
        facts = await here.facts()
        assert (await here.ask(content))["data"] == first["data"]
        assert await here.facts() == facts


def test_all_questions_are_among_those_that_are_answered_anew() -> None:
    asking = set()
    for name, row in COMMANDS.items():
        wish = row.asks(row.body.model_validate(row.examples[0]), code_for)
        if isinstance(wish, Question):
            asking.add(name)
    assert asking == QUESTIONS
