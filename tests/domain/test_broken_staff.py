"""The search of hand-ins can fail where staff look inside, and where the office keeps back, ends or renews (26, 27).

Each part of the rules that is taken out here is missed within so many situations.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain import ticking
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import finish, recall, retrieving
from lockerd.domain.model import derived
from lockerd.domain.model.compartments import Evidence
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import DoorSensor, Reading
from lockerd.domain.model.state import State
from lockerd.domain.openings import attempting, recovery, refusing
from lockerd.domain.requests import holding, issuing, technician
from lockerd.domain.requests import retrieving as asking
from search.box import Fitting, ItemKind
from search.budget import BENCH, Budget
from search.hand_in import explore
from search.hand_in.scene import Scene
from search.hand_in.scenes import BEGINS, STAFF

Patch = pytest.MonkeyPatch
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
HONEST, LIARS = STAFF["honest"], STAFF["liars"]
OFFICE = BENCH._replace(reissues=1, holds=1)


def in_place_of(module: object, name: str, value: object) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, value)


def blind(_: State, compartment: CompartmentId) -> Reading:
    return Reading(compartment, 0)


def hold_anew(patch: Patch) -> None:
    settle = holding.settle

    def forgetting(draft: Draft, order: OrderId) -> None:
        settle(draft, order)
        for part in draft.state.parts.values():
            draft.put(replace(part, openings=0))

    patch.setattr(holding, "settle", forgetting)


def new_code_anew(patch: Patch) -> None:
    revoke = issuing.revoke

    def forgetting(draft: Draft, grant: object, reason: object) -> None:
        revoke(draft, grant, reason)  # type: ignore[arg-type]
        for part in draft.state.parts.values():
            draft.put(replace(part, openings=0))

    patch.setattr(issuing, "revoke", forgetting)


def open_on_hold(patch: Patch) -> None:
    patch.setattr(derived, "why_stopped", lambda *_: None)
    for module in (refusing, attempting):
        patch.setattr(module, "why_stopped_at", lambda *_: None)


def expire_at_once(patch: Patch) -> None:
    patch.setattr(ticking, "_busy", lambda *_: False)
    patch.setattr(ticking, "_waits", lambda *_: True)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, what the search then says, and within how many situations."""

    how: Callable[[Patch], None]
    says: str
    states: int
    begins: str = "in custody"
    budget: Budget = HONEST
    slow: bool = False
    """It is searched for in the campaign only."""


BREAKS = {
    "any badge looks inside": Break(
        in_place_of(asking, "refuse_staff", lambda *_: None), "looks into A01, and may not", 50
    ),
    "looked into without a reason": Break(
        in_place_of(asking, "waits_for_staff", lambda *_: True), "staff look into A01, which is", 50, "to fetch"
    ),
    "the code lives while staff look": Break(
        leaving_out(retrieving, "suspend"), "the right of 1/1 is active", 50, "to check"
    ),
    "a report without a look": Break(
        lambda p: p.setattr(retrieving, "UNSEEN", Evidence(opened=True, closed=True)),
        "nobody has opened and shut it",
        9_000,
        "unclear",
        STAFF["jams"],
        slow=True,
    ),
    "free on a report that a sensor denies": Break(
        in_place_of(retrieving, "reading_of", blind), "nobody knows what lies in A01", 2_000, "in custody", LIARS
    ),
    "found, and nobody gets a receipt": Break(
        leaving_out(retrieving, "pass_custody"), "nobody gets a receipt", 2_000, "unclear"
    ),
    "nothing found, and nobody is told": Break(
        in_place_of(retrieving, "missing", lambda *_: False), "and nobody is told", 2_000, "in custody", LIARS
    ),
    "no supervisor is asked for": Break(
        in_place_of(asking, "for_supervisor", lambda *_: False), "is no supervisor", 2_000, "in custody", LIARS
    ),
    "a technician reports what is for a supervisor": Break(
        in_place_of(technician, "for_supervisor", lambda *_: False),
        "something else was found in A01, and it is free",
        3_000,
        "in custody",
        LIARS._replace(bench=True),
        slow=True,
    ),
    "left without a report": Break(leaving_out(finish, "leave_retrieval"), "no step give_back from retrieval", 500),
    "a power cut while staff look": Break(
        leaving_out(recovery, "quarantine"), "nobody looks into A01 any more", 500, "in custody", STAFF["crashes"]
    ),
    "an order on hold is opened": Break(open_on_hold, "on hold, and its door is opened", 500, "to check", OFFICE),
    "kept back while somebody is there": Break(
        in_place_of(recall, "UNDER_WAY", frozenset()),
        "is kept back while somebody is at its door",
        2_000,
        "to check",
        OFFICE,
    ),
    "a hold forgets the openings": Break(hold_anew, "and its parts change", 500, "to check", OFFICE),
    "a new code forgets the openings": Break(new_code_anew, "a new code changes", 500, "to check", OFFICE),
    "the old code lives beside the new": Break(
        leaving_out(issuing, "revoke"), "has the codes", 500, "to check", OFFICE
    ),
    "a new code while somebody is there": Break(
        in_place_of(issuing, "active_visit", lambda *_: None),
        "is revoked while somebody is served with it",
        2_000,
        "to check",
        OFFICE,
    ),
    "the time ends while somebody is there": Break(
        expire_at_once,
        "expires while somebody is at its door",
        3_000,
        "to fetch",
        BENCH._replace(jams=None),
    ),
}


def noticed(name: str, patch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(patch)
    broken.how(patch)
    fetched = broken.begins == "to fetch"
    walk = BEGINS[broken.begins]
    scene = Scene("broken", (CONTACT,), broken.budget, brings=not fetched, fetched=fetched, walk=walk)
    result = explore.search(scene, broken.states)
    assert result.broken is not None
    assert broken.says in result.broken


@pytest.mark.parametrize("name", [name for name, broken in BREAKS.items() if not broken.slow])
def test_the_search_of_hand_ins_notices(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", [name for name, broken in BREAKS.items() if broken.slow])
def test_the_search_of_hand_ins_notices_what_takes_longer(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)
