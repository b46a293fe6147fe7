"""F59, F60: a connection lost for moments is counted, an outage is told; both are bounded however bad the line is."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from central_kit import SITE, Site, site
from virtual_loop import virtual_loop, virtual_time

from lockerd.central.link import Broker, Link, LinkLostError, Post, Received
from lockerd.central.reaching import AWAY_S, COUNTED, UNSTEADY_LOSSES, Reaching
from lockerd.central.session import Session
from lockerd.domain.model.reports import Reach, ReachReport
from lockerd.domain.shown.attention import Call

DAY_S = 86_400
WEEK_S = 7 * DAY_S
HOUR_S = 3_600


class Line:
    """A broker behind a line: whether it is there now, and for how long a connection lasts, or it is silent."""

    max_packet_bytes = 1 << 20
    broker_end_s = None

    def __init__(self, *, there: Callable[[float], bool], lasts_s: float = 1e9, acknowledges: bool = True) -> None:
        self._there, self._lasts_s, self._acknowledges = there, lasts_s, acknowledges
        self.connections = 0
        self._zero_s: float | None = None

    @asynccontextmanager
    async def connect(self, _broker: Broker, _will: Post, /, **_: object) -> AsyncIterator[Link]:
        self._zero_s = virtual_loop().time() if self._zero_s is None else self._zero_s
        if not self._is_there():
            raise LinkLostError("nobody there")
        self.connections += 1
        yield self

    async def subscribe(self, pattern: str) -> None:
        pass

    def post(self, post: Post) -> asyncio.Future[None]:
        done: asyncio.Future[None] = virtual_loop().create_future()
        if self._acknowledges:
            done.set_result(None)
        return done

    async def messages(self) -> AsyncIterator[Received]:
        ends_s = virtual_loop().time() + self._lasts_s
        for _ in itertools.takewhile(lambda _: self._holds(ends_s), itertools.count()):
            await asyncio.sleep(min(1.0, self._lasts_s))
        raise LinkLostError("cut")
        yield

    def _holds(self, ends_s: float) -> bool:
        return virtual_loop().time() < ends_s and self._is_there()

    def _is_there(self) -> bool:
        assert self._zero_s is not None
        return self._there(virtual_loop().time() - self._zero_s)

    def acknowledge(self, message: Received) -> None:
        pass


@asynccontextmanager
async def session_on(here: Site, line: Line) -> AsyncIterator[Session]:
    session = here.session(Broker("nowhere", 1, SITE), connect=line.connect)
    session._random = lambda: 1.0
    task = asyncio.ensure_future(session.run())
    try:
        yield session
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def told(here: Site) -> list[str]:
    return [fact for fact in await here.facts() if fact.startswith("central.")]


def calls(here: Site) -> set[Call]:
    return {each.call for each in here.controller.attention()}


def in_virtual_time(tmp_path: Path, line: Line, story: Callable[[Site, Session], Awaitable[None]]) -> None:
    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, session_on(here, line) as session:
            await story(here, session)

    run()


def test_an_outage_is_told_once_when_it_has_lasted_and_once_when_it_is_over(tmp_path: Path) -> None:
    begin_s, end_s = 1_000.0, 1_000.0 + 3 * 86_400
    line = Line(there=lambda now_s: not begin_s <= now_s < end_s)

    async def story(here: Site, session: Session) -> None:
        await asyncio.sleep(900)
        assert (session.progress.reach, await told(here)) == (Reach.REACHED, [])
        await asyncio.sleep(100 + AWAY_S - 70)
        assert (session.progress.reach, session.progress.connected) == (Reach.REACHED, False)
        await asyncio.sleep(80)
        assert await told(here) == ["central.lost"]
        assert Call.CENTRAL_AWAY in calls(here)
        assert session.progress.away_since_s == here.clock.lo_s
        await asyncio.sleep(2 * 86_400)
        assert await told(here) == ["central.lost"]
        await asyncio.sleep(2 * 86_400)
        assert await told(here) == ["central.lost", "central.back"]
        assert (session.progress.reach, session.progress.away_since_s) == (Reach.REACHED, None)
        assert Call.CENTRAL_AWAY not in calls(here)

    in_virtual_time(tmp_path, line, story)


def test_a_week_of_a_line_that_breaks_every_second_leaves_no_row(tmp_path: Path) -> None:
    """It is told where somebody looks, until it has been calm again for an hour."""
    line = Line(there=lambda _: True, lasts_s=1.0)

    async def story(here: Site, session: Session) -> None:
        before = await here.facts()
        await asyncio.sleep(HOUR_S)
        assert session.progress.reach is Reach.UNSTEADY
        assert calls(here) == {*calls(here), Call.CENTRAL_UNSTEADY}
        assert UNSTEADY_LOSSES <= session.progress.losses <= COUNTED
        await asyncio.sleep(WEEK_S - HOUR_S)
        assert line.connections > 1_000
        assert await here.facts() == before

    in_virtual_time(tmp_path, line, story)


def test_a_day_of_the_worst_line_leaves_rows_that_are_counted(tmp_path: Path) -> None:
    """Away just long enough to be told, then there for a moment, again and again."""
    line = Line(there=lambda now_s: now_s % 2_000 < 60)

    async def story(here: Site, session: Session) -> None:
        await asyncio.sleep(DAY_S)
        rows = await told(here)
        assert 2 * DAY_S / 2_000 - 4 < len(rows) <= 2 * DAY_S / AWAY_S
        assert all(one != two for one, two in itertools.pairwise(rows)), "each outage begins once and ends once"
        assert session.progress.losses <= HOUR_S / AWAY_S

    in_virtual_time(tmp_path, line, story)


def test_a_broker_that_takes_connections_and_never_acknowledges_is_away(tmp_path: Path) -> None:
    line = Line(there=lambda _: True, acknowledges=False)

    async def story(here: Site, session: Session) -> None:
        await asyncio.sleep(HOUR_S)
        assert line.connections > 10
        assert session.progress.reach is Reach.AWAY
        assert "acknowledged nothing" in str(session.progress.error)
        assert await told(here) == ["central.lost"]
        assert await here.unsent() == len(await here.facts()), "nothing is taken for delivered"

    in_virtual_time(tmp_path, line, story)


def test_a_station_that_never_reached_central_says_so_too(tmp_path: Path) -> None:
    async def story(here: Site, session: Session) -> None:
        await asyncio.sleep(AWAY_S + 10)
        assert await told(here) == ["central.lost"]
        assert session.progress.losses == 0, "what never held was not lost"

    in_virtual_time(tmp_path, Line(there=lambda _: False), story)


class Bench:
    """The judgement alone, at times that a test sets."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.said: list[ReachReport] = []
        self.judged = Reaching(self.said.append, loop_s=lambda: self.now_s, now_s=lambda: 1_000 + int(self.now_s))
        self.judged.begin()
        self.judged.heard()

    def lose(self, *, for_s: float = 1.0) -> None:
        self.judged.lost()
        self.now_s += for_s
        self.judged.look()
        self.judged.heard()


