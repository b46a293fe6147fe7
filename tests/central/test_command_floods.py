"""A central gone wild: what it asks for in vain fills neither memory nor disk, and what it was told stays told."""

from typing import Any

import pytest
from central_kit import Site, announce_body, command, order_id, read_reply, received, signed

from lockerd.controller.bucket import BURST
from lockerd.domain.model.events import Tick
from lockerd.domain.model.facts import FactType
from lockerd.store import MEMO_LIMITS, MemoLimit, OutgoingReply


async def send(here: Site, content: dict[str, Any]) -> str | None:
    """The reason of a reply that is not kept; None: it waits in the outbox."""
    handled = await here.commands.handle(received(signed(content), name=content["name"]))
    return None if handled.reply is None else str(read_reply(handled.reply.payload)["reason"])


async def kept(here: Site) -> int:
    return sum(isinstance(row, OutgoingReply) for row in await here.store.unsent(0, 10_000))


@pytest.mark.parametrize("body", [{}, {"order": order_id()}], ids=["malformed", "refused by the domain"])
async def test_refused_commands_are_limited_and_the_rest_is_busy(here: Site, body: dict[str, Any]) -> None:
    told = [await send(here, command("grant.reissue", body)) for _ in range(10 * BURST)]
    assert told == [None] * BURST + ["busy"] * 9 * BURST
    assert await kept(here) == BURST
    rows = await here.store.custody(0, 1_000)
    assert sum(row.type == FactType.COMMAND_REFUSED for row in rows) <= 1
    here.clock.mono_ms += 60_000
    await here.controller.submit(Tick())
    counted = [row.data["count"] for row in await here.store.custody(0, 1_000) if row.type == FactType.COMMAND_REFUSED]
    assert counted in ([], [1, BURST - 1])


async def test_what_was_refused_stays_refused_and_what_was_busy_may_come_again(here: Site) -> None:
    refused = [command("grant.reissue", {"order": order_id()}) for _ in range(BURST)]
    for content in refused:
        await send(here, content)
    order = order_id()
    announce = command("order.announce", announce_body(order))
    assert await send(here, announce) == "busy"
    assert await send(here, refused[0]) == "order_unknown", "a known id gets its answer"
    here.clock.mono_ms += 1_000
    assert await send(here, announce) is None
    assert order in here.controller.state.orders


async def test_commands_that_are_accepted_draw_nothing(here: Site) -> None:
    for _ in range(3 * BURST):
        assert await send(here, command("state.request")) is None


async def test_questions_without_end_are_busy_once_their_ids_fill_the_memory_and_none_is_forgotten(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are accepted and decide nothing, and each leaves an id and a reply all the same."""
    monkeypatch.setitem(MEMO_LIMITS, "command", MemoLimit(count=5, bytes=8 << 20))
    questions = [command("state.request") for _ in range(20)]
    assert [await send(here, content) for content in questions] == [None] * 5 + ["busy"] * 15
    assert await kept(here) == 5
    assert {(await here.ask(content))["status"] for content in questions[:5]} == {"accepted"}
    assert await kept(here) == 5
