"""The search can fail where a code is out before anything is in (ADR 49).

Each part of the rules that is taken out here is missed within so many situations.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from test_broken_on_purpose import unwatched

from lockerd.domain.model import derived
from lockerd.domain.model.events import Refused
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.requests import collecting, on_demand
from search.box import Fitting, ItemKind
from search.pair import explore
from search.pair.scene import Budget, Scene

Patch = pytest.MonkeyPatch
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.NONE)


def opens_what_is_in(patch: Patch) -> None:
    """One door of two is filled, and the code is good for it."""
    patch.setattr(derived, "is_to_come", lambda _: False)


def asked_again(patch: Patch) -> None:
    patch.setattr(on_demand, "is_told_again", lambda *_: True)


def nobody_is_told(patch: Patch) -> None:
    patch.setattr(collecting, "ask_for", lambda *_: Refused(Refusal.NOT_PUT_IN_YET))


class Break(NamedTuple):
    """One thing taken out, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    together: bool = False


BREAKS = {
    "the code opens what is in": Break(opens_what_is_in, "ADR 49: g1", together=True),
    "told each time": Break(asked_again, "again, or of another's"),
    "nobody is told": Break(nobody_is_told, "and nobody is told"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", (CONTACT, CONTACT), Budget(jams=0), on_demand=True, together=broken.together)
    result = explore.search(scene, 2_500)
    assert result.broken is not None
    assert broken.says in result.broken, (result.broken, result.trace)
