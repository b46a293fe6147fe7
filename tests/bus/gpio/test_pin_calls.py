"""Calls into the kernel for the sake of locks on pins fail once each: what comes of it is an error of ours."""

import asyncio
import errno
import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fake_leds import FakeLed
from virtual_loop import virtual_time

from lockerd.bus.gpio import guarded
from lockerd.bus.gpio.guarded import GuardianPulser, keeps_outputs
from lockerd.bus.gpio.kernel import KernelPulser
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError
from lockerd.daemon.gpio import locks_off


class Watched(type(Path())):  # type: ignore[misc] # the one class of paths that this machine has
    """A path whose files are counted as they are used; one of them fails, as in ``failing``."""

    called: ClassVar[list[str]] = []
    failing: ClassVar[int] = -1

    def _used(self, how: str) -> None:
        self.called.append(f"{how} {self.name}")
        if len(self.called) - 1 == self.failing:
            raise OSError(errno.EPROTO, os.strerror(errno.EPROTO), str(self))

    def is_dir(self) -> bool:
        self._used("is_dir")
        return bool(super().is_dir())

    def read_text(self, *arguments: Any, **named: Any) -> str:
        self._used("read")
        return str(super().read_text(*arguments, **named))

    def write_text(self, *arguments: Any, **named: Any) -> int:
        self._used("write")
        return int(super().write_text(*arguments, **named))


async def one_pulse(folder: Path, ended: list[str]) -> None:
    pulser = KernelPulser({1: ("lock-a01", 500)}, folder)
    try:
        await pulser.open(lambda _: ended.append("over"), lambda: ended.append(pulser.lost))
        pulser.fire(1)
        await asyncio.sleep(1)
    except (PinsRefusedError, PinsGoneError) as error:
        ended.append(str(error))
    finally:
        pulser.close()


def test_f43_every_file_of_a_led_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if one LED that cannot be read could end the daemon, also while it is being set up."""

    def life(failing: int) -> tuple[list[str], list[str]]:
        ended: list[str] = []
        called: list[str] = []
        monkeypatch.setattr(Watched, "called", called)
        monkeypatch.setattr(Watched, "failing", failing)

        @virtual_time
        async def story() -> None:
            folder = tmp_path / str(failing)
            led = FakeLed(folder / "lock-a01")
            living = asyncio.create_task(led.live())
            await asyncio.sleep(0.01)
            await one_pulse(Watched(folder), ended)
            living.cancel()

        story()
        return called, ended

    called, ended = life(-1)
    assert ended == ["over"]
    assert {"is_dir lock-a01", "read delay_on", "write shot", "read brightness"} <= set(called)
    for failing in range(len(called)):
        _, ended = life(failing)
        assert len(ended) == 1, called[failing]
        assert "Protocol error" in ended[0], called[failing]


@pytest.mark.parametrize("where", ["socketpair", "Popen", "add_reader"])
async def test_a_guardian_that_cannot_be_started_is_tried_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if its second start, which nobody waits for, could end unseen and leave the locks without one for ever."""
    pulser = GuardianPulser({1: (17, 200)}, command=["/bin/cat"], sys_folder=Path("/nowhere"))
    changed = asyncio.Event()

    def fails(*_: Any, **__: Any) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    opening = asyncio.create_task(pulser.open(lambda _: None, changed.set))
    with monkeypatch.context() as patch:
        match where:
            case "socketpair":
                patch.setattr(guarded.socket, "socketpair", fails)
            case "Popen":
                patch.setattr(subprocess, "Popen", fails)
            case _:
                patch.setattr(asyncio.get_running_loop(), "add_reader", fails)
        with pytest.raises(PinsRefusedError, match="it cannot be started: Too many open files"):
            await opening
        pulser._start()
        assert "Too many open files" in pulser.lost
        assert changed.is_set()
        changed.clear()
        async with asyncio.timeout(5):
            await changed.wait()
    assert pulser._timer
    pulser.close()


def test_a_parameter_that_cannot_be_read_counts_as_set(tmp_path: Path) -> None:
    path = tmp_path / "module/pinctrl_rp1/parameters/persist_gpio_outputs"
    path.mkdir(parents=True)
    assert keeps_outputs(tmp_path) == path


def test_rule_13_lines_that_cannot_be_had_at_the_start_stop_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from lockerd.daemon import gpio as wiring

    def refused(_lines: object) -> None:
        raise PinsRefusedError("line 17 cannot be had")

    monkeypatch.setattr(wiring, "lines_low", refused)

    class Nothing:
        gpio = ()

    locks_off(Nothing())  # type: ignore[arg-type] # its tables are not looked at here
    assert caplog.messages == ["locks on pins were not switched off: line 17 cannot be had"]
