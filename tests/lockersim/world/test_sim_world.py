"""The physics of the simulated wall: springs, hooks, bolts, hands."""

import pytest
from sim_bench import Bench

from lockersim.world.compartment import Compartment, Item
from lockersim.world.hands import Action, HandError
from lockersim.world.model import Cause, ChannelRef, Door, Feedback, Happening, ItemSensor, Latch, Lock
from lockersim.world.pulses import overlaps

UNLOCK = {"cu48": "02 00 00 51 03 56", "bcc": "8A 01 01 11 9B"}


@pytest.fixture(params=["cu48", "bcc"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param, address=0 if request.param == "cu48" else 1)


def unlock(bench: Bench) -> None:
    bench.hear(UNLOCK[bench.board.family])


def first(bench: Bench) -> Compartment:
    return bench.world.compartments["C01"]


def test_a_pulse_releases_the_latch_and_the_spring_opens_the_door(bench: Bench) -> None:
    unlock(bench)
    bench.clock.advance(2000)
    told = [(e.kind, e.cause) for e in bench.world.events]
    assert told == [
        (Happening.COIL_ON, Cause.BOARD),
        (Happening.LATCH_RELEASED, Cause.COIL),
        (Happening.DOOR_OPENED, Cause.SPRING),
        (Happening.COIL_OFF, Cause.BOARD),
    ]
    assert [e.number for e in bench.world.events] == [1, 2, 3, 4]
    opened = bench.world.events[2].at_ms - bench.world.events[0].at_ms
    assert 80 <= opened <= 220


def test_pushing_shut_latches(bench: Bench) -> None:
    unlock(bench)
    bench.clock.advance(2000)
    bench.hands.push_shut("C01")
    assert (first(bench).door, first(bench).latch) == (Door.CLOSED, Latch.LATCHED)
    assert bench.hands.pull("C01") is False


def test_pushed_shut_while_the_coil_pulls_it_comes_back(bench: Bench) -> None:
    unlock(bench)
    bench.clock.advance(230)
    bench.hands.push_shut("C01")
    assert (first(bench).door, first(bench).latch) == (Door.CLOSED, Latch.UNLATCHED)
    if bench.board.family == "cu48":  # the longer pulse: the spring has time
        bench.clock.advance(2000)
        assert first(bench).door is Door.OPEN


def test_jammed_a_hook_stays_released_and_the_door_can_be_pulled() -> None:
    bench = Bench("cu48", address=0)
    bench.hands.jam("C01")
    unlock(bench)
    bench.clock.advance(5000)
    assert (first(bench).door, first(bench).latch) == (Door.CLOSED, Latch.UNLATCHED)
    assert bench.hands.pull("C01") is True


def test_jammed_a_hook_latches_again_when_pushed() -> None:
    bench = Bench("cu48", address=0)
    bench.hands.jam("C01")
    unlock(bench)
    bench.clock.advance(5000)
    bench.hands.push_shut("C01")
    assert first(bench).latch is Latch.LATCHED


def test_jammed_a_bolt_springs_back_after_the_pulse_but_pulling_during_it_opens() -> None:
    bench = Bench("bcc", address=1)
    bench.hands.jam("C01")
    unlock(bench)
    bench.clock.advance(5000)
    assert (first(bench).door, first(bench).latch) == (Door.CLOSED, Latch.LATCHED)
    assert bench.hands.pull("C01") is False
    unlock(bench)
    bench.clock.advance(100)
    assert bench.hands.pull("C01") is True


def test_a_bolt_does_not_spring_back_into_the_next_pulse() -> None:
    bench = Bench("bcc", address=1)
    bench.hands.jam("C01")
    channel = ChannelRef("bus", 1, 1)
    bench.world.energise(channel, "psu1")
    bench.clock.advance(100)
    bench.world.de_energise(channel)
    bench.clock.advance(5)
    bench.world.energise(channel, "psu1")
    bench.clock.advance(100)
    assert first(bench).latch is Latch.UNLATCHED


def test_unjammed_a_released_door_swings_open() -> None:
    bench = Bench("cu48", address=0)
    bench.hands.jam("C01")
    unlock(bench)
    bench.clock.advance(5000)
    bench.hands.unjam("C01")
    bench.clock.advance(300)
    assert first(bench).door is Door.OPEN


def test_without_a_spring_the_released_door_waits_for_a_hand() -> None:
    bench = Bench("cu48", address=0)
    first(bench).spring = False
    unlock(bench)
    bench.clock.advance(5000)
    assert first(bench).door is Door.CLOSED
    assert bench.hands.pull("C01") is True


def test_a_wedged_door_shuts_without_latching(bench: Bench) -> None:
    first(bench).wedged = True
    bench.hands.force("C01")
    bench.hands.push_shut("C01")
    bench.clock.advance(1000)
    assert (first(bench).door, first(bench).latch) == (Door.CLOSED, Latch.UNLATCHED)


def test_a_dead_coil_moves_nothing(bench: Bench) -> None:
    first(bench).dead_coil = True
    unlock(bench)
    bench.clock.advance(1000)
    assert first(bench).latch is Latch.LATCHED
    assert len(bench.world.pulses) == 1


def test_forced_the_door_opens_without_any_pulse(bench: Bench) -> None:
    bench.hands.force("C01")
    assert [(e.kind, e.cause) for e in bench.world.events] == [
        (Happening.LATCH_RELEASED, Cause.FORCE),
        (Happening.DOOR_OPENED, Cause.FORCE),
    ]
    assert bench.world.pulses == []


def test_items_go_in_and_out_of_open_compartments_only(bench: Bench) -> None:
    with pytest.raises(HandError, match="shut"):
        bench.hands.put_in("C01", "passport")
    bench.hands.force("C01")
    bench.hands.force("C02")
    bench.hands.put_in("C01", "passport")
    assert bench.world.where("passport") == "C01"
    with pytest.raises(HandError, match="lies in C01 already"):
        bench.hands.put_in("C02", "passport")
    bench.hands.push_shut("C01")
    with pytest.raises(HandError, match="shut"):
        bench.hands.take_out("C01")
    bench.hands.force("C01")
    assert bench.hands.take_out("C01") == "passport"
    with pytest.raises(HandError):
        bench.hands.take_out("C01")


def test_item_sensor_misses_a_thin_letter() -> None:
    c = Compartment("A01", 1, 1, "A4", 100, Lock.HOOK, Feedback.HOOK, ItemSensor.FITTED)
    assert c.item_seen() is False
    c.items.append(Item("letter", thin=True))
    assert c.item_seen() is False
    c.items.append(Item("passport"))
    assert c.item_seen() is True
    c.item_sensor = ItemSensor.NONE
    assert c.item_seen() is None


def test_a_hook_switch_tells_the_latch_a_contact_tells_the_leaf() -> None:
    c = Compartment("A01", 1, 1, "A4", 100, Lock.HOOK, Feedback.HOOK, latch=Latch.UNLATCHED)
    assert c.feedback_closed() is False
    c.feedback = Feedback.CONTACT
    assert c.feedback_closed() is True
    c.stuck = Door.OPEN
    assert c.feedback_closed() is False
    c.feedback = Feedback.NONE
    assert c.feedback_closed() is None


def test_swapped_coils_open_the_other_door_and_leave_the_switches(bench: Bench) -> None:
    bench.world.swap_coils("C01", "C02")
    unlock(bench)
    bench.clock.advance(2000)
    assert bench.world.pulses[0].compartment == "C02"
    assert [c.id for c in bench.world.compartments.values() if c.door is Door.OPEN] == ["C02"]
    assert bench.world.shorted(ChannelRef("bus", bench.board.address, 1)) is True
    assert bench.world.shorted(ChannelRef("bus", bench.board.address, 2)) is False


def test_every_action_has_a_name(bench: Bench) -> None:
    bench.hands.act(Action.FORCE, "C01")
    bench.hands.act(Action.PUT_IN, "C01", item="passport")
    bench.hands.act(Action.TAKE_OUT, "C01", item="passport")
    for action in (Action.PUSH_SHUT, Action.PULL, Action.JAM, Action.UNJAM, Action.STICK_OPEN, Action.STICK_CLOSED):
        bench.hands.act(action, "C01")
    assert first(bench).stuck is Door.CLOSED
    bench.hands.act(Action.UNSTICK, "C01")
    assert first(bench).stuck is None
    with pytest.raises(HandError, match="needs an item"):
        bench.hands.act(Action.PUT_IN, "C01")
    with pytest.raises(HandError, match="no compartment"):
        bench.hands.act(Action.PULL, "Z99")


def test_subscribers_hear_every_event_until_they_leave(bench: Bench) -> None:
    heard: list[int] = []
    leave = bench.world.subscribe(lambda event: heard.append(event.number))
    bench.hands.force("C01")
    leave()
    bench.hands.push_shut("C01")
    assert heard == [1, 2]


def test_overlapping_pulses_of_one_power_group_are_found() -> None:
    bench = Bench("cu48", address=0)
    a, b, c = (ChannelRef("bus", 0, n) for n in (1, 2, 3))
    bench.world.energise(a, "psu1")
    bench.clock.advance(100)
    bench.world.energise(b, "psu2")
    bench.world.de_energise(a)
    bench.world.energise(c, "psu1")
    assert overlaps(bench.world.pulses) == []
    bench.world.energise(a, "psu1")
    assert [(x.channel, y.channel) for x, y in overlaps(bench.world.pulses)] == [(c, a)]


def test_the_same_seed_gives_the_same_world() -> None:
    runs = []
    for _ in range(2):
        bench = Bench("cu48", address=0)
        unlock(bench)
        bench.clock.advance(1000)
        runs.append(bench.world.events)
    assert runs[0] == runs[1]
