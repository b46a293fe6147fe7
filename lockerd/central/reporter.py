"""Keeps the retained snapshot in step with the site, within what the broker has room for."""

import asyncio
import contextlib
from bisect import bisect_right
from collections.abc import Awaitable, Callable
from typing import Final

from lockerd.central import snapshot
from lockerd.central.link import OversizedPostError, Post
from lockerd.central.packing import packet_bytes
from lockerd.central.snapshot import Identity
from lockerd.central.topics import Topics
from lockerd.controller import Controller

PAUSE_S: Final = 3.0
HEAD_PAUSE_S: Final = 45.0
"""The snapshot's head is behind the newest event for no longer than this and a pause; the contract says a minute."""


class Reporter:
    """Makes snapshots; ``oversized`` hears of each that had to be cut."""

    def __init__(
        self,
        *,
        controller: Controller,
        identity: Identity,
        topics: Topics,
        oversized: Callable[[OversizedPostError], None],
    ) -> None:
        self._controller = controller
        self._identity = identity
        self._topics = topics
        self._oversized = oversized

    async def run(self, publish: Callable[[], Awaitable[None]], changed: asyncio.Event) -> None:
        """Have the snapshot published now, and again with a pause whenever it would say something else."""
        loop = asyncio.get_running_loop()
        controller = self._controller
        said, told, told_s = None, None, 0.0
        while True:
            changed.clear()
            state, head = controller.state, controller.head
            content = (
                snapshot.compartments(state),
                snapshot.auxiliary(state),
                snapshot.attention(controller.attention()),
            )
            due_s = None if head == told else told_s + HEAD_PAUSE_S
            if content != said or (due_s is not None and loop.time() >= due_s):
                said, told, told_s = content, head, loop.time()
                await publish()
                await asyncio.sleep(PAUSE_S)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(due_s):
                    await changed.wait()

    def post(self, limit_bytes: int) -> Post:
        """The snapshot, with as many compartments as fit into a packet of this size."""
        whole = self._snapshot(None)
        size = packet_bytes(whole)
        if size <= limit_bytes:
            return whole
        self._oversized(OversizedPostError(whole.topic, size, limit_bytes))
        counts = range(len(self._controller.state.compartments))
        fitting = bisect_right(counts, limit_bytes, key=lambda count: packet_bytes(self._snapshot(count))) - 1
        return self._snapshot(max(0, fitting))

    def _snapshot(self, at_most: int | None) -> Post:
        controller = self._controller
        payload = snapshot.reported(
            self._identity,
            controller.state,
            controller.attention(),
            head=controller.head,
            now=controller.now(),
            at_most=at_most,
        )
        return Post(self._topics.reported, payload, retain=True)
