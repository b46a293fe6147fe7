"""The power is cut at every durable step of a visit with two codes, before and after (rule 25, ADR 47).

Fails when something is fired by itself afterwards, when a code opens twice, when one that waited for its turn is no
longer good, or when somebody goes without what is theirs and nobody is called.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from power_cuts import Story, cut_everywhere
from simulated_site import A1, ORDER, Site, announced, code
from test_crash_points import PASSPORT, STAFF, new_visit, phase, until

from lockerd.controller import Controller
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.events import Accepted, Announce, Refused, Say, StartCollection
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A2 = CompartmentId("A02")
SISTERS = "the sister's passport"
OTHER = OrderId("0193a2f4-7c1e-7b1a-9c55-000000000002")
LIES: Final = {A1: PASSPORT, A2: SISTERS}
PASSES: Final = {Refusal.WAIT, Refusal.BUSY, Refusal.DOOR_NOT_SHUT}


def second() -> Announce:
    """The same for somebody else of the family."""
    first = announced()
    (part,) = first.parts
    return Announce(replace(first.order, id=OTHER), (replace(part, id=PartId(OTHER, 1)),))


def all_shut(controller: Controller) -> bool:
    """Whether both doors were read shut."""
    state = controller.state
    return all(door in state.compartments and looks(state, door) is Leaf.SHUT for door in LIES)


async def loaded(site: Site, controller: Controller) -> None:
    """Two passports behind two doors, in one list."""
    await until(controller, lambda: all_shut(controller))
    for each in (announced(), second()):
        assert isinstance(await controller.submit(each), Accepted)
    visit = new_visit()
    assert isinstance(await controller.submit(StartLoading(visit, ORDER, STAFF)), Accepted)
    for door, thing in LIES.items():
        await phase(controller, visit, Phase.DOOR_OPEN)
        await controller.submit(Say(visit, Word.EMPTY))
        await asyncio.sleep(2)
        site.wall.hands.put_in(door, thing)
        site.wall.hands.push_shut(door)
        await phase(controller, visit, Phase.DOOR_SHUT)
        if door == A1:
            await asyncio.sleep(6)
            assert isinstance(await controller.submit(LoadNext(visit, OTHER)), Accepted)
    answer = await controller.submit(ConfirmLoaded(visit, code(2), others=(code(1),)))
    assert isinstance(answer, Accepted), answer
    await controller.submit(Say(visit, Word.DONE))
    await asyncio.sleep(6)


async def use(site: Site) -> None:
    """Hands do not wait for the machine: what is theirs is taken out of whatever stands open, and the door is shut."""
    await asyncio.sleep(2)
    for door, thing in LIES.items():
        if site.wall.world.compartments[door].door == "open":
            if site.wall.world.where(thing) == door:
                site.wall.hands.take_out(door)
            site.wall.hands.push_shut(door)


def left(site: Site) -> list[int]:
    """Whose passport still lies there: with what one has in their hands nobody shows a code (F5)."""
    return [number for number, thing in enumerate(LIES.values(), 1) if site.wall.world.where(thing) is not None]


async def fetch(site: Site, controller: Controller) -> None:
    """Somebody with two codes: both shown in one visit where that goes, door after door on their word."""
    waits = left(site)
    while waits:
        visit = new_visit()
        answer = await controller.submit(StartCollection(visit, CodeForm.QR, code(waits[0]).grant))
        if isinstance(answer, Refused):
            if answer.reason in PASSES:
                await asyncio.sleep(1)
            else:
                waits.pop(0)  # served already, or for staff
            continue
        for other in waits[1:]:
            shown = StartCollection(new_visit(), CodeForm.QR, code(other).grant, within=visit)
            await controller.submit(shown)
        while True:
            await phase(controller, visit, Phase.DOOR_OPEN, Phase.BETWEEN, Phase.OVER)
            now = controller.state.visits[visit]
            if now.phase is Phase.OVER:
                break
            if now.phase is Phase.BETWEEN:
                await controller.submit(Say(visit, Word.NEXT_DOOR))
                await asyncio.sleep(1)
                continue
            await use(site)
            await phase(controller, visit, Phase.DOOR_SHUT, Phase.BETWEEN, Phase.OVER)
            await controller.submit(Say(visit, Word.TAKEN_OUT))
        await asyncio.sleep(6)
        waits = [each for each in waits if each in left(site)]


def both_taken(site: Site, _: Controller) -> None:
    """Each opened once for staff, and once for its code."""
    assert [site.wall.world.where(thing) for thing in LIES.values()] == [None, None]
    assert [site.openings_of(door) for door in LIES] == [2, 2]


async def once_more(site: Site, controller: Controller) -> None:
    """They come again, and are served, or staff are called."""
    await until(controller, lambda: all_shut(controller))
    await fetch(site, controller)
    for door, thing in LIES.items():
        assert site.openings_of(door) <= 2, "a code opened its door twice"
        if site.wall.world.where(thing) is not None:
            row = controller.state.compartments[door]
            assert (row.condition, site.openings_of(door)) == (Condition.QUARANTINED, 1), "staff are called"


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@pytest.mark.timeout(100)
def test_rule_25_power_cut_at_every_commit_of_a_family(tmp_path: Path, family: str) -> None:
    """Of each at least an attempt, a pulse, an opening and a closing."""
    cut_everywhere(tmp_path, Story(family, loaded, fetch, use, once_more, both_taken, least=8))
