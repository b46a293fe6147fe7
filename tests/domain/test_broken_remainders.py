"""The search of hand-ins can fail where a door is left behind: each part of that rule that is taken out is missed."""

from collections.abc import Callable

import pytest

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import remainder
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.openings import pulses
from search.box import Fitting, ItemKind
from search.budget import BENCH
from search.hand_in import explore
from search.hand_in.scene import Scene

Patch = pytest.MonkeyPatch
STATES = 4_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.NONE)
left = remainder.leave_remainder


def free_the_door(patch: Patch) -> None:
    def forgetting(draft: Draft, part: Part, reason: str) -> None:
        where = part.compartment
        assert where is not None
        left(draft, part, reason)
        name = draft.state.compartments[where].part
        assert name is not None
        draft.change(draft.state.parts[name], state=PartState.CLOSED)
        draft.change(draft.state.compartments[where], part=None, condition=Condition.FREE)

    patch.setattr(pulses, "leave_remainder", forgetting)


def name_nobody(patch: Patch) -> None:
    def forgetting(draft: Draft, part: Part, reason: str) -> None:
        where = part.compartment
        assert where is not None
        left(draft, part, reason)
        name = draft.state.compartments[where].part
        assert name is not None
        draft.change(draft.state.parts[name], state=PartState.CLOSED)
        draft.change(draft.state.compartments[where], part=None)

    patch.setattr(pulses, "leave_remainder", forgetting)


def leave_the_last_door(patch: Patch) -> None:
    patch.setattr(remainder, "choose_for_hand_in", lambda *_: ["A1"])


BREAKS: dict[str, tuple[Callable[[Patch], None], str]] = {
    "it is offered as free": (free_the_door, "rule"),
    "it names nobody": (name_nobody, "rule"),
    "no other door is free": (leave_the_last_door, "rule"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_of_doors_left_behind_notices(name: str, monkeypatch: Patch) -> None:
    broken, said = BREAKS[name]
    broken(monkeypatch)
    doors = (CONTACT,) if name == "no other door is free" else (CONTACT, CONTACT)
    result = explore.search(Scene("broken", doors, BENCH._replace(jams=None)), STATES)
    assert result.broken is not None, "not noticed"
    assert said in result.broken
    print(name, result.states, result.broken, result.trace)
