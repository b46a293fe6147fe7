"""One id, one answer: decided once, answered for ever, and never kept longer than the command lives (rule 9)."""

import pytest
from central_kit import (
    NOW_S,
    STRANGER_KEY,
    Site,
    announce_body,
    command,
    read_reply,
    received,
    signed,
)
from commands_kit import last, queued, send


async def test_a_known_id_gets_its_answer_again_and_nothing_happens(here: Site) -> None:
    content = command("order.announce", announce_body())
    await send(here, content)
    facts = await here.facts()
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["status"] == "accepted"
    assert await here.facts() == facts
    assert len(await queued(here)) == 1


async def test_rule_09_a_known_id_gets_its_answer_even_when_expired_by_now(here: Site) -> None:
    content = command("order.announce", announce_body())
    await send(here, content)
    here.clock.lo_s, here.clock.hi_s = NOW_S + 9_000, NOW_S + 9_002
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["status"] == "accepted"


async def test_the_same_id_with_another_content_is_refused(here: Site) -> None:
    content = command("order.announce", announce_body())
    await send(here, content)
    state = here.controller.state
    other = await send(here, content | {"body": announce_body()})
    assert other.reply is not None
    assert read_reply(other.reply.payload)["reason"] == "id_reused"
    assert here.controller.state is state


async def test_what_the_domain_refuses_is_answered_and_remembered(here: Site) -> None:
    body = announce_body(authority="elsewhere")
    content = command("order.announce", body)
    await send(here, content)
    (reply,) = await queued(here)
    assert (reply["status"], reply["reason"]) == ("refused", "authority_unknown")
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["reason"] == "authority_unknown"


async def test_a_command_refused_for_unknown_time_stays_refused(here: Site) -> None:
    here.clock.hi_s = None
    content = command("order.announce", announce_body())
    await send(here, content)
    here.clock.hi_s = NOW_S + 2
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["reason"] == "time_unknown"
    assert not here.controller.state.orders


async def test_rule_09_the_same_command_signed_again_with_a_new_time_is_done_once(here: Site) -> None:
    content = command("order.announce", announce_body())
    await send(here, content)
    facts = await here.facts()
    again = await send(here, content | {"iat": NOW_S + 50, "exp": NOW_S + 90, "number": 2})
    assert again.reply is not None
    assert read_reply(again.reply.payload)["status"] == "accepted"
    assert await here.facts() == facts


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ({"iat": NOW_S - 400, "exp": NOW_S - 100}, "expired"),
        ({"iat": NOW_S + 400, "exp": NOW_S + 700}, "not_yet_valid"),
        ({"iat": NOW_S + 60, "exp": NOW_S + 10}, "exp_before_iat"),
        ({"iat": NOW_S, "exp": NOW_S + 60 * 86_400}, "lifetime_too_long"),
        ({"iat": NOW_S + 60 * 86_400, "exp": NOW_S + 60 * 86_400 + 300}, "not_yet_valid"),
    ],
)
async def test_what_is_refused_for_its_times_is_judged_anew_with_others_and_never_with_the_same(
    here: Site, times: dict[str, int], why: str
) -> None:
    content = command("order.announce", announce_body())
    await send(here, content | times)
    assert (await last(here))["reason"] == why
    here.clock.lo_s, here.clock.hi_s = times["iat"], times["iat"] + 1
    again = await send(here, content | times)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["reason"] == why
    assert not here.controller.state.orders
    here.clock.lo_s, here.clock.hi_s = NOW_S, NOW_S + 2
    await send(here, content)
    assert (await last(here))["status"] == "accepted"


async def test_a_command_signed_for_the_future_is_not_kept_until_its_id_is_forgotten(here: Site) -> None:
    """Signed 60 days ahead it would be done now, and once more when its id is no longer remembered."""
    ahead_s = 60 * 86_400
    content = command("order.announce", announce_body(), iat=NOW_S + ahead_s, exp=NOW_S + ahead_s + 300)
    await send(here, content)
    assert (await last(here))["reason"] == "not_yet_valid"
    assert not here.controller.state.orders


async def test_rule_09_an_id_is_remembered_only_of_a_verified_command(here: Site) -> None:
    content = command("order.announce", announce_body())
    await here.commands.handle(received(signed(content), name="order.announce", retained=True))
    await here.commands.handle(received(signed(content, key=STRANGER_KEY), name="order.announce"))
    await send(here, content)
    (reply,) = await queued(here)
    assert reply["status"] == "accepted"
