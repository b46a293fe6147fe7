"""Keeps the retained public state in step, a minute or more between two messages."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from lockerd.central.link import Post
from lockerd.central.messages import PublicMessage
from lockerd.central.topics import Topics
from lockerd.controller.public import PublicFeed, PublicState, Why

PAUSE_S: Final = 60.0


def public_text(site: str, name: str, told: PublicState) -> str:
    """The message as JSON."""
    message = PublicMessage(
        site=site, name=name, in_service=told.why is None, why=told.why, room=dict(told.room), as_of_s=told.as_of_s
    )
    return message.model_dump_json()


class Announcer:
    """Tells the broker what everybody may know, over all connections of one life; ``name``: what people call it."""

    def __init__(self, feed: PublicFeed, topics: Topics, name: str) -> None:
        self._feed = feed
        self._topics = topics
        self._name = name
        self._refused = False

    async def run(self, publish: Callable[[Post], Awaitable[bool]]) -> None:
        """Have it published now, and again with a pause whenever it would say something else.

        A broker that refuses this topic (``publish`` is false) is not asked again in this life: some hang up on whoever
        they refuse, and the events matter more.
        """
        async with self._feed.subscribe() as changes:
            if self._feed.current.why is Why.STARTING:
                await anext(changes)
            while not self._refused:
                self._refused = not await publish(self._post())
                await asyncio.sleep(PAUSE_S)
                await anext(changes)
        await asyncio.Event().wait()

    def _post(self) -> Post:
        text = public_text(self._topics.site, self._name, self._feed.current)
        return Post(self._topics.public, text, retain=True)
