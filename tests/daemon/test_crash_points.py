"""The power is cut at every durable step of a pickup, before and after: nothing is lost, no code opens twice.

Fails when an attempt is fired before it is durable, when a code is spent without its door having been seen open, when a
crash gives a second opening, or when a compartment with something inside is offered as free (design rules 1, 2 and 3).
"""

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from simulated_site import A1, ORDER, Cut, CutAt, Site, announced, code
from virtual_loop import virtual_time

from lockerd.controller import Controller
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import state_of, worth
from lockerd.domain.model.events import Refused, Say, StartCollection
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Staff, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.store import verify
from lockersim.world.pulses import overlaps

PASSPORT = "passport"
VISITS = count(1)
STAFF = Staff("b-1", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))
PATIENCE_S = 40.0


def new_visit() -> VisitId:
    return VisitId(f"{next(VISITS):032x}")


async def until(controller: Controller, condition: Callable[[], bool]) -> None:
    """Wait for what a commit or a reading brings."""
    async with controller.subscribe() as changes:
        while not condition():
            await anext(changes)


async def until_shut(controller: Controller) -> None:
    """Wait for a reading that says shut."""

    def shut() -> bool:
        row = controller.state.compartments.get(A1)
        return row is not None and looks(controller.state, A1) is Leaf.SHUT

    await until(controller, shut)


async def announce_and_load(site: Site, controller: Controller) -> None:
    await until_shut(controller)
    await controller.submit(announced())
    visit = new_visit()
    answer = await controller.submit(StartLoading(visit, ORDER, STAFF))
    assert not isinstance(answer, Refused), answer
    await phase(controller, visit, Phase.DOOR_OPEN)
    await controller.submit(Say(visit, Word.EMPTY))
    await asyncio.sleep(2)  # hands are slower than a pulse
    site.wall.hands.put_in(A1, PASSPORT)
    site.wall.hands.push_shut(A1)
    await phase(controller, visit, Phase.DOOR_SHUT)
    answer = await controller.submit(ConfirmLoaded(visit, code(1)))
    assert not isinstance(answer, Refused), answer
    await controller.submit(Say(visit, Word.DONE))


async def phase(controller: Controller, visit: VisitId, *wanted: Phase) -> None:
    await until(controller, lambda: controller.state.visits[visit].phase in wanted)


async def collect(site: Site, controller: Controller) -> bool:
    """A patient person: shows the code until something happens, takes the document, shuts the door.

    True when there is nothing more to do: served, or sent to the staff.
    """
    while True:
        if site.wall.world.compartments[A1].door == "open":
            await serve_oneself(site)
        if site.wall.world.where(PASSPORT) != A1:
            # Served; whatever is still open on the books, no further code is needed.
            await asyncio.sleep(5)
            return True
        visit = new_visit()
        answer = await controller.submit(StartCollection(visit, CodeForm.QR, code(1).grant, exp_s=None))
        match answer:
            case Refused(reason=Refusal.WAIT | Refusal.BUSY):
                await asyncio.sleep(1)
            case Refused():
                return True
            case _:
                await phase(controller, visit, Phase.DOOR_OPEN, Phase.OVER)
                if controller.state.visits[visit].phase is Phase.DOOR_OPEN:
                    await serve_oneself(site)
                    await phase(controller, visit, Phase.DOOR_SHUT)
                    await controller.submit(Say(visit, Word.TAKEN_OUT))
                    return True


async def serve_oneself(site: Site) -> None:
    """Hands do not wait for the machine."""
    await asyncio.sleep(1)
    if site.wall.world.where(PASSPORT) == A1:
        site.wall.hands.take_out(A1)
    await asyncio.sleep(1)
    site.wall.hands.push_shut(A1)


@virtual_time
async def commits_of_a_pickup(folder: Path, family: str, found: list[int]) -> None:
    site = Site(folder, family)
    site.wall.start()
    async with site.power() as (controller, store):
        await announce_and_load(site, controller)
        before = store.commits
        assert await collect(site, controller)
        found += [before, store.commits]
    assert site.openings == 2


@virtual_time
async def pickup_with_a_cut(folder: Path, family: str, cut: CutAt) -> None:
    site = Site(folder, family)
    site.wall.start()
    async with site.power(cut) as (controller, _):
        await announce_and_load(site, controller)
        await collect(site, controller)
        await asyncio.sleep(PATIENCE_S)
    await asyncio.sleep(2)  # a frame that had left still reaches its board
    # The person is still there while the station starts again, and shows the code once more.
    if site.wall.world.compartments[A1].door == "open":
        await serve_oneself(site)
    pulses_before = len(site.wall.world.pulses)
    async with site.power() as (controller, _):
        await asyncio.sleep(5)
        assert len(site.wall.world.pulses) == pulses_before, "something was fired again by itself"
        await until_shut(controller)
        await collect(site, controller)
        await asyncio.sleep(PATIENCE_S)
        check(site, controller)
    assert verify(folder / "lockerd.db").fault is None


def check(site: Site, controller: Controller) -> None:
    state = controller.state
    row = state.compartments[A1]
    inside = site.wall.world.where(PASSPORT) == A1
    opened_for_collection = site.openings - 1
    assert opened_for_collection <= 1, "a code opened its door twice"
    if inside:
        assert row.condition is not Condition.FREE
        assert state_of(state, ORDER) is not PartState.CLOSED
        assert opened_for_collection == 0 or row.condition is Condition.QUARANTINED
    assert not inside or row.condition is Condition.QUARANTINED, "the document could not be fetched at night"
    assert not overlaps(site.wall.world.pulses)
    for grant in state.grants.values():
        if opened_for_collection and worth(state, grant) is not Worth.SPENT:
            # Opened, emptied and shut while the station was dead: nobody saw it, and the code finds an empty box (F5).
            assert worth(state, grant) in {Worth.GRACE, Worth.SUSPENDED}
            assert not inside


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@pytest.mark.timeout(100)
def test_rule_02_power_cut_at_every_commit_of_a_pickup(tmp_path: Path, family: str) -> None:
    found: list[int] = []
    dry = tmp_path / "dry"
    dry.mkdir()
    commits_of_a_pickup(dry, family, found)
    first, last = found
    assert last - first >= 4, "a pickup has at least an attempt, a pulse, an opening and a closing"
    for number in range(first + 1, last + 1):
        for when in Cut:
            folder = tmp_path / f"{number}-{when}"
            folder.mkdir()
            pickup_with_a_cut(folder, family, CutAt(number, when))
