"""Power is granted to one coil at a time, in order, and to none too often."""

import asyncio

import pytest
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.arbiter import Coil, Drive, PowerArbiter, Pulse, PulseError, Turn

PULSE = Pulse(500)


def coil(channel: int, bus: str = "b0") -> Coil:
    return Coil(bus, 1, channel)


class Clients:
    """Fires whatever is granted, and notes when."""

    def __init__(self, **settings: float) -> None:
        self.loop = virtual_loop()
        self.power = PowerArbiter(monotonic_ms=self.loop.monotonic_ms, **settings)
        self.fired: list[tuple[int, int]] = []

    def want(self, channel: int, pulse: Pulse = PULSE) -> None:
        box: list[Turn] = []

        def fire() -> None:
            began_ms = self.loop.monotonic_ms()
            self.fired.append((channel, began_ms - 1_000_000))
            self.power.fired(box[0], began_ms=began_ms, off_ms=began_ms + pulse.length_ms)

        box.append(self.power.ask(coil(channel), pulse, lambda: self.loop.call_soon(fire)))


@virtual_time
async def test_rule_04_one_at_a_time_in_order_with_recovery():
    clients = Clients(recovery_ms=100)
    for channel in (3, 1, 2):
        clients.want(channel)
    await asyncio.sleep(10)
    assert clients.fired == [(3, 0), (1, 600), (2, 1200)]


@virtual_time
async def test_rule_04_a_coil_rests_and_others_pass_it():
    clients = Clients(recovery_ms=100, duty=0.1)
    for channel in (1, 1, 2):
        clients.want(channel)
    await asyncio.sleep(10)
    assert clients.fired == [(1, 0), (2, 600), (1, 5000)]


@pytest.mark.parametrize(
    ("length_ms", "drive"), [(0, Drive.SOLENOID), (1001, Drive.SOLENOID), (3001, Drive.MOTOR), (-5, Drive.MOTOR)]
)
def test_rule_04_no_pulse_is_longer_than_its_lock_survives(length_ms, drive):
    with pytest.raises(PulseError, match=f"a {drive} may be energised for 1 to"):
        Pulse(length_ms, drive)


def test_rule_04_the_longest_pulses_are_allowed():
    assert Pulse(1000).length_ms == 1000
    assert Pulse(3000, Drive.MOTOR).length_ms == 3000


@pytest.mark.parametrize(("duty", "recovery_ms"), [(0, 100), (-0.1, 100), (1.1, 100), (0.1, -1)])
def test_rule_04_an_impossible_duty_is_refused(duty, recovery_ms):
    with pytest.raises(PulseError, match="use a duty above 0"):
        PowerArbiter(monotonic_ms=lambda: 0, duty=duty, recovery_ms=recovery_ms)


@virtual_time
async def test_a_turn_given_back_goes_to_the_next():
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    first, second, third = (power.ask(coil(n), PULSE, lambda: None) for n in (1, 2, 3))
    assert (first.granted, second.granted) == (True, False)
    power.give_back(second)
    power.give_back(first)
    assert third.granted
    power.give_back(third)
    assert power.ask(coil(4), PULSE, lambda: None).granted


@virtual_time
async def test_a_board_that_says_the_pulse_is_over_frees_the_power_sooner():
    loop = virtual_loop()
    power = PowerArbiter(monotonic_ms=loop.monotonic_ms, recovery_ms=100)
    first = power.ask(coil(1), PULSE, lambda: None)
    began_ms = loop.monotonic_ms()
    power.fired(first, began_ms=began_ms, off_ms=began_ms + 2_000)
    second = power.ask(coil(2), PULSE, lambda: None)
    await asyncio.sleep(0.6)
    power.off(first, loop.monotonic_ms())
    await asyncio.sleep(0.09)
    assert not second.granted
    await asyncio.sleep(0.02)
    assert second.granted
    power.fired(second, began_ms=loop.monotonic_ms(), off_ms=loop.monotonic_ms() + 500)
    third = power.ask(coil(3), PULSE, lambda: None)
    power.off(first, 0)
    assert not third.granted, "only the last that fired can say so"
