"""What of a day's work is counted: once each, by document class, way and phase, and with no order in it."""

from collections import Counter

import pytest
import world as driver
from hands import brought, settle
from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.controller.counting import usage
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Event
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.model.state import DAY_MS, Now, Policy, State
from lockerd.domain.model.words import Word
from lockerd.domain.shown.usage import ITEMS, OF_SERVICES, Counted, Figure


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[Counted]:
    """Whatever is decided in any world is counted."""
    found: Counter[Counted] = Counter()

    def counting(state: State, event: Event, now: Now, policy: Policy) -> Decision:
        decision = decide(state, event, now, policy)
        found.update(usage(state, decision))
        return decision

    monkeypatch.setattr(driver, "decide", counting)
    return found


def test_a_collection_from_its_announcement_to_its_end(counted: Counter[Counted]) -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    settle(world)
    world.wait(3 * MINUTE, ticks=30)
    assert counted == {
        (Figure.OFFERED, "passport"): 1,
        (Figure.LOADED, "passport"): 1,
        (Figure.TOLD, "passport"): 1,
        (Figure.COLLECTED, "passport"): 1,
        (Figure.SHOWN, "badge"): 1,
        (Figure.SHOWN, "qr"): 1,
    }


def test_a_hand_in_and_a_new_code(counted: Counter[Counted]) -> None:
    world = World.of(place())
    world.awaited()
    grant = world.reissue()
    visit = brought(world, grant)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.wait(3 * MINUTE, ticks=30)
    assert counted == {
        (Figure.OFFERED, "plates"): 1,
        (Figure.TOLD, "plates"): 1,
        (Figure.HANDED_IN, "plates"): 1,
        (Figure.SHOWN, "qr"): 1,
    }


def test_what_is_not_fetched_is_expired_and_a_badge_is_shown_for_it(counted: Counter[Counted]) -> None:
    world = World.of(place())
    world.loaded()
    world.wait(31 * DAY_MS, ticks=40)
    assert counted[Counted(Figure.EXPIRED, "passport")] == 1
    world.accept(StartRetrieval(world.fresh_visit(), driver.STAFF, A01))
    assert counted[Counted(Figure.SHOWN, "badge")] == 2
    assert not [each for each in counted if each.figure is Figure.BROKEN_OFF]


def test_whoever_leaves_is_counted_where_they_left(counted: Counter[Counted]) -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(40 * SECOND, ticks=40)
        if not world.unlocks:
            break
    broken = {each.item for each in counted if each.figure is Figure.BROKEN_OFF}
    assert broken <= {"opening", "retrying"}
    assert len(broken) == 1
    before = counted.copy()
    world = World.of(place(A01))
    visit = brought(world)
    world.say(visit, Word.NOTHING_IN)
    world.wait(3 * MINUTE, ticks=30)
    assert counted - before == {
        (Figure.OFFERED, "plates"): 1,
        (Figure.TOLD, "plates"): 1,
        (Figure.SHOWN, "qr"): 1,
        (Figure.BROKEN_OFF, "door_shut"): 1,
    }


def test_what_is_refused_counts_nothing_and_a_typed_code_is_one(counted: Counter[Counted]) -> None:
    world = World.of(place(A01), place(A02))
    world.loaded(O1)
    grant = world.loaded(O2, at=A02)
    before = counted.copy()
    assert world.refuse(world.show(None)) is Refusal.CODE_NOT_VALID
    assert counted == before
    world.accept(world.show(grant, CodeForm.TYPED))
    assert counted - before == {(Figure.SHOWN, "typed"): 1}


def test_nothing_that_is_counted_names_an_order_a_door_or_a_badge(counted: Counter[Counted]) -> None:
    world = World.of(place())
    world.announce(order())
    world.cancel()
    visit = world.opened(world.loaded(O2))
    world.shut()
    world.say(visit, Word.DONE)
    world.wait(31 * DAY_MS, ticks=40)
    for figure, item in counted:
        assert item == "passport" if figure in OF_SERVICES else item in ITEMS[figure]
