"""The search can fail where somebody goes round, and where one person shows several codes in one visit (ADR 47, 48).

Each part of the rules that is taken out here is missed within so many situations.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched
from test_broken_staff import in_place_of

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import retrieving, stocktaking
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.rounds import RoundKind
from lockerd.domain.model.staff import StartRound
from lockerd.domain.model.visits import Phase
from lockerd.domain.requests import another_code, collecting, reporting, rounds
from lockerd.domain.requests.saying import say
from search.box import Fitting, ItemKind
from search.budget import BENCH, Budget
from search.hand_in import explore
from search.hand_in.scene import Scene
from search.hand_in.scenes import BEGINS

Patch = pytest.MonkeyPatch
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
STOCKTAKE, EMPTYING = Budget(rounds=RoundKind.STOCKTAKE), Budget(rounds=RoundKind.EMPTYING)
FAMILY = BENCH._replace(families=True)
BETWEEN = (*BEGINS["in custody"][:-1], "g1 shows g2 as well", "after 3000 ms")


def either_alone(patch: Patch) -> None:
    """One badge is enough where something waits for a person."""

    def one(_: Draft, event: StartRound, __: object) -> tuple[str, ...]:
        assert event.staff is not None
        return (event.staff.badge,)

    patch.setattr(rounds, "_badges", one)


def nobody_is_asked(patch: Patch) -> None:
    patch.setattr(rounds, "_refuse_badge", lambda *_: None)


def uncounted(patch: Patch) -> None:
    patch.setattr(reporting, "count_door", lambda _, visit, __: visit)


def unended(patch: Patch) -> None:
    """What was said at a door of a round that somebody has ended meanwhile."""

    def silent(draft: Draft, visit: Any, said: Say) -> Any:
        return visit if stocktaking.round_of(draft, visit.authority) is None else count_door(draft, visit, said)

    count_door = reporting.count_door
    patch.setattr(reporting, "count_door", silent)


def hurried(patch: Patch) -> None:
    """The next door opens by itself when the turn at the last one is over."""

    def hurrying(draft: Draft, event: Say) -> Any:
        answer = say(draft, event)
        visit = draft.state.visits.get(event.visit)
        if visit is not None and visit.phase is Phase.BETWEEN:
            another_code.open_next(draft, visit)
        return answer

    patch.setattr("lockerd.domain.decide.say", hurrying)


def led_astray(patch: Patch) -> None:
    """Any code of a visit leads there, wherever it has come to."""

    def any_of_it(state: Any, grant: Any, _: Any = None) -> Any:
        there = (each for each in state.visits.values() if each.phase is not Phase.OVER)
        return next((each for each in there if grant in each.shown), None)

    patch.setattr(collecting, "running_visit", any_of_it)


def the_door_forgets(patch: Patch) -> None:
    """The codes whose turn is over are not known any more."""
    patch.setattr(collecting, "had_its_turn", lambda _: ())


def opened_at_once(patch: Patch) -> None:
    """The door of a code is opened when it is shown, whoever stands where."""

    def opening(draft: Draft, visit: Any) -> Refused | None:
        row = draft.state.compartments[visit.door]
        if row.attempt is None:
            another_code.open_next(draft, replace(visit, phase=Phase.BETWEEN))
        return None

    def at_once(draft: Draft, event: Any) -> Any:
        answer = show(draft, event)
        visit = draft.state.visits.get(event.within)
        if visit is not None and visit.waiting and visit.phase is Phase.DOOR_SHUT:
            opening(draft, visit)
        return answer

    show = another_code.show_another
    patch.setattr("lockerd.domain.decide.show_another", at_once)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = STOCKTAKE
    begins: str = "in custody"
    two: bool = False
    """Behind another door something waits for its person."""
    walk: tuple[str, ...] = ()
    states: int = 3_000


BREAKS = {
    "either of two opens alone": Break(either_alone, "waits for a person on a round alone", begins="to fetch"),
    "any badge goes round": Break(nobody_is_asked, "on a round, and may not"),
    "what is another office's is opened": Break(in_place_of(rounds, "is_theirs", lambda *_: True), "and may not"),
    "only what waits was said": Break(
        in_place_of(rounds, "_doors", lambda state, _: tuple(state.compartments)),
        "among what waits for staff",
        begins="to fetch",
    ),
    "the code lives while they look": Break(
        leaving_out(retrieving, "suspend"),
        "the right of 2/1 is active",
        begins="to fetch",
    ),
    "a door stays on the list": Break(uncounted, "is to be looked into on the same round"),
    "nobody is told what differs": Break(
        leaving_out(stocktaking, "_tell_difference"), "nobody is told", STOCKTAKE._replace(lies=1)
    ),
    "nor when the round is ended meanwhile": Break(unended, "nobody is told", STOCKTAKE._replace(lies=1)),
    "said to lie there, and seen to be gone": Break(
        in_place_of(stocktaking, "seen_gone", lambda *_: False),
        "is not seen in A01 any more",
        STOCKTAKE._replace(lies=1),
    ),
    "a door behind which something is left is no dead end": Break(
        in_place_of(rounds, "_belongs", lambda *_: False), "a dead end", EMPTYING
    ),
    "the next door by itself": Break(hurried, "is opened without a word", FAMILY, two=True),
    "led into another's visit": Break(led_astray, "stands in the visit of g1", FAMILY, two=True, walk=BETWEEN),
    "a code that had its turn is forgotten": Break(
        the_door_forgets, "was shown in v0, and is forgotten", FAMILY, two=True, walk=BETWEEN
    ),
    "opened when it is shown": Break(opened_at_once, "in v0, and was not shown there", FAMILY, two=True),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    fetched = broken.begins == "to fetch"
    doors = (CONTACT, CONTACT) if broken.two else (CONTACT,)
    walk = broken.walk or (() if broken.budget.families else BEGINS[broken.begins])
    scene = Scene("broken", doors, broken.budget, brings=not fetched, fetched=fetched or broken.two, walk=walk)
    result = explore.search(scene, broken.states)
    assert result.broken is not None
    assert broken.says in result.broken, (result.broken, result.trace)