@pytest.mark.parametrize(("losses", "reach"), [(UNSTEADY_LOSSES - 1, Reach.REACHED), (UNSTEADY_LOSSES, Reach.UNSTEADY)])
def test_so_many_losses_within_the_hour_are_too_many(losses: int, reach: Reach) -> None:
    bench = Bench()
    for _ in range(losses):
        bench.lose()
    assert bench.judged.reach is reach
    bench.now_s += HOUR_S
    bench.judged.look()
    assert bench.judged.reach is Reach.REACHED


def test_one_loss_more_or_less_does_not_turn_it_back_and_forth() -> None:
    bench = Bench()
    for _ in range(UNSTEADY_LOSSES + 100):
        bench.lose()
        bench.now_s += HOUR_S / UNSTEADY_LOSSES - 2
    assert [each.reach for each in bench.said] == [Reach.UNSTEADY]


def test_the_restart_of_a_broker_is_no_outage_and_an_outage_says_since_when() -> None:
    bench = Bench()
    bench.lose(for_s=AWAY_S - 1)
    assert bench.said == []
    bench.now_s = 10_000
    bench.lose(for_s=AWAY_S)
    assert bench.said == [ReachReport(Reach.AWAY, 11_000, 1), ReachReport(Reach.REACHED, 11_000, 1)]


def test_what_is_counted_is_bounded() -> None:
    bench = Bench()
    for _ in range(COUNTED + 50):
        bench.lose(for_s=0.01)
    assert bench.judged.losses == COUNTED
