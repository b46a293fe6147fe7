"""The search of exchanges behind two doors can fail: each part of rule 22 that is taken out here is missed."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain.hand_over import expire, finish
from lockerd.domain.model import derived
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.openings import attempting, for_people
from lockerd.domain.requests import collecting
from search.box import Fitting, ItemKind
from search.budget import BENCH, TERMINAL, Budget
from search.hand_in import explore
from search.hand_in.scene import Scene

Patch = pytest.MonkeyPatch
STATES = 20_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)


def the_new_one_first(patch: Patch) -> None:
    for module in (collecting, attempting):
        patch.setattr(module, "all_brought", lambda _: True)


def led_on_by_a_word(patch: Patch) -> None:
    patch.setattr(attempting, "all_brought", lambda _: True)
    patch.setattr(for_people, "passes_now", lambda *_: True)


def the_old_one_for_nothing(patch: Patch) -> None:
    patch.setattr(derived, "rights_of", lambda parts: tuple(part.right for part in parts))


def ended_with_the_time(patch: Patch) -> None:
    patch.setattr(expire, "is_old_first", lambda _: False)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = BENCH
    walk: tuple[str, ...] = ()


BREAKS = {
    "the new one is handed out first": Break(the_new_one_first, "rule 22"),
    "led on by a word, without custody": Break(led_on_by_a_word, "rule 24: somebody is led on"),
    "the old one is asked for, and the new one waits for staff": Break(
        the_old_one_for_nothing, "is taken, and it is not good", BENCH._replace(technicians=True)
    ),
    "what is to be brought ends with the time, and the code comes back": Break(
        ended_with_the_time, "nobody can bring 1/1 any more", BENCH._replace(wishes=1)
    ),
    "waited for, and what it was for is gone": Break(
        leaving_out(finish, "end_in_vain"), "for which it was, is retrieved", TERMINAL
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_of_exchanges_behind_two_doors_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", (CONTACT, CONTACT), broken.budget, swapped=True, walk=broken.walk)
    result = explore.search(scene, STATES)
    assert result.broken is not None
    assert broken.says in result.broken
