"""Rule 1, once more before the attempt is written: a right opens its own part and no other."""

from dataclasses import replace

import pytest
from world import A01, A02, O1, O2, World, place

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.attempts import BadgeRole, Right, RightKind
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import GrantId, PartId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.openings.attempting import commit_attempt

CODE = RightKind.GRANT


def commit(world: World, right: Right, part: PartId | None, *, reopening: bool = False) -> int:
    """How many locks would be fired."""
    draft = Draft(world.state, world.now, world.policy)
    commit_attempt(draft, A01, right, part=part, visit=None, number=1, reopening=reopening)
    return len(world.state.attempts) - len(draft.state.attempts)


def standing(part_state: PartState, part_right: RightState) -> tuple[World, GrantId, GrantId]:
    """Two loaded doors; the part of the first is as given."""
    world = World.of(place(), place(A02))
    mine, other = world.loaded(), world.loaded(O2, at=A02)
    part = replace(world.part(), state=part_state, right=part_right)
    world.state = world.state._replace(parts=world.state.parts.insert(part.id, part))
    return world, mine, other


@pytest.mark.parametrize("right", [each for each in RightState if each is not RightState.ATTEMPTING])
def test_a_code_opens_what_is_being_tried_with_it_and_nothing_else(right: RightState) -> None:
    world, mine, other = standing(PartState.COLLECTING, RightState.ATTEMPTING)
    part = world.part().id
    assert commit(world, Right(CODE, mine), part) == -1
    for wrong in (Right(CODE, other), Right(CODE, "nobody"), Right(CODE, "")):
        with pytest.raises(InconsistentError):
            commit(world, wrong, part)
    with pytest.raises(InconsistentError):
        commit(world, Right(CODE, mine), None)
    world, mine, _ = standing(PartState.COLLECTING, right)
    with pytest.raises(InconsistentError):
        commit(world, Right(CODE, mine), part)


@pytest.mark.parametrize("state", [GrantState.EXPIRED, GrantState.REVOKED])
def test_a_code_that_ended_opens_nothing_but_again_what_it_has_just_opened(state: GrantState) -> None:
    world, mine, _ = standing(PartState.COLLECTING, RightState.ATTEMPTING)
    ended = replace(world.grant(mine), state=state)
    world.state = world.state._replace(grants=world.state.grants.insert(mine, ended))
    with pytest.raises(InconsistentError):
        commit(world, Right(CODE, mine), world.part().id)
    world, mine, _ = standing(PartState.COLLECTING, RightState.SPENT)
    assert commit(world, Right(CODE, mine), world.part().id, reopening=True) == -1


@pytest.mark.parametrize(
    ("kind", "under_way"), [(RightKind.LOADING, PartState.LOADING), (RightKind.RETRIEVAL, PartState.RETRIEVAL)]
)
def test_a_badge_opens_what_its_own_office_is_about(kind: RightKind, under_way: PartState) -> None:
    world, _, _ = standing(under_way, RightState.NONE)
    part = world.part().id
    mine = Right(kind, "badge-7", authority="stadt", role=BadgeRole.LOADING)
    assert commit(world, mine, part) == -1
    for wrong in (replace(mine, authority="kreis"), replace(mine, role=BadgeRole.RETRIEVAL), replace(mine, role=None)):
        with pytest.raises(InconsistentError):
            commit(world, wrong, part)
    world, _, _ = standing(PartState.READY, RightState.ACTIVE)
    with pytest.raises(InconsistentError):
        commit(world, mine, part)


@pytest.mark.parametrize("named", [True, False])
def test_a_badge_takes_out_where_a_retrieval_has_begun(named: bool) -> None:
    world, _, _ = standing(PartState.RETRIEVAL, RightState.ENDED)
    part = world.part().id if named else None
    begun = replace(world.state.compartments[A01], condition=Condition.RETRIEVAL, part=part)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, begun))
    mine = Right(RightKind.RETRIEVAL, "badge-7", authority="stadt", role=BadgeRole.RETRIEVAL)
    assert commit(world, mine, part) == -1
    with pytest.raises(InconsistentError):
        commit(world, replace(mine, role=BadgeRole.LOADING), part)
    if named:
        with pytest.raises(InconsistentError):
            commit(world, replace(mine, authority="kreis"), part)


@pytest.mark.parametrize(("who", "reason"), [("", "looks"), ("meier", ""), ("meier", None)])
def test_a_technician_has_a_name_and_a_reason(who: str, reason: str | None) -> None:
    world, _, _ = standing(PartState.READY, RightState.ACTIVE)
    with pytest.raises(InconsistentError):
        commit(world, Right(RightKind.TECHNICIAN, who, reason), world.part(O1).id)
    assert commit(world, Right(RightKind.TECHNICIAN, "meier", "looks"), None) == -1
