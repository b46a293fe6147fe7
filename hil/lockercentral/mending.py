"""Mending central's copy: what is missing for a while is asked for again, until it comes."""

import asyncio
from collections.abc import Awaitable, Callable

from lockercentral.copy import Copy, Gap
from lockercentral.errors import CentralError

GAP_GRACE_S = 1.0
"""How long events may be out of order before they count as missing."""
REPLAY_AGAIN_S = 4.0


class Mender:
    """``replay`` asks the site for a gap, when ``ready``; ``notice`` is told of gaps, mended ones and trouble."""

    def __init__(
        self,
        copy: Copy,
        *,
        replay: Callable[[Gap], Awaitable[None]],
        ready: Callable[[], bool],
        notice: Callable[[str, str], None],
        look_s: float,
    ) -> None:
        self._copy, self._replay, self._ready, self._notice = copy, replay, ready, notice
        self._look_s = look_s
        self._asked: dict[Gap, float] = {}

    @property
    def asked(self) -> tuple[Gap, ...]:
        """Gaps whose replay was asked and has not come yet."""
        return tuple(self._asked)

    def look(self) -> None:
        """See after an event whether a gap that was asked for is there no more."""
        for gap in [gap for gap in self._asked if gap not in self._copy.gaps()]:
            del self._asked[gap]
            self._notice("mended", str(gap))

    async def run(self) -> None:
        """Ask for what is missing, again and again, until cancelled."""
        seen: dict[Gap, float] = {}
        while True:
            await asyncio.sleep(self._look_s)
            now_s = asyncio.get_running_loop().time()
            seen = {gap: seen.get(gap, now_s) for gap in self._copy.gaps()}
            for gap, since_s in seen.items():
                waited = now_s - since_s >= GAP_GRACE_S
                if waited and now_s - self._asked.get(gap, -REPLAY_AGAIN_S) >= REPLAY_AGAIN_S and self._ready():
                    await self._ask(gap)

    async def _ask(self, gap: Gap) -> None:
        if gap not in self._asked:
            self._notice("gap", str(gap))
        self._asked[gap] = asyncio.get_running_loop().time()
        try:
            await self._replay(gap)
        except CentralError as error:
            self._notice("problem", f"replay of {gap}: {error}")
