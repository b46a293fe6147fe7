"""A command is sent to a site; what was committed to the outbox for it."""

from dataclasses import replace
from typing import Any

from central_kit import (
    Site,
    read_reply,
    received,
    signed,
)

from lockerd.central.commands import Handled
from lockerd.domain.model.state import State
from lockerd.store import OutgoingReply


async def queued(here: Site) -> list[dict[str, Any]]:
    """Replies that were committed to the outbox."""
    rows = await here.store.unsent(0, 1000)
    return [read_reply(row.reply.payload) for row in rows if isinstance(row, OutgoingReply)]


async def send(here: Site, content: dict[str, Any], **how: Any) -> Handled:
    return await here.commands.handle(received(signed(content), name=content["name"], **how))


def besides_numbers(here: Site) -> State:
    """What is known, but for the numbers that commands have used up."""
    state = here.controller.state
    return state._replace(site=replace(state.site, issuers=()))


async def last(here: Site) -> dict[str, Any]:
    return (await queued(here))[-1]
