"""Following one visit, or the station: how it is now, and again after every change that can be seen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.render import view_now
from lockerd.api.terminal.views import StatusView, VisitView
from lockerd.controller import Controller, Subscription
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase

LOOK_AGAIN_S: Final = 1.0
"""How old an offer can be on the screen: a word whose time is over is gone from there by then."""


async def follow(
    controller: Controller, visit: VisitId, speaker: Speaker, stop: asyncio.Event, fetch_number: str | None = None
) -> AsyncIterator[VisitView]:
    """Views of a visit, each different from the one before in more than the time that has passed; ends when the visit
    is over, or the daemon stops."""
    last: tuple[VisitView, int | None] | None = None
    seen: tuple[State, frozenset[str]] | None = None
    async with controller.subscribe() as changes:
        while (found := controller.state.visits.get(visit)) is not None:
            state, may = controller.state, controller.may(visit)
            if seen is None or seen[0] is not state or seen[1] != may:  # a view is made of these two, but for the time
                seen = state, may
                view = view_now(controller, found, speaker, may, fetch_number)
                known = view.model_copy(update={"left_ms": None}), controller.ends_ms(found)
                if known != last:
                    last = known
                    yield view
            if found.phase is Phase.OVER or not await _changed(changes, stop):
                return


async def follow_status(
    controller: Controller, view: Callable[[], StatusView], stop: asyncio.Event
) -> AsyncIterator[StatusView]:
    """How the station stands, and again after every change, until the daemon stops."""
    last: StatusView | None = None
    async with controller.subscribe() as changes:
        while not stop.is_set():
            if (now := view()) != last:
                last = now
                yield now
            await _changed(changes, stop)


async def _changed(changes: Subscription, stop: asyncio.Event) -> bool:
    """Wait for the next commit, or a moment: time alone changes what may be said. False where the daemon stops."""
    change = asyncio.ensure_future(anext(changes))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({change, stopping}, timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        change.cancel()
        stopping.cancel()
    return not stop.is_set()
