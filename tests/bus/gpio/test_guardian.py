"""What a guardian answers to, and what makes it drop everything (design rule 4, F10); in a thread, on mock pins."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from lockerd.bus.gpio.guarded import GuardianPulser, keeps_outputs
from lockerd.bus.gpio.guardian import Guardian, now_ns
from lockerd.bus.gpio.pins import Pins, PinsRefusedError


class Served:
    """A guardian in a thread, its lines on mock pins."""

    def __init__(self) -> None:
        self.factory = MockFactory()
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.stop, stop = socket.socketpair()
        self.ours.settimeout(5)
        self.why = ""
        guardian = Guardian(theirs, Pins(self.factory), {17: 100, 27: 100})

        def serve() -> None:
            with theirs, stop:
                self.why = guardian.serve(stop)

        self.thread = threading.Thread(target=serve)
        self.thread.start()
        assert self.ours.recv(64) == b"ready"

    def level(self, line: int) -> bool:
        level: bool = self.factory.pin(line).state
        return level

    def pulse(self, line: int, within_ms: int = 5_000) -> None:
        self.ours.send(f"pulse {line} {now_ns() + within_ms * 1_000_000}".encode())

    def ended(self) -> str:
        self.thread.join(5)
        assert not self.thread.is_alive()
        assert not self.level(17)
        assert not self.level(27)
        return self.why


@pytest.fixture
def served() -> Iterator[Served]:
    guardian = Served()
    yield guardian
    guardian.ours.close()
    guardian.stop.close()
    guardian.thread.join(5)


@pytest.mark.parametrize(
    "nonsense",
    [b"x", b"pulse 17", b"pulse -17 1", b"pulse 18 99", b"pulse 17 1 1", b"on 17", b"\xff\x00", b"p" * 256],
)
def test_nonsense_drops_everything(served: Served, nonsense: bytes) -> None:
    served.pulse(17)
    assert served.ours.recv(64) == b"on 17"
    assert served.level(17)
    served.ours.send(nonsense)
    assert "cannot be right" in served.ended()


def drop_by_second_pulse(served: Served) -> None:
    served.pulse(27)


def drop_by_same_pulse(served: Served) -> None:
    served.pulse(17)


def drop_by_hanging_up(served: Served) -> None:
    served.ours.close()


def drop_by_stop(served: Served) -> None:
    served.stop.send(b"x")


@pytest.mark.parametrize("drop", [drop_by_second_pulse, drop_by_same_pulse, drop_by_hanging_up, drop_by_stop])
def test_rule_04_everything_is_dropped(served: Served, drop: Callable[[Served], None]) -> None:
    served.pulse(17)
    assert served.ours.recv(64) == b"on 17"
    drop(served)
    assert served.ended()


def test_a_request_that_waited_too_long_is_not_fired(served: Served) -> None:
    served.pulse(17, within_ms=-1)
    assert served.ours.recv(64) == b"late 17"
    assert [state.state for state in served.factory.pin(17).states] == [False]
    served.pulse(17)
    assert [served.ours.recv(64), served.ours.recv(64)] == [b"on 17", b"off 17"]


@pytest.mark.parametrize("parameter", ["pinctrl_bcm2835", "pinctrl_rp1"])
async def test_a_kernel_that_keeps_outputs_on_is_refused(tmp_path: Path, parameter: str) -> None:
    path = tmp_path / f"module/{parameter}/parameters/persist_gpio_outputs"
    path.parent.mkdir(parents=True)
    path.write_text("Y\n")
    pulser = GuardianPulser({1: (17, 200)}, sys_folder=tmp_path)
    with pytest.raises(PinsRefusedError, match="dtparam=strict_gpiod"):
        await pulser.open(lambda _: None, lambda: None)
    path.write_text("N\n")
    assert keeps_outputs(tmp_path) is None


async def test_a_guardian_that_cannot_be_started_is_said_so() -> None:
    pulser = GuardianPulser({1: (17, 200)}, command=["/nowhere/guardian"], sys_folder=Path("/nowhere"))
    with pytest.raises(PinsRefusedError, match="it cannot be started: No such file"):
        await pulser.open(lambda _: None, lambda: None)
    pulser.close()
