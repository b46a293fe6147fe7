"""Pulses timed by the kernel's one-shot LED trigger, on folders that behave like the kernel's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fake_leds import FakeLed
from gpio_bench import Bench, Door
from virtual_loop import virtual_time

from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.kernel import KernelPulser
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason


@asynccontextmanager
async def leds(**ways: object) -> AsyncIterator[tuple[FakeLed, Path]]:
    with TemporaryDirectory() as folder:
        led = FakeLed(Path(folder) / "lock-a01", **ways)
        life = asyncio.create_task(led.live())
        try:
            yield led, Path(folder)
        finally:
            life.cancel()


@asynccontextmanager
async def opened(folder: Path, pulse_ms: int = 500) -> AsyncIterator[KernelPulser]:
    pulser = KernelPulser({1: ("lock-a01", pulse_ms)}, folder)
    await pulser.open(lambda _: None, lambda: None)
    try:
        yield pulser
    finally:
        pulser.close()


@virtual_time
async def test_the_kernel_ends_the_pulse():
    async with leds() as (led, folder):
        bench = Bench([Door(1, 17, 22)], pulser=KernelPulser({1: ("lock-a01", 500)}, folder), drive=LockClass.KERNEL)
        async with bench.running():
            await bench.settled()
            assert bench.owner.lock_class is LockClass.KERNEL
            fired = await bench.answer(bench.submit(1))
            assert isinstance(fired, Fired)
        await asyncio.sleep(1)  # the daemon is gone
        ((on_ms, off_ms),) = led.pulses
        assert 0 <= on_ms - fired.began_ms <= 2
        assert off_ms == on_ms + 500


@virtual_time
async def test_the_trigger_is_set_if_the_device_tree_did_not():
    async with leds(trigger="none") as (led, folder):
        with pytest.raises(PinsRefusedError):  # the kernel makes the files a moment later
            async with opened(folder):
                pass
        await asyncio.sleep(0.01)
        async with opened(folder) as pulser:
            pulser.fire(1)
            await asyncio.sleep(0.7)
        assert len(led.pulses) == 1


@virtual_time
async def test_a_timer_late_by_an_eighth_is_no_fault_and_is_waited_for():
    async with leds(late=0.125) as (led, folder), opened(folder, 888) as pulser:
        pulser.fire(1)
        await asyncio.sleep(1.2)
        ((on_ms, off_ms),) = led.pulses
        assert off_ms - on_ms <= 1_000
        assert off_ms - on_ms <= 888 + pulser.slack_ms
        assert pulser.lost == ""


@virtual_time
async def test_a_lock_that_stays_on_is_switched_off_and_not_fired_any_more():
    async with leds(stuck=True) as (led, folder):
        bench = Bench([Door(1, 17, 22)], pulser=KernelPulser({1: ("lock-a01", 500)}, folder), drive=LockClass.KERNEL)
        async with bench.running():
            await bench.settled()
            assert isinstance(await bench.answer(bench.submit(1)), Fired)
            await asyncio.sleep(6)
            ((on_ms, off_ms),) = led.pulses
            assert off_ms is not None
            assert off_ms - on_ms <= 700
            assert bench.owner.lock_class is None
            assert "was still on after its pulse" in bench.owner.notes[0]
            attempt = bench.submit(1)
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BOARD_DEAD)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("delay_off", "0", "delay_off is 0, not 100"),  # a light that never goes off
        ("delay_on", "5000", "delay_on is 5000, not 500"),
        ("invert", "1", "invert is 1, not 0"),
        ("brightness", "1", "brightness is 1, not 0"),
        ("trigger", "[none] oneshot", "its trigger is not oneshot any more"),
    ],
)
def test_what_others_changed_meanwhile_is_not_fired(name: str, value: str, said: str):
    @virtual_time
    async def check():
        async with leds() as (led, folder), opened(folder) as pulser:
            led.put(name, value)
            with pytest.raises(PinsGoneError, match=said):
                pulser.fire(1)
            assert led.get("shot") == ""

    check()


@virtual_time
async def test_a_pulse_of_a_former_life_is_waited_for():
    async with leds() as (led, folder):
        led.put("shot", "1")
        await asyncio.sleep(0.01)
        assert led.pulses == [(led.pulses[0][0], None)]
        async with opened(folder) as pulser:
            assert led.pulses[0][1] is not None
            pulser.fire(1)


@virtual_time
async def test_a_lock_left_on_for_ever_is_switched_off():
    async with leds(stuck=True) as (led, folder):
        led.put("shot", "1")
        await asyncio.sleep(0.01)
        async with opened(folder) as pulser:
            await asyncio.sleep(0.01)
            assert led.pulses[0][1] is not None
            with pytest.raises(PinsGoneError, match="not oneshot any more"):
                pulser.fire(1)


@virtual_time
async def test_an_led_that_is_not_there_is_refused_with_the_reason():
    with TemporaryDirectory() as folder:
        with pytest.raises(PinsRefusedError, match=r"lock-a01: there is no such LED; see docs/gpio\.md"):
            async with opened(Path(folder)):
                pass
        (Path(folder) / "lock-a01").mkdir()
        with pytest.raises(PinsRefusedError, match=r"lock-a01: brightness cannot be used: No such file"):
            async with opened(Path(folder)):
                pass
