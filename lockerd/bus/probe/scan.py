"""The scan itself: listen, learn the line's manners, knock at every address, examine who answers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.boards.probing.identity import Identity
from lockerd.bus.link.link import Link
from lockerd.bus.probe.asking import LONGEST_BYTES, Asker, Heard
from lockerd.bus.probe.finding import Findings, FoundBoard, Skipped, Tally
from lockerd.bus.probe.manner import find_habits
from lockerd.bus.probe.overheard import LISTEN_S, overheard
from lockerd.bus.probe.plan import Plan, Step, patience_ms
from lockerd.said import Said, all_of

OpenAt = Callable[[int], Awaitable[Link]]
"""Opens the line at a speed in baud; raises `PortError`."""
Progress = Callable[[Step, int], None]
"""Called before each knock with the address."""
REPEATS: Final = 10
"""How often a board that answered is asked again, to know how well it is heard."""
_TRIES = 3
_LATE_MS = 1_000
"""How much longer somebody who answered late is waited for."""
_ALL_AT_ONCE = 255
_AN_ANSWER_OR_TWO = 40


class Scan:
    """One scan; `findings` can be read at any time, also after `run` was cancelled."""

    def __init__(self, open_at: OpenAt, plan: Plan, *, progress: Progress = lambda _step, _address: None) -> None:
        self.findings: Final = Findings()
        self._open_at = open_at
        self._plan = plan
        self._progress = progress
        self._asker: Asker | None = None
        self._speed_baud = 0

    async def run(self) -> None:
        """Ask everything that is planned and safe; raises `PortError` and `LinkGoneError`."""
        try:
            await self._begin(self._plan.rounds[0][0].speed_baud)
            if not self._busy():
                await self._rounds()
            self.findings.finished = True
        finally:
            self._close()

    async def _begin(self, speed_baud: int) -> None:
        asker = await self._at(speed_baud)
        self.findings.notes += [note.text for note in asker.link.notes]
        asker.link.take()  # what was here before we came says nothing
        loop = asyncio.get_running_loop()
        data, until_s = b"", loop.time() + LISTEN_S
        while loop.time() < until_s:
            data += await asker.link.read(_ALL_AT_ONCE, until_s)
        self.findings.overheard = overheard(data)
        if not self.findings.overheard.busy:
            self.findings.habits = await find_habits(asker, patience_ms=asker.link.lag.reply_ms)
            asker.manner = self.findings.habits.manner

    def _busy(self) -> bool:
        findings = self.findings
        return (findings.overheard is not None and findings.overheard.busy) or findings.drowned

    async def _rounds(self) -> None:
        for steps in self._plan.rounds:
            for step in steps:
                if self._busy():
                    return
                if self.findings.boards and steps is not self._plan.rounds[0]:
                    self.findings.skipped.append(Skipped(step, Said("boards were found already; --speed asks there")))
                elif reason := self._why_not(step.dialect):
                    self.findings.skipped.append(Skipped(step, reason))
                else:
                    await self._step(step)
                    self.findings.asked.append(step)

    def _why_not(self, dialect: Dialect) -> Said | None:
        """An answer of one family must not be heard by boards that could take it for a command (rule 5)."""
        there = {board.dialect.name for board in self.findings.boards} & dialect.endangers
        if not there:
            return None
        return Said("its answers could move locks of the {families} boards found here", families=all_of(sorted(there)))

    async def _step(self, step: Step) -> None:
        asker, addresses = await self._at(step.speed_baud), step.dialect.addresses
        await self._knock(asker, step, addresses)
        found = self.findings.boards_at(step)
        if found and any(board.tally.error_rate for board in found):  # then one knock may have been lost
            await self._knock(
                asker, step, [each for each in addresses if each not in {board.address for board in found}]
            )

    async def _knock(self, asker: Asker, step: Step, addresses: Sequence[int]) -> None:
        dialect, late = step.dialect, set[int]()
        patience = patience_ms(dialect, asker.link.lag)
        for address in addresses:
            if self._busy():
                return
            self._progress(step, address)
            heard, other = await self._ask(asker, dialect, dialect.knock(address), patience)
            if other is not None:
                late.add(other)
            if heard.answers or (heard.rest and other is None):
                await self._examine(asker, step, address, patience)
        for address in sorted(late - {board.address for board in self.findings.boards_at(step)}):
            await self._examine(asker, step, address, patience + _LATE_MS)

    async def _ask(
        self, asker: Asker, dialect: Dialect, question: Question, patience: float
    ) -> tuple[Heard, int | None]:
        """What was heard, and whose late answer to an earlier knock came with it."""
        heard = await asker.ask(question, patience_ms=patience)
        beside = (heard.unasked + heard.rest)[:_AN_ANSWER_OR_TWO]
        other = dialect.speaker(beside) if beside else None
        if other is None:
            self.findings.unasked += heard.unasked
        if len(heard.rest) >= LONGEST_BYTES:
            self.findings.unasked += heard.rest
        return heard, other

    async def _examine(self, asker: Asker, step: Step, address: int, patience: float) -> None:
        dialect, tally = step.dialect, Tally()
        for _ in range(REPEATS):
            heard, _ = await self._ask(asker, dialect, dialect.knock(address), patience)
            tally.add(heard)
            if self._busy():
                return
        if not tally.anything:
            return
        answers = [tally.answer]
        for question in dialect.details(address) if tally.answer else ():
            answers.append(None)
            for _ in range(_TRIES):
                heard, _ = await self._ask(asker, dialect, question, patience)
                if heard.answers:
                    answers[-1] = heard.answers[0]
                    break
        identity = dialect.identify(answers) if tally.answer else Identity(())
        self.findings.boards.append(FoundBoard(dialect, address, step.speed_baud, tally, identity))

    async def _at(self, speed_baud: int) -> Asker:
        if self._asker is None or self._speed_baud != speed_baud:
            self._close()
            self._asker = Asker(await self._open_at(speed_baud), speed_baud=speed_baud)
            self._speed_baud = speed_baud
            if self.findings.habits:
                self._asker.manner = self.findings.habits.manner
        return self._asker

    def _close(self) -> None:
        if self._asker:
            self._asker.link.close()
            self._asker = None
