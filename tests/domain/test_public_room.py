"""What is told of the room does not tell that somebody has just come: words stand for many doors and many visits."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockerd.domain.model.blocks import Block
from lockerd.domain.model.compartments import Compartment, Condition, Place
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import Policy, State
from lockerd.domain.shown.room import (
    DOORS_MIN,
    LOOKS_AN_HOUR,
    LOOKS_MAX,
    STIRRED_MIN,
    YES_FROM,
    YES_UNTIL,
    Board,
    Room,
    look,
    room_for,
    told_room,
)

POLICY = Policy(sizes=("A5", "A4"))
DOORS = [CompartmentId(f"A{number:02}") for number in range(12)]


def wall(free: Iterable[CompartmentId], *, size: str = "A4", height_cm: int = 90) -> State:
    state, wanted = State.empty(), set(free)
    compartments = state.compartments
    for number, door in enumerate(DOORS, start=1):
        place = Place(door, 1, number, size, height_cm, DoorSensor.CONTACT)
        condition = Condition.FREE if door in wanted else Condition.OCCUPIED
        compartments = compartments.insert(door, Compartment(place, condition))
    return state._replace(compartments=compartments)


def told(looks: Iterable[Iterable[CompartmentId]]) -> list[Room]:
    board, words = Board(), []
    for free in looks:
        board = look(board, wall(free), POLICY)
        words.append(board.told["A4"].room)
    return words


def test_words_begin_and_end_at_different_counts() -> None:
    up = [told_room(free, Room.NONE) for free in range(10)]
    assert up == [Room.NONE] * 2 + [Room.FEW] * (YES_FROM - 2) + [Room.YES] * 2
    down = [told_room(free, Room.YES) for free in range(10)]
    assert down == [Room.NONE] + [Room.FEW] * (YES_UNTIL - 1) + [Room.YES] * 5


@given(st.integers(0, 12), st.integers(0, 12))
def test_no_word_turns_and_turns_back_by_one_door(first: int, second: int) -> None:
    """One door taken and given back, or the other way round, is at most one turn."""
    start = told_room(first, told_room(second, Room.NONE))
    for step in (-1, 1):
        turned = told_room(max(0, first + step), start)
        back = told_room(first, turned)
        assert len({start, turned, back}) <= 2
        assert turned is start or back is turned or Room.NONE in {start, turned}


@given(free=st.integers(0, 12), at=st.lists(st.integers(1, LOOKS_MAX - 1), max_size=STIRRED_MIN - 1, unique=True))
def test_fewer_visits_than_three_turn_nothing_for_hours(free: int, at: list[int]) -> None:
    """Whatever one or two people do at however many doors, in six hours no word tells it."""
    now, looks = DOORS[:free], []
    for number in range(LOOKS_MAX):
        if number in at:
            now = [] if now else DOORS
        looks.append(now)
    assert len(set(told(looks))) == 1


@given(st.lists(st.sets(st.sampled_from(DOORS)), min_size=1, max_size=60))
def test_words_turn_at_the_hour_only_and_not_before_the_doors_were_stirred(looks: list[set[CompartmentId]]) -> None:
    words = told(looks)
    last = 0
    for number in range(1, len(looks)):
        if words[number] is words[number - 1]:
            continue
        assert number % LOOKS_AN_HOUR == 0
        stirred = [each for each in range(last + 1, number + 1) if looks[each] != looks[each - 1]]
        assert len(stirred) >= STIRRED_MIN or number - stirred[0] + 1 >= LOOKS_MAX
        last = number


def test_what_stays_is_told_in_the_end() -> None:
    """One collection at an empty wall: the word follows, at least six hours later, at an hour."""
    words = told([[], *([DOORS[:6]] * 40)])
    assert words.index(Room.FEW) == LOOKS_AN_HOUR * -(-LOOKS_MAX // LOOKS_AN_HOUR)


def test_three_visits_are_told_at_the_next_hour() -> None:
    words = told([DOORS[:count] for count in (0, 1, 2, 3, 3, 3)])
    assert words == [Room.NONE] * 4 + [Room.FEW] * 2


def test_a_size_of_few_doors_is_not_told() -> None:
    state = wall(DOORS)
    few = [door for door in DOORS if door not in DOORS[: DOORS_MIN - 1]]
    for door in few:
        row = state.compartments[door]
        small = Compartment(Place(door, 1, 1, "A5", 90, DoorSensor.CONTACT), row.condition)
        state = state._replace(compartments=state.compartments.insert(door, small))
    assert set(look(Board(), state, POLICY).told) == {"A5"}


def test_what_is_kept_out_or_in_reserve_is_no_room() -> None:
    state = wall(DOORS)
    assert room_for(state, POLICY, Needs(size="A4")) is Room.YES
    kept = Policy(sizes=POLICY.sizes, reach_reserved=12)
    assert room_for(state, kept, Needs(size="A4")) is Room.NONE
    assert room_for(state, kept, Needs(size="A4", highest_cm=110)) is Room.YES
    for door in DOORS:
        blocked = Compartment(state.compartments[door].place, Condition.FREE, blocks=(Block("stadt", "cleaning"),))
        state = state._replace(compartments=state.compartments.insert(door, blocked))
    assert room_for(state, POLICY, Needs(size="A4")) is Room.NONE


@pytest.mark.parametrize(("free", "word"), [(0, Room.NONE), (1, Room.FEW), (4, Room.FEW), (5, Room.YES)])
def test_asked_for_one_thing_one_door_is_room(free: int, word: Room) -> None:
    assert room_for(wall(DOORS[:free]), POLICY, Needs(size="A5", highest_cm=110)) is word
    assert room_for(wall(DOORS[:free], height_cm=150), POLICY, Needs(size="A5", highest_cm=110)) is Room.NONE
