"""The power is cut at every durable step of a retrieval, before and after, of one in an emergency too (rule 26).

Fails when something is fired by itself afterwards, when a compartment is free with a thing inside or without a report,
when its name is lost before that, when an old code opens it, or when staff cannot end it by looking once more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from simulated_site import A1, ORDER, Cut, CutAt, Site, code
from test_crash_points import PASSPORT, STAFF, announce_and_load, new_visit, phase, until_shut
from virtual_loop import virtual_time

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
from lockerd.store import verify
from lockersim.world.pulses import overlaps

PASSES = {Refusal.WAIT, Refusal.BUSY, Refusal.DOOR_NOT_SHUT}
RESTS_S = 6.0
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


Doing = Callable[[Site, Controller], Awaitable[None]]
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


@virtual_time
async def commits_of_a_retrieval(folder: Path, family: str, way: str, found: list[int]) -> None:
    before_it, take_out = WAYS[way]
    site = Site(folder, family)
    site.wall.start()
    async with site.power() as (controller, store):
        await before_it(site, controller)
        before = store.commits
        await take_out(site, controller)
        found += [before, store.commits]
        assert is_done(controller)
    assert site.openings == 2


@virtual_time
async def retrieval_with_a_cut(folder: Path, family: str, way: str, cut: CutAt) -> None:
    before_it, take_out = WAYS[way]
    site = Site(folder, family)
    site.wall.start()
    async with site.power(cut) as (controller, _):
        await before_it(site, controller)
        await take_out(site, controller)
    await empty(site)  # whoever stands there goes on: the door is shut when the station starts again
    pulses_before = len(site.wall.world.pulses)
    async with site.power() as (controller, _):
        await asyncio.sleep(RESTS_S)
        assert len(site.wall.world.pulses) == pulses_before, "something was fired again by itself"
        await until_shut(controller)
        check(site, controller)
        if state_of(controller.state, ORDER) is not PartState.READY:
            shown = await controller.submit(StartCollection(new_visit(), CodeForm.QR, code(1).grant))
            assert isinstance(shown, Refused), "a code that was called back opened the door"
        await take_out(site, controller)
        assert is_done(controller)
    assert site.wall.world.where(PASSPORT) is None
    assert not overlaps(site.wall.world.pulses)
    assert verify(folder / "lockerd.db").fault is None


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


@pytest.mark.parametrize(("family", "way"), [("cu48", "called_back"), ("bcc", "called_back"), ("cu48", "emergency")])
@pytest.mark.timeout(100)
def test_rule_26_power_cut_at_every_commit_of_a_retrieval(tmp_path: Path, family: str, way: str) -> None:
    found: list[int] = []
    dry = tmp_path / "dry"
    dry.mkdir()
    commits_of_a_retrieval(dry, family, way, found)
    first, last = found
    assert last - first >= 5, "a begin, a pulse, an opening, a closing and a report"
    for number in range(first + 1, last + 1):
        for when in Cut:
            folder = tmp_path / f"{number}-{when}"
            folder.mkdir()
            retrieval_with_a_cut(folder, family, way, CutAt(number, when))
