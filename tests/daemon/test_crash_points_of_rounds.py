"""The power is cut at every durable step of a round, before and after (ADR 48).

Fails when something is fired by itself afterwards, when a door is free with a thing inside or without a report, when
what was looked at and left there can not be fetched any more, or when the round can not be gone on with.
"""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from power_cuts import RESTS_S, Story, cut_everywhere
from simulated_site import A1, ORDER, Site, code
from test_crash_points import PASSPORT, STAFF, collect, new_visit, phase, until_shut
from test_crash_points_of_retrieval import PASSES, SUPERVISOR, left_there

from lockerd.controller import Controller
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import state_of
from lockerd.domain.model.events import Accepted, Refused, Say
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import RoundKind, Scope
from lockerd.domain.model.staff import StartRound
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

DOORS: Final = (A1, CompartmentId("A02"))
WORDS: Final = {RoundKind.STOCKTAKE: Word.AS_EXPECTED, RoundKind.EMPTYING: Word.FOUND}
DONE: Final = {Refusal.NO_ROUND, Refusal.NOTHING_TO_RETRIEVE}


async def go_round(site: Site, controller: Controller, kind: RoundKind) -> None:
    """Two people: they begin, or go on where somebody was cut off, until no door is left."""
    began = bool(controller.state.site.rounds)
    while not began or controller.state.site.rounds:
        scope = None if controller.state.site.rounds else Scope.ALL
        for staff in (SUPERVISOR, STAFF):
            visit = new_visit()
            answer = await controller.submit(StartRound(visit, kind, staff, scope))
            if isinstance(answer, Accepted) or answer.reason is not Refusal.SECOND_BADGE_NEEDED:
                break
        if isinstance(answer, Refused):
            if answer.reason in DONE:
                return
            assert answer.reason in PASSES, answer
            await asyncio.sleep(1)
            continue
        began = True
        await phase(controller, visit, Phase.DOOR_OPEN, Phase.OVER)
        door = controller.state.visits[visit].compartment
        await look(site, kind)
        await phase(controller, visit, Phase.DOOR_SHUT, Phase.OVER)
        theirs = door == A1  # who goes on after a cut has it in their hands, or sees it there
        word = WORDS[kind] if theirs else Word.NOTHING
        await controller.submit(Say(visit, word, int(theirs), code=code(2)))
        await asyncio.sleep(RESTS_S)


async def look(site: Site, kind: RoundKind) -> None:
    """Hands do not wait for the machine: out with it, or left there, and the door is shut."""
    await asyncio.sleep(2)
    for door in DOORS:
        if site.wall.world.compartments[door].door == "open":
            if kind is RoundKind.EMPTYING and site.wall.world.where(PASSPORT) == door:
                site.wall.hands.take_out(door)
            site.wall.hands.push_shut(door)


def check(site: Site, controller: Controller) -> None:
    """What was free is empty; what is not still carries its name, and a code or staff get at it."""
    row = controller.state.compartments[A1]
    if row.condition is Condition.FREE:
        assert site.wall.world.where(PASSPORT) is None, "free, and something lies inside"
    else:
        assert row.condition in {Condition.OCCUPIED, Condition.QUARANTINED}
        assert row.part is not None


def is_done(controller: Controller, kind: RoundKind) -> bool:
    row, state = controller.state.compartments[A1], state_of(controller.state, ORDER)
    if kind is RoundKind.STOCKTAKE:
        return (row.condition, state) == (Condition.OCCUPIED, PartState.READY)
    return (row.condition, state) == (Condition.FREE, PartState.RETRIEVED)


def story(family: str, kind: RoundKind) -> Story:
    """A round of this kind through a wall where something waits for its person."""

    async def goes(site: Site, controller: Controller) -> None:
        await go_round(site, controller, kind)

    async def goes_on(site: Site, controller: Controller) -> None:
        await until_shut(controller)
        check(site, controller)
        while not is_done(controller, kind):
            await go_round(site, controller, kind)
        if kind is RoundKind.STOCKTAKE:
            assert site.wall.world.where(PASSPORT) == A1
            await collect(site, controller)
            assert site.wall.world.where(PASSPORT) is None, "it lay there as it should, and its code is good"
        assert site.wall.world.where(PASSPORT) is None

    def done(_: Site, controller: Controller) -> None:
        assert is_done(controller, kind)

    return Story(family, left_there, goes, partial(look, kind=kind), goes_on, done, least=5)


@pytest.mark.parametrize(("family", "kind"), [("cu48", RoundKind.STOCKTAKE), ("bcc", RoundKind.EMPTYING)])
@pytest.mark.timeout(100)
def test_rule_26_power_cut_at_every_commit_of_a_round(tmp_path: Path, family: str, kind: RoundKind) -> None:
    """At least a begin, a pulse, an opening, a closing and a report."""
    cut_everywhere(tmp_path, story(family, kind))
