"""Central calls badges back: the newest list counts, over a restart too, and the longest fits into a command."""

import json
from pathlib import Path

from central_kit import command, signed, site

from lockerd.central.command_models import MAX_COMMAND_BYTES
from lockerd.domain.model.called_back import BADGES_MAX, BadgeList

NAME = "badges.call_back"


async def test_the_newest_list_counts_also_over_a_restart(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        assert (await here.ask(command(NAME, {"version": 7, "badges": ["b-1", "b-2"]})))["status"] == "accepted"
        assert "badges.called_back" in await here.facts()
    async with site(tmp_path) as here:
        assert here.controller.state.site.badge_list == BadgeList(7, ("b-1", "b-2"))
        reply = await here.ask(command(NAME, {"version": 6, "badges": []}))
        assert (reply["status"], reply["reason"]) == ("refused", "badge_list_old")
        assert (await here.ask(command(NAME, {"version": 8, "badges": []})))["status"] == "accepted"
        assert here.controller.state.site.badge_list == BadgeList(8)


async def test_a_list_that_does_not_fit_is_refused_with_its_place(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        for body in (
            {"version": 1, "badges": ["b-1", "b-1"]},
            {"version": 1, "badges": ["Erika M"]},
            {"version": 0, "badges": []},
            {"version": 1, "badges": [f"b-{n}" for n in range(BADGES_MAX + 1)]},
            {"badges": []},
        ):
            assert (await here.ask(command(NAME, body)))["status"] == "refused", body
        assert here.controller.state.site.badge_list == BadgeList()


async def test_no_badge_stands_in_what_is_told(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.ask(command(NAME, {"version": 1, "badges": ["b-needle"]}))
        rows = await here.store.custody(0, 1000)
        assert "b-needle" not in json.dumps([dict(row.data) for row in rows])


def test_the_longest_list_fits_into_a_command() -> None:
    longest = [f"{n:064}" for n in range(BADGES_MAX)]
    assert len(signed(command(NAME, {"version": 2**53 - 1, "badges": longest}))) < MAX_COMMAND_BYTES
