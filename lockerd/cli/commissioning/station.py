"""The daemon as a walk needs it: fire and wait, look at inputs, read what the custody log says about it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import quote

from lockerd.cli.commissioning.found import Pulse
from lockerd.cli.commissioning.inputs import Look, look_from
from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.language import say
from lockerd.cli.reading import log, read, read_all, wall
from lockerd.cli.reading.status import Status

REASON: Final = "commissioning"
SHORT_WAIT_MS: Final = 10_000
"""What is refused for no longer than this is asked again without a word: a coil rests, a door is read."""
PATIENCE_S: Final = 75.0
"""Longer than a door without a sensor holds up the next one where nobody says that it is shut."""
CLOSED_WITHIN_S: Final = 20.0
LOOK_EVERY_S: Final = 0.2
SETTLES_WITHIN_S: Final = 3.0
"""How long an input is waited for after somebody said that the door is shut."""
PAGE: Final = 1_000

Sleep = Callable[[float], Awaitable[None]]


class Line(Protocol):
    """The admin API; raises `CliError`, and `RefusedError` where the daemon refuses."""

    async def get(self, path: str, **query: int) -> Any:
        """The JSON at a path."""
        ...

    async def post(self, path: str, body: Mapping[str, object]) -> Any:
        """The JSON answer to one request."""
        ...


class Station:
    """Asks the daemon; every method may raise `CliError`."""

    def __init__(self, line: Line, sleep: Sleep) -> None:
        self._line = line
        self._sleep = sleep
        self._position = 0
        self.halted: str | None = None
        """Why the wall is halted, as far as the log was read; None: it is not."""

    async def begin(self) -> Status:
        """Find the end of the custody log; returns the status."""
        status = read(Status, await self._line.get("/v1/status"))
        # Positions go on where numbers begin anew with an epoch: the newest row lies at or behind its number.
        self._position = max(0, status.head.number - 1)
        while await self._news():
            pass
        self.halted = status.halted
        return status

    async def look(self) -> Look:
        """All inputs as they stand."""
        return look_from(read_all(wall.Board, await self._line.get("/v1/boards")))

    async def compartments(self) -> dict[str, wall.Compartment]:
        """What the daemon believes of every compartment, in the order of the wall."""
        return {row.id: row for row in read_all(wall.Compartment, await self._line.get("/v1/compartments"))}

    async def fire(self, compartment: str, *, others_shut: bool) -> Pulse:
        """Open a compartment that holds nothing, and wait until the attempt is closed; raises `RefusedError`.

        ``others_shut``: somebody has looked that the doors opened before are shut (design rule 6).
        """
        body = {"reason": REASON, "only_if_empty": True, "others_shut": others_shut}
        await self._do(compartment, "open", body)
        attempt, first, waited_s = None, 0, 0.0
        while waited_s < CLOSED_WITHIN_S:
            for row in await self._news():
                if row.type == "attempt.committed" and row.compartment == compartment:
                    attempt, first = read(log.Committed, row.data).attempt, row.position
                elif row.type == "attempt.closed" and (closed := read(log.Closed, row.data)).attempt == attempt:
                    return Pulse(
                        attempt=closed.attempt,
                        outcome=closed.outcome,
                        reason=closed.reason,
                        first=first,
                        last=row.position,
                        lo_s=row.lo_s,
                        hi_s=row.hi_s,
                    )
            await self._sleep(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        cause = say("{id}: the attempt did not end", id=compartment)
        raise CliError(Exit.FAULT, cause, say("`lockerctl custody tail` shows it"))

    async def touched(self, compartment: str, reason: str) -> wall.Compartment:
        """Report a door that was seen open under nobody's right."""
        return await self._do(compartment, "touched", {"reason": reason})

    async def clear(self, compartment: str) -> wall.Compartment:
        """Report a compartment looked into and empty."""
        return await self._do(compartment, "clear", {"reason": REASON})

    async def sign(self, outcome: Mapping[str, object]) -> str:
        """Have the outcome of the walk written down and signed."""
        return read(wall.Signed, await self._line.post("/v1/commissioning", outcome)).signature

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await self._sleep(seconds)

    async def catch_up(self) -> None:
        """Read what the log says by now; tells whether the wall was halted."""
        await self._news()

    async def _do(self, compartment: str, verb: str, body: Mapping[str, object]) -> wall.Compartment:
        path, waited_s = f"/v1/compartments/{quote(compartment, safe='')}/{verb}", 0.0
        while True:
            try:
                return read(wall.Compartment, await self._line.post(path, body))
            except RefusedError as error:
                if error.wait_ms is None or error.wait_ms > SHORT_WAIT_MS or waited_s > PATIENCE_S:
                    raise
                pause_s = max(error.wait_ms / 1000, LOOK_EVERY_S)
                await self._sleep(pause_s)
                waited_s += pause_s

    async def _news(self) -> Sequence[log.Row]:
        page = read(log.Page, await self._line.get("/v1/custody", after=self._position, limit=PAGE))
        for row in page.rows:
            self._position = row.position
            if row.type == "site.halted":
                self.halted = read(log.Halted, row.data).reason
            elif row.type == "site.resumed":
                self.halted = None
        return page.rows
