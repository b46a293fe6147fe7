"""The search can fail where a list is put in under one badge (ADR 42).

Each part of the rules that is taken out here is missed within so many situations.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain.hand_over import finish
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.requests import confirming
from search.box import Fitting, ItemKind
from search.pair import explore
from search.pair.scene import Budget, Scene

Patch = pytest.MonkeyPatch
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.NONE)
LISTED = (
    *("load 1", "pulse", "fired", "report A01", "pull A01", "report A01", "put 1/1", "shut A01", "report A01"),
    *("after 5000 ms", "next is 2", "pulse", "fired", "pull A02", "report A02", "put 2/1", "shut A02", "report A02"),
)
"""Both things lie there, and nobody has confirmed that."""


def locked_ones_too(patch: Patch) -> None:
    patch.setattr(confirming, "lies_there", lambda draft, name: name in draft.state.parts)


class Break(NamedTuple):
    """One thing taken out, what the search then says, and what may go wrong."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = Budget(jams=0)


BREAKS = {
    "a door that was locked meanwhile gets its code": Break(
        locked_ones_too, "no step", Budget(jams=0, forces=1, technicians=True)
    ),
    "left without a confirmation": Break(leaving_out(finish, "leave_list"), "nobody confirms any more"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", (CONTACT, CONTACT), broken.budget, pile=True)
    result = explore.search(scene, 2_500, LISTED)
    assert result.broken is not None
    assert broken.says in result.broken, (result.broken, result.trace)
