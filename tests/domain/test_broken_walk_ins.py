"""The search of what is brought without a code can fail: each part of rule 21 that is taken out here is missed."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain.hand_over import finish
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.openings import walk_ins
from lockerd.domain.requests import walking_in
from search.box import Fitting, ItemKind
from search.budget import BENCH, Budget
from search.hand_in import explore
from search.hand_in.scene import Scene

Patch = pytest.MonkeyPatch
STATES = 20_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)


def anywhere(patch: Patch) -> None:
    for module in (walking_in, walk_ins):
        patch.setattr(module, "doors_for_walk_in", lambda draft, *_: sorted(draft.state.compartments, reverse=True))


class Break(NamedTuple):
    """One part taken out, and what is said of it."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = BENCH
    walk: tuple[str, ...] = ()
    fetched: bool = False


BREAKS = {
    "the right outlives the visit": Break(leaving_out(finish, "end_walk_in"), "rule 21"),
    "any door is opened": Break(anywhere, "rule 16", fetched=True),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_of_what_is_brought_without_a_code_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", (CONTACT, CONTACT), broken.budget, walks_in=True, brings=False, fetched=broken.fetched)
    result = explore.search(scene, STATES)
    assert result.broken is not None
    assert broken.says in result.broken
