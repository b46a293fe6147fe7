"""A terminal that lies, without a code or a badge: any sequence of valid calls, and what it can make the wall do."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st
from walking import KEYS, OPEN, asks, wall
from world import SECOND, World

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.events import Accepted, FetchReceipt, Refused, Say, StartCollection
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.walk_ins import APART_MS
from lockerd.domain.model.words import Word

DOORS: Final = 8
POLICY: Final = replace(OPEN, walk_ins={**OPEN.walk_ins, "keys": replace(KEYS, doors=3, per_hour=4, per_day=6)})
BUDGET: Final = sum(each.doors for each in POLICY.walk_ins.values())
ASK_EVERY_MS: Final = 3 * SECOND
"""As often as a terminal that was told `busy` asks again."""

_call = st.one_of(
    st.tuples(
        st.just("walk_in"),
        st.sampled_from(["keys", "plates", "passports", ""]),
        st.sampled_from([Needs(), Needs(slow_hands=True), Needs(size="plate")]),
        st.sampled_from([None, 1, 2]),
        st.booleans(),
    ),
    st.tuples(st.just("say"), st.sampled_from(list(Word)), st.integers(0, 9)),
    st.tuples(st.just("code"), st.sampled_from(list(CodeForm)), st.sampled_from([None, "walk-1", "walk-2", "nobody"])),
    st.tuples(st.just("receipt")),
    st.tuples(st.just("wait"), st.sampled_from([1, 2, 4, 10, 31, 90, 600, 1_900])),
    st.tuples(st.just("door"), st.booleans()),
)
UNHURRIED: Final = st.lists(_call, min_size=5, max_size=40)
ONE_AFTER_ANOTHER: Final = st.lists(
    st.tuples(
        st.sampled_from(["keys", "plates"]),
        st.sampled_from([Word.ALL_IN, Word.NOTHING_IN, None]),
        st.sampled_from([90, 600, 1_900]),
    ),
    min_size=4,
    max_size=14,
)


class Hostile:
    """What stands in place of a terminal. Now and then somebody in league with it shuts or pulls a door."""

    def __init__(self) -> None:
        self.world: Final[World] = wall(doors=DOORS, policy=POLICY)
        self.full = self.world.loaded()
        self.opened: set[str] = set()

    def call(self, call: tuple) -> None:
        """One valid request, or some time."""
        world = self.world
        match call:
            case ("walk_in", document_class, needs, count, low):
                world.event(asks(world, document_class, needs, count, low=low))
            case ("say", word, number):
                visits = sorted(world.state.visits)
                world.event(Say(visits[number % len(visits)] if visits else world.fresh_visit(), word))
            case ("code", form, grant):
                world.event(StartCollection(world.fresh_visit(), form, None if grant is None else GrantId(grant)))
            case ("receipt",):
                world.event(FetchReceipt(world.fresh_visit(), None))
            case ("wait", seconds):
                world.wait(seconds * SECOND, ticks=min(seconds, 60))
            case ("door", shut):
                for name, box in world.boxes.items():
                    if shut and looks(world.state, name) is Leaf.OPEN:
                        box.item = box.item or name != self.holds
                        world.shut(name)
        self.fire()

    @property
    def holds(self) -> str:
        """The door behind which somebody's document lies."""
        return next(name for name, box in self.world.boxes.items() if box.item and name not in self.opened)

    def fire(self) -> None:
        """The bus does what was committed: every lock fires, every door springs open."""
        world = self.world
        while world.unlocks:
            at = world.unlocks[-1].compartment
            assert not world.boxes[at].item or at in self.opened, "what lies there is somebody's"
            self.opened.add(at)
            world.fire()
            world.pull(at)


def only_free_doors_open_and_no_more_than_the_budget(calls: list[tuple]) -> None:
    """Whatever is called: what opens was free, and the walk-ins' share of it."""
    hostile = Hostile()
    free = {name for name, row in hostile.world.state.compartments.items() if row.condition is Condition.FREE}
    for call in calls:
        hostile.call(call)
        assert hostile.opened <= free
        assert len(hostile.opened) <= min(BUDGET, DOORS // 2)
        assert len(hostile.world.state.site.walk_ins) <= sum(each.per_day for each in POLICY.walk_ins.values())
    reachable = [row for row in hostile.world.state.compartments.values() if row.condition is Condition.FREE]
    assert reachable, "never the last door within reach"


def many_that_are_finished_take_no_more_than_their_share(rounds: list[tuple]) -> None:
    """Things that are really put in, one after the other."""
    hostile = Hostile()
    for document_class, word, seconds in rounds:
        visit = asks(hostile.world, document_class, count=1)
        hostile.world.event(visit)
        hostile.fire()
        hostile.call(("door", True))
        if word is not None:
            hostile.world.event(Say(visit.visit, word))
        hostile.call(("wait", seconds))
    of = [hostile.world.state.orders[row.part.order] for row in hostile.world.state.compartments.values() if row.part]
    held = [each.document_class for each in of if each.walk_in]
    assert len(held) <= DOORS // 2
    assert all(held.count(name) <= each.doors for name, each in POLICY.walk_ins.items())
    begun = [each.powered_ms for each in hostile.world.state.site.walk_ins]
    assert all(later - before >= APART_MS for before, later in pairwise(begun))


def whoever_has_a_code_waits_no_more_than_a_minute(calls: list[tuple], hurry: int) -> None:
    """Whatever was called, and goes on being called ``hurry`` times a moment."""
    hostile = Hostile()
    for call in calls:
        hostile.call(call)
    waited_ms, more = 0, iter([*calls, *calls])
    while (answer := hostile.world.event(hostile.world.show(hostile.full))) != Accepted(
        answer.visit if isinstance(answer, Accepted) else None
    ):
        assert isinstance(answer, Refused)
        assert answer.reason in {Refusal.BUSY, Refusal.WAIT}, answer
        assert waited_ms <= 60 * SECOND, "for longer than a minute"
        for _ in range(hurry):  # meanwhile it goes on
            if (call := next(more, None)) is not None and call[0] != "wait":
                hostile.call(call)
        hostile.world.wait(ASK_EVERY_MS, ticks=3)
        hostile.fire()
        waited_ms += ASK_EVERY_MS
