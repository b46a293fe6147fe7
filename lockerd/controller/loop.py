"""The single writer: takes what has happened, decides in order, commits once, and only then acts (design section 3)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from lockerd.clock import Clock
from lockerd.controller.candidate import Candidate
from lockerd.controller.folding import Folding
from lockerd.controller.memo import Memo, MemoConflict, Memos, Outcome, answer_from
from lockerd.domain.attempts import VisitId
from lockerd.domain.attention import Attention, attention
from lockerd.domain.events import Answer, CodeForm, CorrectTime, Effect, Event, StartCollection, Tick
from lockerd.domain.readings import CompartmentId
from lockerd.domain.reports import Report, Unlock, Withdraw
from lockerd.domain.speech import may
from lockerd.domain.state import Now, Policy, State
from lockerd.domain.visits import Phase
from lockerd.errors import CallerError
from lockerd.store import Head, Loaded, Recorded, Reply, Store

QUEUE: Final = 256
BATCH: Final = 64
TICK_S: Final = 0.5


class QueueFull(CallerError):  # noqa: N818 - it is an answer, not a failure of ours
    """More is waiting than can be answered in time; nothing was changed."""

    code: ClassVar[str] = "busy"


class Wall(Protocol):
    """Who fires locks: the bus owners, or a simulation of them."""

    def unlock(self, unlock: Unlock) -> None:
        """Fire one lock."""

    def withdraw(self, withdraw: Withdraw) -> None:
        """Do not fire it after all."""

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        """Look at these doors more often."""


@dataclass(frozen=True, slots=True)
class _Job:
    event: Event
    memo: Memo | None
    reply: Callable[[Answer], Reply | None] | None
    done: "asyncio.Future[Outcome] | None"

    def answer(self, outcome: Outcome | CallerError) -> None:
        """Tell whoever asked and is still there."""
        if self.done is None or self.done.done():
            return
        if isinstance(outcome, CallerError):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


class Controller:
    """Owns the state. ``run`` is its one task; everybody else reads ``state`` and submits events."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        policy: Policy,
        loaded: Loaded,
        boot: str,
        wall: Wall,
        progress: Callable[[], None],
    ) -> None:
        self.state: State = loaded.state
        self.head: Head = loaded.head
        self._store = store
        self._clock = clock
        self._policy = policy
        self._boot = boot
        self._wall = wall
        self._progress = progress
        self._memos = Memos(loaded.recorded)
        self._folding = Folding()
        self._queue: asyncio.Queue[_Job] = asyncio.Queue()
        self._waiting = 0
        self._watched: frozenset[CompartmentId] = frozenset()
        self._listeners: set[asyncio.Event] = set()

    def now(self) -> Now:
        """The time decisions are made at."""
        return self._clock.now()

    def may(self, visit: VisitId) -> frozenset[str]:
        """What may be said now in a visit."""
        return may(self.state, visit, self._clock.now(), self._policy)

    def attention(self) -> tuple[Attention, ...]:
        """What waits for somebody now."""
        return attention(self.state, self._clock.now(), self._policy)

    async def submit(
        self, event: Event, *, memo: Memo | None = None, reply: Callable[[Answer], Reply | None] | None = None
    ) -> Outcome:
        """Have an event decided and made durable; returns after the commit.

        ``reply`` builds an outbox row that is committed in the same transaction. Raises ``QueueFull`` and
        ``MemoConflict``. A cancelled caller does not undo what it submitted.
        """
        if self._waiting >= QUEUE:
            raise QueueFull("the station is busy; ask again in a moment")
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting += 1
        self._queue.put_nowait(_Job(event, memo, reply, done))
        return await done

    def report(self, report: Report) -> None:
        """Take in what a bus reports; never blocks and never refuses."""
        self._queue.put_nowait(_Job(report, None, None, None))

    def recall(self, memo: Memo) -> Recorded | None:
        """The recorded outcome for this key; raises ``MemoConflict`` when it was another request."""
        return self._memos.recall(memo)

    def forget_old(self) -> None:
        """Drop recorded answers that are kept no longer; the store drops its rows by the same times."""
        self._memos.forget_old(self.now().lo_s)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator["Subscription"]:
        """Be woken after every change; wake-ups coalesce."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield Subscription(event)
        finally:
            self._listeners.discard(event)

    async def run(self) -> None:
        """Serve for ever. A failed commit or an illegal move ends the process: nothing of it was applied."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tick(), name="tick")
            while True:
                batch = [await self._queue.get()]
                while len(batch) < BATCH and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                await self._serve(batch)
                self._progress()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._queue.put_nowait(_Job(Tick(), None, None, None))

    async def _serve(self, batch: list[_Job]) -> None:
        now = self._clock.now()
        candidate = Candidate(self.state, now, self._policy, self._folding)
        answers: list[tuple[_Job, Outcome | CallerError]] = []
        for job in batch:
            if job.done is not None:
                self._waiting -= 1
            answers.append((job, self._answer(candidate, job)))
        if candidate.durable:
            self.head = await self._store.commit(candidate.commit(self._boot))
        changed = candidate.state is not self.state
        self.state = candidate.state
        self._memos.add(candidate.recorded)
        self._act(candidate.effects)
        for job, outcome in answers:
            job.answer(outcome)
        if changed:
            self._watch()
        if changed or candidate.durable:  # a fact can be all that happened, and central waits for it
            for listener in self._listeners:
                listener.set()

    def _act(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Unlock():
                    self._wall.unlock(effect)
                case Withdraw():
                    self._wall.withdraw(effect)

    def _answer(self, candidate: "Candidate", job: _Job) -> Outcome | CallerError:
        if job.memo is not None:
            try:
                recorded = self.recall(job.memo) or candidate.recall(job.memo)
            except MemoConflict as conflict:
                return conflict
            if recorded is not None:
                return Outcome(answer_from(recorded.answer), repeated=True)
            if not self._memos.room(job.memo.scope, reserve=_signed(job.event)):
                return QueueFull("the station remembers as many answers as it can; ask again later")
        answer, changed = candidate.decide(job.event)
        if isinstance(job.event, CorrectTime):
            # Before the commit, which keeps the new time and the fact together; if it fails, this clock ends with us.
            candidate.correct(self._clock.correct(job.event.time_s))
        if isinstance(job.event, Tick):
            candidate.tell_folded()
        if job.reply is not None and (reply := job.reply(answer)) is not None:
            candidate.replies.append(reply)
        if job.memo is not None and (changed or job.memo.scope == "command"):
            candidate.record(job.memo, answer)
        return Outcome(answer)

    def _watch(self) -> None:
        state = self.state
        watched = frozenset(
            {a.compartment for a in state.attempts.values() if a.outcome is None}
            | {v.compartment for v in state.visits.values() if v.phase not in {Phase.OVER, Phase.CODE_READY}}
        )
        if watched != self._watched:
            self._watched = watched
            self._wall.watch(watched)


def _signed(event: Event) -> bool:
    """A code that only the site's or central's key can have made: what it begins, the brake bounds (design rule 6)."""
    return isinstance(event, StartCollection) and event.form is CodeForm.QR and event.grant is not None


class Subscription:
    """Asynchronous iterator that yields once after every change."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    def __aiter__(self) -> AsyncIterator[None]:
        return self

    async def __anext__(self) -> None:
        await self._event.wait()
        self._event.clear()
