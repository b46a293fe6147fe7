"""Locks, doors and sensors that wear, are cheated or wired wrongly, as people and boards meet them."""

from pathlib import Path

import pytest

from lockersim.faults.desk import FaultDesk
from lockersim.faults.targets import FaultError
from lockersim.wall.families import every_family_wall
from lockersim.wall.spec import BoardSpec, WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.compartment import Item
from lockersim.world.model import Door, Feedback, Happening, Latch

C01, C02 = "C01", "C02"
BIT_OF_C01 = 1


class Bench:
    """A CU48B with three hooks and item sensors, or contacts on the leaves in their place, moved by hand."""

    def __init__(self, *, leaf_contacts: bool = False) -> None:
        (bus,) = every_family_wall(("cu48b",)).buses
        boards = [board.model_copy(update={"leaf_contacts": leaf_contacts}) for board in bus.boards]
        self.clock = ManualClock()
        self.wall = Wall(
            WallSpec(buses=(bus.model_copy(update={"boards": boards}),)), self.clock, folder=Path("/nowhere")
        )
        self.desk = FaultDesk(self.wall)
        (self.board,) = self.wall.boards.values()
        self.sent: list[bytes] = []
        self.board.send = lambda frame, _at_ms: self.sent.append(frame)

    def hear(self, text: str, *, wait_ms: float = 100) -> None:
        for byte in bytes.fromhex(text):
            self.clock.advance(0.5)
            self.board.hear(bytes([byte]), self.clock.now_ms())
        self.clock.advance(wait_ms)

    def inputs(self) -> tuple[bool, bool]:
        """The first channel's two bits as the board reports them: hook latched, and what hangs beside it."""
        self.sent.clear()
        self.hear("02 01 00 60 03 66")
        hooks, seconds = self.sent[-1][4], self.sent[-1][10]
        return bool(hooks & BIT_OF_C01), bool(seconds & BIT_OF_C01)

    def fire(self, *, wait_ms: float = 1_000) -> None:
        self.hear("02 01 00 61 03 67", wait_ms=wait_ms)

    def is_open(self) -> set[str]:
        return {c.id for c in self.wall.world.compartments.values() if c.door is Door.OPEN}


def test_beside_a_hook_a_contact_tells_of_the_leaf() -> None:
    bench = Bench(leaf_contacts=True)
    assert bench.inputs() == (True, True)
    bench.desk.apply("jam", C01)
    bench.fire()
    assert bench.inputs() == (False, True), "the hook let go, the leaf is held"
    bench.desk.clear("jam", C01)
    bench.clock.advance(300)
    assert bench.inputs() == (False, False)


def test_a_leaf_that_does_not_catch_is_shut_and_not_latched() -> None:
    bench = Bench(leaf_contacts=True)
    bench.desk.apply("wedged", C01)
    bench.fire()
    bench.wall.hands.pull(C01)
    bench.wall.hands.push_shut(C01)
    bench.clock.advance(5_000)
    assert bench.inputs() == (False, True)
    bench.desk.clear("wedged", C01)
    bench.wall.hands.push_shut(C01)
    assert bench.inputs() == (True, True)


def test_a_magnet_cheats_the_contact_and_not_the_hook() -> None:
    bench = Bench(leaf_contacts=True)
    bench.desk.apply("magnet", C01)
    bench.fire()
    assert bench.is_open() == {C01}
    assert bench.inputs() == (False, True)
    bench.desk.clear("magnet", C01)
    assert bench.inputs() == (False, False)
    with pytest.raises(FaultError, match="C01 has no contact that minds a magnet"):
        Bench().desk.apply("magnet", C01)


@pytest.mark.parametrize("leaf_contacts", [True, False])
def test_a_flapping_contact_goes_to_and_fro_while_the_door_stays_shut(leaf_contacts: bool) -> None:
    bench = Bench(leaf_contacts=leaf_contacts)
    bench.desk.apply("flapping_contact", C01, amount=1_000)
    seen = []
    for _ in range(6):
        seen.append(bench.inputs()[1 if leaf_contacts else 0])
        bench.clock.advance(900)
    assert seen == [False, True] * 3
    assert bench.inputs()[0 if leaf_contacts else 1] is leaf_contacts, "the other one is at rest"
    bench.desk.clear("flapping_contact", C01)
    bench.clock.advance(10_000)
    assert bench.inputs()[1 if leaf_contacts else 0]
    assert not bench.is_open()


def test_a_door_that_misses_its_catch_springs_open_again_and_holds_the_next_time() -> None:
    bench = Bench()
    bench.fire()
    bench.desk.apply("springs_open", C01)
    bench.wall.hands.push_shut(C01)
    assert (bench.is_open(), bench.inputs()[0]) == (set(), False)
    bench.clock.advance(1_000)
    assert bench.is_open() == {C01}
    bench.wall.hands.push_shut(C01)
    bench.clock.advance(1_000)
    assert (bench.is_open(), bench.inputs()[0]) == (set(), True)


def test_item_sensors_that_are_dirty_or_blind() -> None:
    bench = Bench()
    bench.desk.apply("dirty_item_sensor", C01)
    assert bench.inputs()[1]
    bench.desk.clear("dirty_item_sensor", C01)
    bench.wall.world.compartments[C01].items.append(Item("letter"))
    assert bench.inputs()[1]
    bench.desk.apply("blind_item_sensor", C01)
    assert not bench.inputs()[1]


def test_two_locks_on_one_channel_open_two_doors_with_one_pulse() -> None:
    bench = Bench()
    bench.desk.apply("two_doors", f"{C01},{C02}")
    bench.fire()
    assert bench.is_open() == {C01, C02}
    assert [pulse.compartment for pulse in bench.wall.world.pulses] == [C01]
    bench.desk.clear("two_doors", f"{C01},{C02}")
    for name in (C01, C02):
        bench.wall.hands.push_shut(name)
    bench.fire()
    assert bench.is_open() == {C01}
    assert bench.wall.world.compartments[C02].latch is Latch.LATCHED
    assert [event.kind for event in bench.wall.world.events].count(Happening.OPEN_ALL) == 0


def test_contacts_beside_hooks_need_a_board_with_inputs_for_them() -> None:
    BoardSpec(family="cu16", address=0, feedback=Feedback.HOOK, lock="hook", leaf_contacts=True)
    for family, feedback in (("cu48", Feedback.HOOK), ("cu16", Feedback.CONTACT)):
        with pytest.raises(ValueError, match="contacts beside hooks need inputs for item sensors"):
            BoardSpec(family=family, address=0, feedback=feedback, lock="hook", leaf_contacts=True)


def test_lockerd_is_told_what_is_fitted() -> None:
    assert 'feedback = "hook"' in Bench().wall.config_toml()
    assert 'item_sensor = "fitted"' in Bench().wall.config_toml()
    both = Bench(leaf_contacts=True).wall.config_toml()
    assert 'feedback = "both"' in both
    assert "item_sensor" not in both
