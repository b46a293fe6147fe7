"""The search of what the office wants afterwards, and of two parts under one code, can fail where it is broken."""

from collections.abc import Callable
from typing import Final

import pytest

from lockerd.domain import ticking
from lockerd.domain.hand_over import reserve
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.terms import Longer
from lockerd.domain.openings import bringing, for_people
from lockerd.domain.requests import blocking, changing
from search.box import Fitting, ItemKind
from search.budget import BENCH
from search.hand_in import explore as hand_in
from search.hand_in.scene import Scene
from search.hand_in.scenes import OPENED, SHUT
from search.pair import explore as pair
from search.result import Result

Patch = pytest.MonkeyPatch
STATES: Final = 4_000
CONTACT: Final = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
BROUGHT: Final = Scene("brought", (CONTACT, CONTACT), BENCH._replace(wishes=2))
SEVERAL: Final = BROUGHT._replace(budget=BENCH, several=True)


def brought() -> Result:
    return hand_in.search(BROUGHT, STATES)


def several() -> Result:
    """From where the first door was opened and shut."""
    return hand_in.search(SEVERAL._replace(walk=(*OPENED, *SHUT)), STATES)


def beginning() -> Result:
    return hand_in.search(SEVERAL, STATES)


def fetched() -> Result:
    """From where the first of two doors stands open for whoever fetches what lies behind both."""
    scene = next(each for each in pair.scenes() if each.name == "contact-contact items together calm")
    return pair.search(scene, STATES, OPENED)


def put_in() -> Result:
    scene = next(each for each in pair.scenes() if each.name == "contact-contact items wishes")
    return pair.search(scene, STATES, pair.BETWEEN)


def nothing_is_left_out(patch: Patch) -> None:
    patch.setattr(Compartment, "takes_from", lambda *_: True)


def kept_for_anybody(patch: Patch) -> None:
    patch.setattr(Compartment, "takes_from", lambda row, _: all(block.own_use for block in row.blocks))


def reserved_all_the_same(patch: Patch) -> None:
    patch.setattr(blocking, "release", lambda *_: None)


def whoever_asks_frees(patch: Patch) -> None:
    patch.setattr(blocking, "_others", lambda *_: ())


def misfits_keep_their_door(patch: Patch) -> None:
    patch.setattr(changing, "fits_still", lambda *_: True)


def needs_are_not_asked(patch: Patch) -> None:
    patch.setattr(reserve, "fits", lambda *_: True)


def changed_while_tied(patch: Patch) -> None:
    patch.setattr(changing, "_why_settled", lambda _: None)


def more_is_less(patch: Patch) -> None:
    patch.setattr(Longer, "than", lambda *_: 1)


def expires_beside_somebody(patch: Patch) -> None:
    patch.setattr(ticking, "_busy", lambda *_: False)


def led_on_with_nothing_in(patch: Patch) -> None:
    patch.setattr(for_people, "passes_now", lambda *_: True)


def two_behind_one_door(patch: Patch) -> None:
    patch.setattr(bringing, "choose_for_hand_in", lambda draft, _: [min(draft.state.compartments)])


BREAKS: Final[dict[str, tuple[Callable[[Patch], None], Callable[[], Result], str]]] = {
    "a block is not asked where people bring": (nothing_is_left_out, brought, "which is left out"),
    "kept for one office, taken by another": (kept_for_anybody, brought, "which is left out"),
    "a blocked door stays reserved": (reserved_all_the_same, put_in, "stays reserved"),
    "one office takes back the other's block": (whoever_asks_frees, brought, "changes what others want"),
    "a door that does not fit stays reserved": (misfits_keep_their_door, put_in, "stays reserved"),
    "needs are not asked": (needs_are_not_asked, brought, "needs another door"),
    "changed while it is tied": (changed_while_tied, brought, "what it needs is changed"),
    "more time is less": (more_is_less, brought, "is good for less"),
    "expires while somebody is at a door": (expires_beside_somebody, fetched, "expires while somebody is at its door"),
    "led on though nothing was put in": (led_on_with_nothing_in, several, "is led on"),
    "two parts behind one door": (two_behind_one_door, beginning, "defect"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_notices(name: str, monkeypatch: Patch) -> None:
    break_it, search, said = BREAKS[name]
    break_it(monkeypatch)
    result = search()
    assert result.broken is not None, "not noticed"
    assert said in result.broken
    print(name, result.states, result.broken, result.trace)
