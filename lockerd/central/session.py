"""The session with central: stays connected, hands commands in, keeps central in step.

Nothing here stops anything local: without a broker everything that has to go out waits in the outbox (F59). The session
comes back by itself, ever more rarely and never at the same moment as other sites (F66).
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from lockerd.central import events, snapshot
from lockerd.central.announcer import Announcer
from lockerd.central.commands import Commands
from lockerd.central.link import Broker, Connect, Link, LinkLostError, OversizedPostError, Post, PublishRefusedError
from lockerd.central.progress import Oversized, Progress
from lockerd.central.pump import Pump, acknowledged
from lockerd.central.reaching import Reaching
from lockerd.central.reporter import Reporter
from lockerd.central.snapshot import Identity
from lockerd.central.together import first_ended
from lockerd.central.topics import Topics
from lockerd.controller import Controller
from lockerd.domain.model.reports import Reach
from lockerd.store import Store

_log = logging.getLogger(__name__)

BACK_OFF_FIRST_S: Final = 1.0
BACK_OFF_LONGEST_S: Final = 60.0
STEADY_S: Final = 30.0
"""A connection that lasted this long was a good one: the next back-off begins anew. Two clients that take the session
from each other never get there and slow down."""
COUNT_PAUSE_S: Final = 5.0
OVERSIZED_TOLD: Final = 16
QOS_0: Final = "qos_0"
"""Among the reasons of what was dropped: a message of QoS 0 is no command."""


class Session:
    """One site's session with the broker.

    ``random`` gives numbers in [0, 1) for the jitter of the back-off.
    """

    def __init__(
        self,
        *,
        broker: Broker,
        controller: Controller,
        store: Store,
        commands: Commands,
        topics: Topics,
        identity: Identity,
        announcer: Announcer,
        random: Callable[[], float],
        connect: Connect,
    ) -> None:
        self._broker = broker
        self._controller = controller
        self._commands = commands
        self._topics = topics
        self._identity = identity
        self._announcer = announcer
        self._random = random
        self._connect = connect
        self._store = store
        self._unsent = 0
        self._progress = Progress()
        self._reaching = Reaching(
            controller.report,
            loop_s=lambda: asyncio.get_running_loop().time(),
            now_s=lambda: controller.now().lo_s,
        )
        self._pump = Pump(store=store, topics=topics, complain=self._complain, oversized=self._does_not_fit)
        self._reporter = Reporter(controller=controller, identity=identity, topics=topics, oversized=self._does_not_fit)

    @property
    def progress(self) -> Progress:
        """How things stand now."""
        reaching = self._reaching
        return replace(
            self._progress,
            unsent=self._unsent,
            dropped=dict(self._commands.dropped.counts),
            reach=reaching.reach,
            away_since_s=reaching.away_since_s,
            losses=reaching.losses,
        )

    async def run(self) -> None:
        """Stay in step until cancelled; trouble with the broker never ends it, a defect of ours does."""
        self._reaching.begin()
        await first_ended(self._connections(), self._count())

    async def _count(self) -> None:
        while True:
            self._reaching.look()
            self._unsent = await self._store.waiting()
            await asyncio.sleep(COUNT_PAUSE_S)

    async def _connections(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began_s = loop.time()
            try:
                await first_ended(self._connection())
            except LinkLostError as lost:
                self._lost(str(lost))
            failures = 0 if loop.time() - began_s >= STEADY_S else failures + 1
            longest_s = min(BACK_OFF_FIRST_S * 2 ** min(failures, 10), BACK_OFF_LONGEST_S)
            await asyncio.sleep(longest_s * (0.1 + 0.9 * self._random()))

    async def _connection(self) -> None:
        will = Post(self._topics.state, snapshot.offline(self._identity), retain=True)
        dropped = partial(self._commands.dropped.add, QOS_0)
        async with self._connect(self._broker, will, dropped=dropped) as link:
            await link.subscribe(self._topics.commands)
            now = self._controller.now()
            why = self._progress.error if self._reaching.reach is Reach.AWAY else None
            self._progress = Progress(connected=True, since_s=now.lo_s, broker_end_s=link.broker_end_s, error=why)
            _log.info("connected to the broker")
            await self._publish(link, Post(self._topics.state, snapshot.online(self._identity, now), retain=True))
            self._reaching.heard()
            if self._progress.error is why:
                self._progress = replace(self._progress, error=None)
            changed = asyncio.Event()
            await first_ended(
                self._watch(changed),  # first: no commit between it and the pump is missed
                self._pump.run(link),
                self._take_commands(link),
                self._reporter.run(partial(self._report, link), changed),
                self._announcer.run(partial(self._publish, link)),
            )

    async def _take_commands(self, link: Link) -> None:
        async for message in link.messages():
            handled = await self._commands.handle(message)
            if handled.reply is not None:
                await self._publish(link, events.reply_post(handled.reply))
            if handled.snapshot:
                await self._report(link)
            link.acknowledge(message)
            self._pump.wake.set()

    async def _watch(self, changed: asyncio.Event) -> None:
        async with self._controller.subscribe() as commits:
            async for _ in commits:
                self._pump.wake.set()
                changed.set()

    async def _report(self, link: Link) -> None:
        await self._publish(link, self._reporter.post(link.max_packet_bytes))

    async def _publish(self, link: Link, post: Post) -> bool:
        """False: the broker refuses it."""
        try:
            await acknowledged(link.post(post))
        except OversizedPostError as oversized:
            self._does_not_fit(oversized)
        except PublishRefusedError as refused:
            _log.error("%s", refused)
            self._complain(str(refused))
            return False
        return True

    def _does_not_fit(self, oversized: OversizedPostError) -> None:
        known = {each.topic: each for each in self._progress.oversized}
        if oversized.topic not in known:
            _log.error("%s", oversized)
        known[oversized.topic] = Oversized(oversized.topic, oversized.size_bytes, oversized.limit_bytes)
        told = tuple(known.values())[:OVERSIZED_TOLD]
        self._progress = replace(self._progress, error=str(oversized), oversized=told)

    def _complain(self, words: str) -> None:
        self._progress = replace(self._progress, error=words)

    def _lost(self, words: str) -> None:
        self._reaching.lost()
        if self._progress.connected or self._progress.error != words:
            _log.warning("no connection to the broker: %s", words)
        since_s = self._controller.now().lo_s if self._progress.connected else self._progress.since_s
        end_s = self._progress.broker_end_s
        self._progress = Progress(connected=False, since_s=since_s, broker_end_s=end_s, error=words)
