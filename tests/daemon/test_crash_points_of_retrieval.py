"""The power is cut at every durable step of a retrieval, before and after, of one in an emergency too (rule 26).

Fails when something is fired by itself afterwards, when a compartment is free with a thing inside or without a report,
when its name is lost before that, when an old code opens it, or when staff cannot end it by looking once more.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from power_cuts import RESTS_S, Doing, Story, cut_everywhere
from simulated_site import A1, ORDER, Site, code
from test_crash_points import PASSPORT, STAFF, announce_and_load, new_visit, phase, until_shut

from lockerd.controller import Controller
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import state_of
from lockerd.domain.model.events import Cancel, Refused, Say, StartCollection
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

PASSES = {Refusal.WAIT, Refusal.BUSY, Refusal.DOOR_NOT_SHUT}
SUPERVISOR = replace(STAFF, badge="b-2", roles=frozenset({BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR}))


async def take_back(site: Site, controller: Controller) -> None:
    """Central wants back what lies there, once its door has rested."""
    await announce_and_load(site, controller)
    await controller.submit(Cancel(ORDER, "wrong_item"))
    await asyncio.sleep(RESTS_S)


async def left_there(site: Site, controller: Controller) -> None:
    """It waits for its person."""
    await announce_and_load(site, controller)
    await asyncio.sleep(RESTS_S)


async def retrieve(site: Site, controller: Controller) -> None:
    """Patient staff: they begin until nothing waits any more, take out what lies there, shut the door, and report."""
    while True:
        visit = new_visit()
        match await controller.submit(StartRetrieval(visit, STAFF, A1)):
            case Refused(reason=Refusal.NOTHING_TO_RETRIEVE):
                return
            case Refused(reason=reason):
                assert reason in PASSES, reason
                await asyncio.sleep(1)
            case _:
                await report(site, controller, visit)


async def report(site: Site, controller: Controller, visit: VisitId) -> None:
    """The door opens for whoever has begun; they take out what lies there, shut the door, and say so."""
    await phase(controller, visit, Phase.DOOR_OPEN, Phase.OVER)
    await empty(site)
    await phase(controller, visit, Phase.DOOR_SHUT, Phase.OVER)
    await controller.submit(Say(visit, Word.FOUND, 1))
    await asyncio.sleep(RESTS_S)


async def in_an_emergency(site: Site, controller: Controller) -> None:
    """As long as it waits for its person two show a badge each, and take it out; afterwards one is enough."""
    while state_of(controller.state, ORDER) is PartState.READY:
        for staff in (SUPERVISOR, STAFF):
            visit = new_visit()
            answer = await controller.submit(StartRetrieval(visit, staff, A1, EmergencyReason.WATER))
            assert not isinstance(answer, Refused) or answer.reason in {Refusal.SECOND_BADGE_NEEDED, *PASSES}, answer
        if isinstance(answer, Refused):
            await asyncio.sleep(1)
            continue
        await report(site, controller, visit)
    await retrieve(site, controller)


WAYS: Final[dict[str, tuple[Doing, Doing]]] = {
    "called_back": (take_back, retrieve),
    "emergency": (left_there, in_an_emergency),
}
"""What comes before it, and how staff take it out."""


async def empty(site: Site) -> None:
    """Hands do not wait for the machine, but are slower than a coil."""
    await asyncio.sleep(2)
    if site.wall.world.compartments[A1].door == "open":
        if site.wall.world.where(PASSPORT) == A1:
            site.wall.hands.take_out(A1)
        site.wall.hands.push_shut(A1)


def check(site: Site, controller: Controller) -> None:
    """What was free is empty, and what is not free still carries its name and waits for staff."""
    row = controller.state.compartments[A1]
    if row.condition is Condition.FREE:
        assert site.wall.world.where(PASSPORT) is None, "free, and something lies inside"
        assert is_done(controller), "free without a report"
    else:
        assert row.condition in {Condition.OCCUPIED, Condition.QUARANTINED}
        assert row.part is not None
        waits_for_its_person = state_of(controller.state, ORDER) is PartState.READY
        assert waits_for_its_person or row.waits is not None, "it is on the list"


def is_done(controller: Controller) -> bool:
    row = controller.state.compartments[A1]
    return row.condition is Condition.FREE and state_of(controller.state, ORDER) is PartState.RETRIEVED


def taken_out(site: Site, controller: Controller) -> None:
    """Opened once to put it in, and once to take it out."""
    assert is_done(controller)
    assert site.openings == 2


def once_more(take_out: Doing) -> Doing:
    """Staff come again, and end it by looking once more."""

    async def goes_on(site: Site, controller: Controller) -> None:
        await until_shut(controller)
        check(site, controller)
        if state_of(controller.state, ORDER) is not PartState.READY:
            shown = await controller.submit(StartCollection(new_visit(), CodeForm.QR, code(1).grant))
            assert isinstance(shown, Refused), "a code that was called back opened the door"
        await take_out(site, controller)
        assert is_done(controller)
        assert site.wall.world.where(PASSPORT) is None

    return goes_on


@pytest.mark.parametrize(("family", "way"), [("cu48", "called_back"), ("bcc", "called_back"), ("cu48", "emergency")])
@pytest.mark.timeout(100)
def test_rule_26_power_cut_at_every_commit_of_a_retrieval(tmp_path: Path, family: str, way: str) -> None:
    """At least a begin, a pulse, an opening, a closing and a report."""
    before_it, take_out = WAYS[way]
    cut_everywhere(tmp_path, Story(family, before_it, take_out, empty, once_more(take_out), taken_out, least=5))
