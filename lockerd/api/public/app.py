"""The public HTTP API: what everybody may know, for information boards and waiting displays. Nothing can be asked of it
that changes anything, and whoever is at its socket has no way to the others."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request

from lockerd.api.http.events import Event
from lockerd.api.http.frame import SpeakerDep, frame, problems
from lockerd.api.http.models import View
from lockerd.api.http.problems import SpeakerOf
from lockerd.api.http.routes import Depends, Responses, Router
from lockerd.api.http.seats import Seats
from lockerd.controller.public import PublicFeed, Why
from lockerd.domain.shown.room import Room

TITLE: Final = "lockerd public API"
DESCRIPTION: Final = """\
For information boards and waiting displays; served on a unix socket that only its group may connect to. It is read
only and says nothing about anybody: whether the station serves, and how much room there is, the same as central tells
in `lockerd/v1/{site}/public`. Room turns at the hour only, and only after several visits or some hours. Errors are
problem details (RFC 9457).
"""
WATCHERS_MAX: Final = 16
"""So many displays follow the stream; all others ask again and again."""

EVENTS: Final[Responses] = {
    200: {
        "description": "Server-sent events named `public`; the data of each is a PublicView. The first comes at once.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

router = Router(tags=["public"])


class PublicView(View):
    """What everybody may know."""

    site: str = Field(examples=["musterstadt-1"])
    name: str = Field(examples=["Rathaus Musterstadt"])
    in_service: bool
    why: Why | None = Field(description="Why it does not serve; null: it does")
    room: dict[str, Room] = Field(
        description="By size, from small to large: how much room there is for things of that size. A size that fewer "
        "than five doors are large enough for is left out",
        examples=[{"A5": "yes", "A4": "few"}],
    )
    as_of_s: int = Field(
        description="Unix seconds, not before: when room was looked at. Told anew each hour", examples=[1_800_000_000]
    )


class PublicSite:
    """What is told, and to how many at once."""

    def __init__(self, feed: PublicFeed, site: str, name: str) -> None:
        self.feed: Final = feed
        self.watchers: Final = Seats(WATCHERS_MAX)
        self._site = site
        self._name = name

    def view(self) -> PublicView:
        """As it is now."""
        told = self.feed.current
        return PublicView(
            site=self._site,
            name=self._name,
            in_service=told.why is None,
            why=told.why,
            room=dict(told.room),
            as_of_s=told.as_of_s,
        )


async def _public(request: Request, speaker: SpeakerDep) -> PublicSite:  # noqa: ARG001 - sets Content-Language
    public = request.app.state.public
    assert isinstance(public, PublicSite)
    return public


PublicDep = Annotated[PublicSite, Depends(_public)]


async def _watching(public: PublicDep) -> AsyncIterator[PublicSite]:
    with public.watchers.one():
        yield public


@router.get("/v1/public")
async def public(public: PublicDep) -> PublicView:
    """Whether the station serves, why it does not, and how much room there is."""
    return public.view()


@router.get("/v1/public/events", responses={**EVENTS, **problems(503)})
async def public_events(request: Request, public: Annotated[PublicSite, Depends(_watching)]) -> AsyncIterator[Event]:
    """The same, and again after every change, until the daemon stops."""
    stop: asyncio.Event = request.app.state.stop
    stopping = asyncio.ensure_future(stop.wait())
    number = 0
    try:
        async with public.feed.subscribe() as changes:
            while not stop.is_set():
                number += 1
                yield Event("public", public.view(), str(number))
                change = asyncio.ensure_future(anext(changes))
                await asyncio.wait({change, stopping}, return_when=asyncio.FIRST_COMPLETED)
                change.cancel()
    finally:
        stopping.cancel()


ROUTERS: Final = (router,)


def public_app(public: PublicSite, speaker_of: SpeakerOf, stop: asyncio.Event) -> Starlette:
    """The app. Setting ``stop`` ends its streams."""
    app = frame(ROUTERS, speaker_of)
    app.state.public = public
    app.state.stop = stop
    return app
