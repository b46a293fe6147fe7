"""The power is cut at every durable step of an exchange behind two doors: nobody has the new one without custody of the
old one, nobody loses both, and whoever gave the old one gets the new one, or staff have it (rules 21 and 22)."""

import asyncio
from pathlib import Path

import pytest
from power_cuts import Story, cut_everywhere
from simulated_site import A1, ORDER, Site, code
from test_crash_points import PATIENCE_S, STAFF, new_visit, phase, until

from lockerd.controller import Controller
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy
from lockerd.domain.model.events import Accepted, Announce, Clear, Refused, Say, StartCollection, TechnicianOpen
from lockerd.domain.model.ids import CompartmentId, PartId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, StartLoading
from lockerd.domain.model.state import Policy
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockersim.world.pulses import overlaps

A2 = CompartmentId("A02")
OLD, NEW = "old card", "new card"
CLAIMS = Policy(
    authorities=frozenset({"stadt"}), sizes=("A4",), classes={(EVERY_OFFICE, "card"): ClassPolicy(takes_claims=True)}
)
"""No item sensor is fitted here: that it is in, the word of the person says."""


def announced() -> Announce:
    order = Order(ORDER, "stadt", Kind.SWAP, "card", "AZ-1", parts=2, retention_ms=7 * 86_400_000)
    old = Part(PartId(ORDER, 1), Direction.IN, "stadt", Needs(), 1, PartState.AWAITED, None, RightState.ACTIVE)
    return Announce(order, (old, Part(PartId(ORDER, 2), Direction.OUT, "stadt", Needs(), 1)))


async def shut(controller: Controller, door: CompartmentId) -> None:
    await until(
        controller,
        lambda: door in controller.state.compartments and looks(controller.state, door) is Leaf.SHUT,
    )


async def prepare(site: Site, controller: Controller) -> None:
    """A02 is looked into and free; the new card lies in A01."""
    await shut(controller, A1)
    await shut(controller, A2)
    assert isinstance(await controller.submit(TechnicianOpen("meier", A2, "look")), Accepted)
    await until(controller, lambda: looks(controller.state, A2) is Leaf.OPEN)
    await asyncio.sleep(2)
    site.wall.hands.push_shut(A2)
    await shut(controller, A2)
    assert isinstance(await controller.submit(Clear("meier", A2, "empty")), Accepted)
    assert isinstance(await controller.submit(announced()), Accepted)
    visit = new_visit()
    assert isinstance(await controller.submit(StartLoading(visit, ORDER, STAFF)), Accepted)
    await phase(controller, visit, Phase.DOOR_OPEN)
    assert controller.state.visits[visit].door == A1, "the other one is left for what is brought"
    await controller.submit(Say(visit, Word.EMPTY))
    await asyncio.sleep(2)
    site.wall.hands.put_in(A1, NEW)
    site.wall.hands.push_shut(A1)
    await phase(controller, visit, Phase.DOOR_SHUT)
    assert isinstance(await controller.submit(ConfirmLoaded(visit, code(1))), Accepted)
    await controller.submit(Say(visit, Word.DONE))
    await asyncio.sleep(6)  # the locks rest


async def use(site: Site) -> None:
    """Hands do not wait for the machine: the old one into A02, the new one out of A01, and the doors are shut."""
    doors, where = site.wall.world.compartments, site.wall.world.where
    for door in (A1, A2):
        if doors[door].door == "open":
            await asyncio.sleep(1)
            if door == A2 and where(OLD) is None:
                site.wall.hands.put_in(A2, OLD)
            if door == A1 and where(NEW) == A1:
                site.wall.hands.take_out(A1)
            await asyncio.sleep(1)
            site.wall.hands.push_shut(door)


async def swap(site: Site, controller: Controller) -> None:
    """A patient person: shows the code until both are where they belong, or staff are to be asked."""
    while site.wall.world.where(NEW) == A1:
        await use(site)
        visit = new_visit()
        answer = await controller.submit(StartCollection(visit, CodeForm.QR, code(1).grant, exp_s=None))
        match answer:
            case Refused(reason=Refusal.WAIT | Refusal.BUSY):
                await asyncio.sleep(1)
                continue
            case Refused():
                return
        while controller.state.visits[visit].phase not in {Phase.OVER, Phase.PAPER_READY}:
            here = controller.state.visits[visit]
            await use(site)
            word = Word.ALL_IN if here.door == A2 else Word.TAKEN_OUT
            if here.phase is Phase.DOOR_SHUT and here.claim_ms is None:
                await controller.submit(Say(visit, word))
            await asyncio.sleep(0.5)
    await asyncio.sleep(5)


def check(site: Site, controller: Controller) -> None:
    state, where = controller.state, site.wall.world.where
    old, new = (state.parts[PartId(ORDER, number)] for number in (1, 2))
    if where(NEW) is None:
        assert old.receipt is not None, "the new one is out, and nobody has the old one's receipt"
    else:
        assert state.compartments[A1].condition is not Condition.FREE, "the new one lies there, and it is offered"
        assert new.compartment == A1
    if where(OLD) == A2:
        assert state.compartments[A2].part == old.id, "the old one lies there, and it names nobody"
    served = where(NEW) is None and old.receipt is not None
    staff = Condition.QUARANTINED in {state.compartments[A1].condition, state.compartments[A2].condition}
    assert served or staff, "neither served nor are staff called"
    assert site.openings_of(A1) <= 2, "loaded, and opened by the code once"
    assert not overlaps(site.wall.world.pulses)


async def patient(site: Site, controller: Controller) -> None:
    """And whoever stays has waited for what falls due."""
    await swap(site, controller)
    await asyncio.sleep(PATIENCE_S)


async def once_more(site: Site, controller: Controller) -> None:
    """They come again, and are served, or staff are called."""
    await patient(site, controller)
    check(site, controller)


def swapped(site: Site, controller: Controller) -> None:
    """Both are where they belong."""
    check(site, controller)
    assert site.wall.world.where(NEW) is None


@pytest.mark.timeout(100)
def test_rule_22_power_cut_at_every_commit_of_an_exchange_behind_two_doors(tmp_path: Path) -> None:
    """At least two attempts, pulses, openings and closings, and a custody."""
    cut_everywhere(tmp_path, Story("bcc", prepare, patient, use, once_more, swapped, least=9, policy=CLAIMS))
