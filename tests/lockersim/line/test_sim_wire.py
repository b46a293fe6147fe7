"""The copper: pace, half duplex, collisions, noise - in time moved by hand."""

import random

import pytest

from lockersim.line.wire import Burst, Wire
from lockersim.world.clock import ManualClock


class Tap:
    def __init__(
        self, *, speed_baud: int = 19200, jitter_ms: float = 0.0, grain_ms: float = 0.0, seed: int = 1
    ) -> None:
        self.clock = ManualClock()
        rng = random.Random(seed)
        self.wire = Wire(self.clock, speed_baud=speed_baud, jitter_ms=jitter_ms, rng=rng, grain_ms=grain_ms)
        self.bytes: list[tuple[str, int, float]] = []
        self.arrived_ms: list[float] = []
        self.bursts: list[Burst] = []
        self.wire.on_bytes = self._hear
        self.wire.on_burst = self.bursts.append

    def _hear(self, sender: str, data: bytes, at_ms: float) -> None:
        for before, byte in zip(range(len(data))[::-1], data, strict=True):
            self.bytes.append((sender, byte, at_ms - before * self.wire.byte_ms))
            self.arrived_ms.append(self.clock.now_ms())

    def heard(self) -> bytes:
        return bytes(byte for _, byte, _ in self.bytes)


@pytest.mark.parametrize(("speed_baud", "byte_ms"), [(19200, 0.5208), (9600, 1.0417)])
def test_ten_bits_a_byte(speed_baud: int, byte_ms: float) -> None:
    tap = Tap(speed_baud=speed_baud)
    tap.wire.send("host", b"\x02\x00\x00\x50\x03\x55", 0)
    tap.clock.advance(100)
    assert tap.heard() == b"\x02\x00\x00\x50\x03\x55"
    assert [at for _, _, at in tap.bytes] == pytest.approx([byte_ms * n for n in range(1, 7)], rel=1e-3)


def test_jitter_delays_single_bytes_but_does_not_add_up() -> None:
    tap = Tap(jitter_ms=0.3)
    tap.wire.send("host", bytes(200), 0)
    tap.clock.advance(1000)
    late = [real - ideal for real, (_, _, ideal) in zip(tap.arrived_ms, tap.bytes, strict=True)]
    assert min(late) >= 0
    assert 0.1 < max(late) <= 0.3 + 1e-9


def test_a_late_clock_catches_up() -> None:
    tap = Tap()
    tap.clock.advance(50)
    tap.wire.send("host", b"abc", 40)
    tap.clock.advance(0.01)
    assert tap.heard() == b"abc"
    assert tap.bytes[-1][2] == pytest.approx(40 + 3 * tap.wire.byte_ms)


def test_one_sender_waits_for_itself() -> None:
    tap = Tap()
    tap.wire.send("host", b"ab", 0)
    tap.wire.send("host", b"cd", 0)
    tap.clock.advance(10)
    assert tap.heard() == b"abcd"
    assert not any(b.collided for b in tap.bursts)


def test_two_senders_aligned_the_zeros_win() -> None:
    tap = Tap()
    tap.wire.send("a", b"\xf0\xff", 0)
    tap.wire.send("b", b"\x3c\x0f", 0)
    tap.clock.advance(10)
    assert tap.heard() == b"\x30\x0f"
    assert all(b.collided for b in tap.bursts)


def test_two_senders_out_of_step_spoil_each_other() -> None:
    tap = Tap()
    tap.wire.send("a", bytes(range(100)), 0)
    tap.wire.send("b", bytes(range(100)), 0.3 * tap.wire.byte_ms)
    tap.clock.advance(100)
    assert len(tap.heard()) == 100
    assert tap.heard() != bytes(range(100))


def test_only_the_part_that_overlaps_is_spoilt() -> None:
    tap = Tap()
    tap.wire.send("a", bytes(10), 0)
    tap.wire.send("b", b"\xaa" * 10, 5.4 * tap.wire.byte_ms)
    tap.clock.advance(100)
    heard = tap.heard()
    assert heard[:5] == bytes(5)
    assert heard[-5:] == b"\xaa" * 5
    assert len(heard) == 15


class SleptClock(ManualClock):
    """A clock that slept: wakes everybody who is due, in order, but all at one late moment."""

    woke_ms = 0.0

    def now_ms(self) -> float:
        return self.woke_ms

    def wake(self, at_ms: float) -> None:
        self.woke_ms = at_ms
        self.advance(at_ms)


def test_a_late_clock_lets_no_sender_slip_past_another() -> None:
    tap = Tap()
    slept = tap.wire._clock = tap.clock = SleptClock()
    tap.wire.send("a", bytes(10), 0)
    tap.wire.send("b", b"\xaa" * 10, 0.3 * tap.wire.byte_ms)
    slept.wake(100)
    assert len(tap.heard()) == 10
    assert all(b.collided for b in tap.bursts)


def test_talking_is_while_bytes_are_on_the_wire() -> None:
    tap = Tap()
    tap.wire.send("a", b"xy", 1)
    end_ms = 1 + 2 * tap.wire.byte_ms
    assert not tap.wire.talking("a", 1)
    assert tap.wire.talking("a", 1.1)
    assert tap.wire.talking("a", end_ms)
    assert not tap.wire.talking("a", end_ms + 0.1)
    assert not tap.wire.talking("b", 1.1)


def test_noise_flips_bits_at_its_rate_and_the_same_way_with_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        tap = Tap(seed=7)
        tap.wire.noise_rate = 0.01
        tap.wire.send("host", bytes(2000), 0)
        tap.clock.advance(5000)
        runs.append(tap.heard())
    assert runs[0] == runs[1]
    flipped = sum(byte.bit_count() for byte in runs[0])
    assert 100 < flipped < 240


def test_stopped_nothing_arrives_any_more() -> None:
    tap = Tap()
    tap.wire.send("host", b"abc", 0)
    tap.clock.advance(0.6)
    tap.wire.stop()
    tap.clock.advance(100)
    assert tap.heard() == b"a"


def test_an_adapter_hands_over_a_few_bytes_at_a_time_and_the_last_in_time() -> None:
    tap = Tap(grain_ms=2.0)
    lumps: list[tuple[float, int]] = []
    tap.wire.on_handed_over = lambda: lumps.append((tap.clock.now_ms() / tap.wire.byte_ms, len(tap.bytes)))
    tap.wire.send("host", bytes(range(6)), 0)
    tap.clock.advance(100)
    assert lumps == [(pytest.approx(4), 4), (pytest.approx(6), 6)]
    assert [at for _, _, at in tap.bytes] == pytest.approx([tap.wire.byte_ms * n for n in range(1, 7)])
