"""The single writer: takes what has happened, decides in order, commits once, and only then acts (ADR 1, ADR 4)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from math import ceil
from typing import ClassVar, Final, Protocol

from lockerd.clock import Clock
from lockerd.clock.pause import Pause
from lockerd.controller.candidate import Candidate
from lockerd.controller.film.film import Film
from lockerd.controller.folding import Folding
from lockerd.controller.jobs import NOTHING, Job, Outcome
from lockerd.controller.memo import Keep, Memo, MemoConflict, Memos, SignerGone
from lockerd.controller.watching import is_restless, watched_doors
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Accepted, Answer, CorrectTime, Effect, Event, Refused, StartCollection, Tick
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.reports import Report, Unlock, Withdraw
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.visits import Visit
from lockerd.domain.model.walk_ins import WalkIn
from lockerd.domain.openings.turns import ends_ms
from lockerd.domain.requests.fetching import fetchable
from lockerd.domain.requests.retrieving import waiting_for
from lockerd.domain.shown.attention import Attention, attention
from lockerd.domain.shown.speech import may
from lockerd.domain.shown.to_load import to_load
from lockerd.domain.shown.walk_ins import walk_ins
from lockerd.errors import CallerError
from lockerd.store import Head, Loaded, Recorded, Store

QUEUE: Final = 256
BATCH: Final = 64
TICK_S: Final = 0.5
"""How often time is asked for what is due while somebody is there, a lock was fired or a door is not shut."""
CALM_TICK_S: Final = 5.0
"""The same while nothing goes on: what is due then is counted in minutes."""


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
        rests_s: float = CALM_TICK_S,
        film: Film | None = None,
    ) -> None:
        """``progress`` hears of each batch, and with nothing going on every ``rests_s`` at least: a watchdog waits."""
        self.state: State = loaded.state
        self.head: Head = loaded.head
        self._store = store
        self._clock = clock
        self.policy = policy
        self._boot = boot
        self._wall = wall
        self._progress = progress
        self._rests_s = rests_s
        self._memos = Memos(loaded.recorded)
        self._folding = Folding()
        self.film = Film() if film is None else film
        """What was decided in the last hours."""
        self._queue: asyncio.Queue[Job] = asyncio.Queue()
        self._waiting = 0
        self._watched: frozenset[CompartmentId] = frozenset()
        self._listeners: set[asyncio.Event] = set()
        self._restless = True
        self._between_ticks = Pause()

    def now(self) -> Now:
        """The time decisions are made at."""
        return self._clock.now()

    def may(self, visit: VisitId) -> frozenset[str]:
        """What may be said now in a visit."""
        return may(self.state, visit, self._clock.now(), self.policy)

    def ends_ms(self, visit: Visit) -> int | None:
        """When the person's time in a visit is over; see `turns.ends_ms`."""
        return ends_ms(self.state, self.policy, visit)

    def attention(self) -> tuple[Attention, ...]:
        """What waits for somebody now."""
        return attention(self.state, self._clock.now(), self.policy)

    def waiting(self, staff: Staff) -> tuple[Compartment, ...] | Refused:
        """The doors that wait for whoever holds this badge."""
        return waiting_for(self.state, self.policy, staff)

    def to_load(self, staff: Staff) -> tuple[Order, ...] | Refused:
        """The orders of which whoever holds this badge has something to put in."""
        return to_load(self.state, self.policy, staff)

    def walk_ins(self) -> dict[str, tuple[WalkIn, Refused | None]]:
        """By document class what is taken in without a code, and why it is not now."""
        return walk_ins(self.state, self._clock.now(), self.policy)

    def fetchable(self) -> list[Receipt]:
        """The receipts of which copies are given now."""
        return fetchable(self.state, self.policy, self._clock.now().powered_ms)

    async def submit(self, event: Event) -> Answer:
        """Have an event decided and made durable; returns after the commit.

        Raises ``QueueFull``. A cancelled caller does not undo what it submitted.
        """
        answer = await self._queued(event, None)
        assert not isinstance(answer, Recorded), "what has no key is never known"
        return answer

    async def submit_once(self, event: Event | None, memo: Memo, keep: Keep) -> Answer | Recorded:
        """Like ``submit``, but a known key gets what was recorded under it.

        What ``keep`` says is committed in the same transaction. Without an event nothing is decided, and that is all
        there is to commit. Raises ``QueueFull`` and ``MemoConflict``.
        """
        return await self._queued(event, (memo, keep))

    async def _queued(self, event: Event | None, once: tuple[Memo, Keep] | None) -> Answer | Recorded:
        if self._waiting >= QUEUE:
            raise QueueFull("the station is busy; ask again in a moment")
        done: asyncio.Future[Answer | Recorded] = asyncio.get_running_loop().create_future()
        self._waiting += 1
        self._queue.put_nowait(Job(event, once, done))
        return await done

    def report(self, report: Report) -> None:
        """Take in what a bus reports; never blocks and never refuses."""
        self._queue.put_nowait(Job(report))

    def recall(self, memo: Memo) -> Recorded | None:
        """What was recorded under this key; raises ``MemoConflict`` when it was another request."""
        return self._memos.recall(memo)

    def forget_old(self) -> None:
        """Drop what is remembered no longer; the store drops its rows by the same times."""
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
                if any(job is not NOTHING for job in batch):
                    await self._serve(batch)
                self._progress()

    async def _tick(self) -> None:
        while True:
            tick_s = TICK_S if self._restless else CALM_TICK_S
            rests = ceil(tick_s / self._rests_s)
            for left in reversed(range(rests)):
                if await self._between_ticks.rest(tick_s / rests):
                    break
                self._queue.put_nowait(NOTHING if left else Job(Tick()))

    async def _serve(self, batch: list[Job]) -> None:
        now = self._clock.now()
        candidate = Candidate(self.state, now, self.policy, self._folding, self.film)
        answers: list[tuple[Job, Outcome]] = []
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
            calm, self._restless = not self._restless, is_restless(self.state)
            if calm and self._restless:
                self._between_ticks.wake()
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

    def _answer(self, candidate: Candidate, job: Job) -> Outcome:
        if job.once is None:
            return self._decide(candidate, job.event)[0]
        memo, keep = job.once
        if memo.signer and not candidate.state.site.key_list.may_command(memo.signer):
            return SignerGone("the key that signed it was taken out")
        try:
            recorded = self.recall(memo) or candidate.recall(memo)
        except MemoConflict as conflict:
            return conflict
        if recorded is not None:
            return recorded
        if not self._memos.room(memo.scope, reserve=_signed(job.event)):
            return QueueFull("the station remembers as many answers as it can; ask again later")
        answer, changed = self._decide(candidate, job.event)
        candidate.keep(memo, keep(answer, changed))
        return answer

    def _decide(self, candidate: Candidate, event: Event | None) -> tuple[Answer, bool]:
        if event is None:
            return Accepted(), False
        decided = candidate.decide(event)
        if isinstance(event, CorrectTime):
            # Before the commit, which keeps the new time and the fact together; if it fails, this clock ends with us.
            candidate.correct(self._clock.correct(event.time_s))
        if isinstance(event, Tick):
            candidate.tell_folded()
        return decided

    def _watch(self) -> None:
        watched = watched_doors(self.state)
        if watched != self._watched:
            self._watched = watched
            self._wall.watch(watched)


def _signed(event: Event | None) -> bool:
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
