"""The power is cut at every durable step of a retrieval, before and after (rule 26).

Fails when something is fired by itself afterwards, when a compartment is free with a thing inside or without a report,
when its name is lost before that, when an old code opens it, or when staff cannot end it by looking once more.
"""

import asyncio
from pathlib import Path

import pytest
from simulated_site import A1, ORDER, Cut, CutAt, Site, code
from test_crash_points import PASSPORT, STAFF, announce_and_load, new_visit, phase, until_shut
from virtual_loop import virtual_time

from lockerd.controller import Controller
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import state_of
from lockerd.domain.model.events import Cancel, CodeForm, Refused, Say, StartCollection, StartRetrieval
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.store import verify
from lockersim.world.pulses import overlaps

PASSES = {Refusal.WAIT, Refusal.BUSY, Refusal.DOOR_NOT_SHUT}
RESTS_S = 6.0


async def take_back(site: Site, controller: Controller) -> None:
    """Central wants back what lies there, once its door has rested."""
    await announce_and_load(site, controller)
    await controller.submit(Cancel(ORDER, "wrong_item"))
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
                await phase(controller, visit, Phase.DOOR_OPEN, Phase.OVER)
                await empty(site)
                await phase(controller, visit, Phase.DOOR_SHUT, Phase.OVER)
                await controller.submit(Say(visit, Word.FOUND, 1))
                await asyncio.sleep(RESTS_S)


async def empty(site: Site) -> None:
    """Hands do not wait for the machine, but are slower than a coil."""
    await asyncio.sleep(2)
    if site.wall.world.compartments[A1].door == "open":
        if site.wall.world.where(PASSPORT) == A1:
            site.wall.hands.take_out(A1)
        site.wall.hands.push_shut(A1)


@virtual_time
async def commits_of_a_retrieval(folder: Path, family: str, found: list[int]) -> None:
    site = Site(folder, family)
    site.wall.start()
    async with site.power() as (controller, store):
        await take_back(site, controller)
        before = store.commits
        await retrieve(site, controller)
        found += [before, store.commits]
        assert is_done(controller)
    assert site.openings == 2


@virtual_time
async def retrieval_with_a_cut(folder: Path, family: str, cut: CutAt) -> None:
    site = Site(folder, family)
    site.wall.start()
    async with site.power(cut) as (controller, _):
        await take_back(site, controller)
        await retrieve(site, controller)
    await empty(site)  # whoever stands there goes on: the door is shut when the station starts again
    pulses_before = len(site.wall.world.pulses)
    async with site.power() as (controller, _):
        await asyncio.sleep(RESTS_S)
        assert len(site.wall.world.pulses) == pulses_before, "something was fired again by itself"
        await until_shut(controller)
        check(site, controller)
        shown = await controller.submit(StartCollection(new_visit(), CodeForm.QR, code(1).grant))
        assert isinstance(shown, Refused), "a code that was called back opened the door"
        await retrieve(site, controller)
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
        assert row.waits is not None, "it is on the list"


def is_done(controller: Controller) -> bool:
    row = controller.state.compartments[A1]
    return row.condition is Condition.FREE and state_of(controller.state, ORDER) is PartState.RETRIEVED


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@pytest.mark.timeout(100)
def test_rule_26_power_cut_at_every_commit_of_a_retrieval(tmp_path: Path, family: str) -> None:
    found: list[int] = []
    dry = tmp_path / "dry"
    dry.mkdir()
    commits_of_a_retrieval(dry, family, found)
    first, last = found
    assert last - first >= 5, "a begin, a pulse, an opening, a closing and a report"
    for number in range(first + 1, last + 1):
        for when in Cut:
            folder = tmp_path / f"{number}-{when}"
            folder.mkdir()
            retrieval_with_a_cut(folder, family, CutAt(number, when))
