"""What is remembered of a command is what its reply said, also where it was refused before any decision."""

from pathlib import Path

import pytest
from central_kit import NOW_S, announce_body, command, site

from lockerd.central.command_models import MAX_PLACE_CHARS, CommandRefusal
from lockerd.central.replies import Told, told
from lockerd.central.unfit import Unfit
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.refusals import Refusal
from lockerd.store import MEMO_TEXT_CHARS

GRANT = GrantId("0" * 32)


async def test_a_reply_outlives_the_process_whoever_gave_it(tmp_path: Path) -> None:
    """Whatever the site would say now, it says what it said."""
    asked = {
        "accepted": command("order.announce", announce_body()),
        "authority_unknown": command("order.announce", announce_body(authority="elsewhere")),
        "field_unknown": command("order.announce", announce_body(only_mornings=True)),
        "expired": command("order.announce", announce_body(), exp=NOW_S),
        "events_unknown": command("events.replay", {"first": 1_000}),
        "snapshot": command("state.request"),
    }
    async with site(tmp_path / "site") as here:
        said = {why: await here.ask(content) for why, content in asked.items()}
        await here.happen(1_000)
    assert [reply["reason"] or why for why, reply in said.items() if reply["status"] == "refused"] == [*asked][1:5]
    assert said["field_unknown"]["data"] == {"place": "body.only_mornings"}
    async with site(tmp_path / "site") as here:
        here.clock.lo_s, here.clock.hi_s = NOW_S - 100, NOW_S - 90
        unsent = await here.unsent()
        for why, content in asked.items():
            assert await here.ask(content) == said[why] | {"lo_s": NOW_S - 100, "hi_s": NOW_S - 90}
        assert await here.unsent() == unsent, "nothing was decided, and nothing written"
        anew = asked["expired"] | {"iat": NOW_S - 1, "exp": NOW_S + 60}
        assert (await here.ask(anew))["status"] == "accepted"


@pytest.mark.parametrize(
    "most",
    [
        Unfit(CommandRefusal.REQUIREMENT_UNKNOWN, "x" * MAX_PLACE_CHARS),
        Refused(Refusal.PICKUP_NUMBER_CLOSED, 1 << 53),
        Accepted(grant=GRANT),
    ],
    ids=lambda most: type(most).__name__,
)
def test_what_is_remembered_fits_and_reads_back(most: Answer | Unfit) -> None:
    became = told(most)
    assert Told.model_validate_json(became.text()) == became
    assert len(became.text()) <= MEMO_TEXT_CHARS


def test_what_was_remembered_before_it_was_central_s_own_text_is_still_read() -> None:
    accepted = f'{{"accepted": true, "grant": "{GRANT}", "visit": null}}'
    refused = '{"accepted": false, "reason": "order_unknown", "retry_after_ms": null}'
    assert Told.model_validate_json(accepted) == told(Accepted(grant=GRANT))
    assert Told.model_validate_json(refused) == told(Refused(Refusal.ORDER_UNKNOWN))
