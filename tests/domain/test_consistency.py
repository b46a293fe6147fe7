"""Rows never contradict each other: what would is not committed, and no restart or redelivery meets it again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from world import A02, MINUTE, O1, O2, SECOND, World, asking, order, place

from lockerd.domain.doors import read as reading
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_part
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.openings import recovery
from lockerd.domain.requests import announcing

Break = Callable[[pytest.MonkeyPatch], None]


def half_a_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect as it might be written: the part moves, its compartment and its right do not."""

    def wrong(draft: Draft, _order: object) -> None:
        part = next(iter(draft.state.parts.values()))
        draft.change(draft.state.parts[part.id], state=PartState.CANCELLED)

    monkeypatch.setattr(announcing, "settle", wrong)


def no_such_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another: a step that the table does not have."""

    def wrong(draft: Draft, _order: object) -> None:
        move_part(draft, next(iter(draft.state.parts.values())), PartStep.RESERVE)

    monkeypatch.setattr(announcing, "settle", wrong)


@pytest.mark.parametrize("broken", [half_a_cancellation, no_such_step])
def test_a_request_that_would_leave_contradictions_does_nothing_and_says_so(
    broken: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    grant = world.loaded()
    broken(monkeypatch)
    before = world.state
    for _ in range(10):
        for _ in range(10):
            assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.INTERNAL
        assert world.state == before or not world.facts
        assert world.last is not None
        assert not world.last.rows
        world.crash()
        world.report()
        before = world.state
    defects = world.told(FactType.SITE_DEFECT)
    assert len(defects) == 100
    assert {(fact.data["event"], fact.compartment) for fact in defects} == {("Cancel", None)}
    assert all(O1 not in str(fact.data["what"]) for fact in defects), "the log cannot be erased"
    world.wait(6 * SECOND)
    world.opened(grant)


def test_a_reading_that_would_leave_contradictions_quarantines_its_door_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    mine = world.loaded()
    other = world.loaded(O2, at=A02)

    def forgets_the_right(draft: Draft, attempt: Attempt) -> None:
        row = draft.state.compartments[attempt.compartment]
        draft.change(row, condition=Condition.HANDING_OVER)

    world.collect(mine)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "seen_open", forgets_the_right)
        world.fire()
        world.pull()
        assert world.condition() is Condition.QUARANTINED
        assert world.part().right in {RightState.SUSPENDED, RightState.SPENT}
        assert world.told(FactType.SITE_DEFECT)
    for _ in range(10):
        world.crash()
        world.report()
    assert world.condition() is Condition.QUARANTINED
    world.shut()
    world.wait(MINUTE)
    world.collect(other)
    world.fire()
    world.pull(A02)
    assert world.part(O2).right is RightState.SPENT


def test_rows_that_contradict_each_other_in_the_file_are_quarantined_at_the_start() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    world.loaded()
    grant = world.loaded(O2, at=A02)
    torn = replace(world.part(), state=PartState.CLOSED)
    world.state = world.state._replace(parts=world.state.parts.insert(torn.id, torn))
    for _ in range(10):
        world.crash()
        world.report()
    assert world.condition() is Condition.QUARANTINED
    world.wait(6 * SECOND)
    world.collect(grant)


def test_a_defect_that_quarantine_does_not_help_stops_the_wall_and_not_the_daemon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World.of(place())
    world.sound = False
    world.loaded()

    def always_wrong(draft: Draft, _event: Any) -> None:
        part = world.part()
        draft.change(draft.state.parts[part.id], state=PartState.RESERVED)

    with monkeypatch.context() as broken:
        broken.setattr(recovery, "refit", always_wrong)
        for _ in range(10):
            world.crash()
    assert world.state.site.halted == "defect"
    world.crash()
    world.report()
    world.resume()
    assert world.refuse(asking(order(O1))) is Refusal.ORDER_EXISTS
