"""Following a line: its frames as they come, and once a second what was counted."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from lockerd.api.admin.line_views import BoardCountsView, CountsView, FrameView, LostView, WatchedBusView
from lockerd.api.http.events import Event
from lockerd.api.http.problems import ProblemError
from lockerd.bus.counters import BusCounters
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.watch.exchanges import Exchange, Exchanges, Kind, Seen
from lockerd.bus.watch.last_words import LastWords
from lockerd.bus.watch.watcher import Watcher

WATCHERS_MAX: Final = 4
_LOOK_S = 0.1
"""How often a watcher looks for new frames: nothing is woken for each of them."""
_COUNT_S = 1.0


class Lines:
    """The lines of the station that can be watched, by bus."""

    def __init__(
        self, owners: Mapping[str, BusOwner], last_words: Mapping[str, LastWords] = MappingProxyType({})
    ) -> None:
        self._owners = owners
        self._last = last_words
        self.watchers = 0

    def last_words(self) -> dict[str, list[dict[str, object]]]:
        """What was said anew on each line."""
        return {
            bus: [{"at_ms": each.at_ms, "sent": each.sent.hex(), "heard": each.heard.hex()} for each in last.kept()]
            for bus, last in self._last.items()
        }

    def line(self, bus: str) -> BusOwner:
        """One of them; raises ``ProblemError`` (bus_unknown)."""
        owner = self._owners.get(bus)
        if owner is None:
            raise ProblemError("bus_unknown")
        return owner

    def take_place(self) -> None:
        """Count one more watcher in; raises ``ProblemError`` (busy)."""
        if self.watchers >= WATCHERS_MAX:
            raise ProblemError("busy")
        self.watchers += 1

    def give_place_back(self) -> None:
        """Count a watcher out."""
        self.watchers -= 1


async def follow(owner: BusOwner, stop: asyncio.Event, *, unchanged: bool) -> AsyncIterator[Event]:
    """Events until the daemon stops; ``unchanged``: also exchanges that say what they said before."""
    setup, loop = owner.setup, asyncio.get_running_loop()
    boards = {board.address: board.codec.profile.name for board in setup.boards}
    yield Event("bus", WatchedBusView(bus=setup.bus, speed_baud=setup.speed_baud, echo=setup.echo, boards=boards))
    with Watcher(owner.taps) as watcher:
        story = _Story(Exchanges(setup), began_s=loop.time(), unchanged=unchanged)
        counted, counted_s = _copy(owner.counters), loop.time()
        while not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await stop.wait()
            for event in story.go_on(watcher, loop.time()):
                yield event
            if (now_s := loop.time()) - counted_s >= _COUNT_S:
                newest = _copy(owner.counters)
                yield Event("counts", story.counts(counted, newest, since_s=counted_s, now_s=now_s))
                counted, counted_s = newest, now_s


class _Story:
    """What one watcher was told so far."""

    def __init__(self, exchanges: Exchanges, *, began_s: float, unchanged: bool) -> None:
        self._exchanges = exchanges
        self._began_s = began_s
        self._unchanged = unchanged
        self._said: dict[bytes, tuple[bytes, ...]] = {}
        self._before_s: float | None = None
        self._number = self._folded = 0

    def go_on(self, watcher: Watcher, now_s: float) -> Iterator[Event]:
        chunks, lost = watcher.take()
        for exchange in self._exchanges.feed(chunks):
            yield from self._tell(exchange)
        if lost:
            self._exchanges.forget()
            yield Event("lost", LostView(frames=lost))
        for exchange in self._exchanges.idle(now_s):
            yield from self._tell(exchange)

    def counts(self, before: BusCounters, now: BusCounters, *, since_s: float, now_s: float) -> CountsView:
        return CountsView(
            at_ms=self._ms(now_s),
            over_ms=round((now_s - since_s) * 1000, 1),
            boards={
                address: BoardCountsView(
                    **{
                        name: getattr(counters, name) - getattr(before.boards[address], name)
                        for name in BoardCountsView.model_fields
                    }
                )
                for address, counters in now.boards.items()
            },
            unasked_bytes=now.unasked_bytes - before.unasked_bytes,
            unasked_frames=now.unasked_frames - before.unasked_frames,
            echoes=now.echoes - before.echoes,
            echo_errors=now.echo_errors - before.echo_errors,
            losses=now.losses - before.losses,
            folded=self._folded,
        )

    def _tell(self, exchange: Exchange) -> Iterator[Event]:
        first = exchange.frames[0]
        signature = exchange.signature
        is_new = first.kind is not Kind.REQUEST or self._said.get(first.data) != signature
        if first.kind is Kind.REQUEST:
            self._said[first.data] = signature
        if is_new or exchange.unlock or self._unchanged:
            for frame in exchange.frames:
                yield Event("frame", self._frame(exchange, frame))
                self._before_s = frame.at_s
        else:
            self._folded += 1
            self._before_s = exchange.frames[-1].at_s

    def _frame(self, exchange: Exchange, frame: Seen) -> FrameView:
        self._number += 1
        folded, self._folded = self._folded, 0
        is_reply = frame.kind is Kind.REPLY
        return FrameView(
            number=self._number,
            at_ms=self._ms(frame.at_s),
            gap_ms=None if self._before_s is None else round((frame.at_s - self._before_s) * 1000, 1),
            direction=frame.direction,
            kind=frame.kind,
            hex=frame.data.hex(" ").upper(),
            meaning=frame.meaning,
            unlock=exchange.unlock,
            answered=exchange.answered if frame.kind is Kind.REQUEST else None,
            reply_ms=round(exchange.reply_ms, 1) if is_reply and exchange.reply_ms is not None else None,
            folded=folded,
        )

    def _ms(self, at_s: float) -> float:
        return round((at_s - self._began_s) * 1000, 1)


def _copy(counters: BusCounters) -> BusCounters:
    return replace(counters, boards={address: replace(each) for address, each in counters.boards.items()})
