"""One show at a time: it begins with one press, says what happens, and tells whether it ended as it promised."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Final, Literal

from lockersim.errors import SimError
from lockersim.faults.targets import FaultError
from lockersim.people.manners import Ending
from lockersim.server.desk import Desk
from lockersim.server.plays import PLAYS, What
from lockersim.server.reset import reset
from lockersim.server.stage import Stage
from lockersim.server.stock import Stock
from lockersim.site.terminal import RefusedError
from lockersim.world.hands import HandError

PACE_S: Final = 1.6
NoShow = Literal["busy", "off", "halted"]


class NoShowError(Exception):
    """Nothing can be shown now, and why: somebody stands there, lockerd is off, the station is halted."""

    def __init__(self, why: NoShow) -> None:
        super().__init__(why)
        self.why = why


class Show:
    """Whoever is simulated; ``pace_s`` is how fast they are, ``stock`` what a reset puts in and announces."""

    def __init__(self, desk: Desk, *, pace_s: float = PACE_S, stock: Stock | None = None) -> None:
        self._desk, self._pace_s, self._stock = desk, pace_s, stock or Stock()
        self._task: asyncio.Task[None] | None = None

    def start(self, what: What) -> None:
        """Begin a show; raises ``NoShowError``."""
        if not self._desk.bench.daemon.running:
            raise NoShowError("off")
        if self._desk.service["state"] == "halted":
            raise NoShowError("halted")
        play, promised = PLAYS[what]
        stage = self._stage(what)
        self._begin(stage, play(stage), promised)

    def reset(self) -> None:
        """Begin to put the wall back to how the demo begins; raises ``NoShowError``."""
        stage = self._stage("reset")
        self._begin(stage, reset(stage, self._stock), "reset")

    def _stage(self, what: str) -> Stage:
        if self._task is not None and not self._task.done():
            raise NoShowError("busy")
        return Stage(self._desk, what, self._pace_s)

    def _begin(self, stage: Stage, play: Awaitable[Ending], promised: str) -> None:
        stage.say("prepares")
        self._task = asyncio.create_task(self._play(stage, play, promised))

    async def over(self) -> bool:
        """Wait until nobody simulated stands there; tell whether the last show ended as it promised."""
        if self._task is not None:
            await asyncio.wait({self._task})
        return bool(self._desk.show["good"])

    async def stop(self) -> None:
        """Send the person away."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _play(self, stage: Stage, play: Awaitable[Ending], promised: str) -> None:
        good = False
        try:
            ending = await play
            good, told = ending.word == promised, str(ending)
        except (SimError, RefusedError, FaultError, HandError) as error:
            told = str(error)
        finally:
            self._desk.show = self._desk.show | {"over": True, "good": good}
            self._desk.refresh()
        self._desk.feed.add_sim("show_over" if good else "show_failed", what=stage.what, ending=told)
