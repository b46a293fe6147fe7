"""Folders that behave like /sys/class/leds with the one-shot trigger, written from the kernel's documentation.

Writing the same text twice is two shots, so the folder is looked at by inode change, which a test does with `settle`.
"""

import asyncio
from pathlib import Path

from virtual_loop import virtual_loop


class FakeLed:
    """One LED; time is the virtual loop's. ``late`` is by which part of it the kernel's timer ends a pulse late."""

    def __init__(self, folder: Path, *, trigger: str = "oneshot", late: float = 0.0, stuck: bool = False) -> None:
        folder.mkdir(parents=True)
        self.folder, self.late, self.stuck = folder, late, stuck
        self.put("brightness", "0")
        self.put("trigger", " ".join(f"[{each}]" if each == trigger else each for each in ("none", "oneshot", "timer")))
        if trigger == "oneshot":
            self._add_files()
        self.pulses: list[tuple[int, int | None]] = []
        """(from, to) in virtual ms; None: still on."""

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(f"{text}\n")

    def get(self, name: str) -> str:
        return (self.folder / name).read_text().strip()

    async def live(self) -> None:
        """Be the kernel: react to what is written, for ever."""
        while True:
            if self.get("trigger") == "oneshot":
                self.put("trigger", "none [oneshot] timer")
                self._add_files()
            shot = self.folder / "shot"
            if shot.exists() and shot.read_text():
                shot.write_text("")
                self._shoot()
            if self.get("brightness") == "0" and self.pulses and self.pulses[-1][1] is None:
                self._out()
                self.put("trigger", "[none] oneshot timer")
            await asyncio.sleep(0.001)

    def _add_files(self) -> None:
        for name, value in (("delay_on", "100"), ("delay_off", "100"), ("invert", "0")):
            self.put(name, value)
        (self.folder / "shot").write_text("")

    def _shoot(self) -> None:
        if self.pulses and self.pulses[-1][1] is None:
            return  # "If the LED is blinking already, a shot does nothing"
        loop = virtual_loop()
        self.pulses.append((loop.monotonic_ms(), None))
        self.put("brightness", "1")
        if not self.stuck:
            loop.call_later(int(self.get("delay_on")) * (1 + self.late) / 1000, self._end)

    def _end(self) -> None:
        self.put("brightness", "0")
        self._out()

    def _out(self) -> None:
        self.pulses[-1] = (self.pulses[-1][0], virtual_loop().monotonic_ms())
