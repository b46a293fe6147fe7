"""Central says that it holds the log: what fits lets the site cut, what does not is an alarm (F60, F71)."""

import contextlib
from pathlib import Path
from typing import Any

from central_kit import Site, command, site

from lockerd.central.command_models import ReplyData
from lockerd.daemon.cutting import Cutting
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.shown.attention import Call
from lockerd.store import Store, verify

NAME = "custody.confirm"
DAY_S = 86_400
KEEP_DAYS = 30


async def confirm(here: Site, number: int, *, epoch: int = 1, root: str | None = None) -> dict[str, Any]:
    ours = (await here.store.root(epoch, number)).hex() if root is None else root
    return await here.ask(now(here, NAME, {"epoch": epoch, "number": number, "root": ours}))


def now(here: Site, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """A command that is sent at the site's own time."""
    return command(name, body, iat=here.clock.lo_s, exp=here.clock.lo_s + 300)


def calls(here: Site) -> set[Call]:
    return {each.call for each in here.controller.attention()}


async def delivered(store: Store) -> None:
    while waiting := await store.unsent(0, 10_000):
        await store.acknowledged([each.id for each in waiting])


async def old(here: Site, rows: int = 1_600) -> int:
    """So many rows, long ago, all of them with central; returns the newest number."""
    await here.happen(rows)
    await delivered(here.store)
    here.clock.lo_s += (KEEP_DAYS + 1) * DAY_S
    here.clock.hi_s = here.clock.lo_s + 2
    return here.controller.head.number


async def cut(here: Site) -> int:
    await Cutting(here.controller, here.store, KEEP_DAYS).look()
    return sum(last - first + 1 for first, last in await here.store.cut_among(1))


async def test_what_central_holds_is_remembered_over_a_restart_and_never_goes_back(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.happen(50)
        assert (await confirm(here, 40))["status"] == "accepted"
        assert (await confirm(here, 30))["status"] == "accepted"
        facts = await here.facts()
    async with site(tmp_path) as here:
        assert here.controller.state.site.kept.by_epoch == {1: 40}
        assert not [fact for fact in facts if fact.startswith("custody.")], "a confirmation needs no row of the log"


async def test_f71_another_root_is_an_alarm_until_the_logs_agree_again(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.happen(50)
        for _ in range(3):
            reply = await confirm(here, 40, root="ab" * 32)
            assert (reply["status"], reply["reason"]) == ("refused", "log_differs")
        assert (await here.facts()).count("custody.differs") == 1, "told once, however often it is said"
        assert Call.LOG_DIFFERS in calls(here)
        assert (await confirm(here, 39))["status"] == "accepted", "it agrees less far than it differed"
        assert Call.LOG_DIFFERS in calls(here)
    async with site(tmp_path) as here:
        assert Call.LOG_DIFFERS in calls(here)
        assert (await confirm(here, 40))["status"] == "accepted"
        assert Call.LOG_DIFFERS not in calls(here)
        assert (await here.facts()).count("custody.agrees") == 1


async def test_f70_central_that_holds_more_than_was_ever_written_here_is_an_alarm(tmp_path: Path) -> None:
    """The card was put back with all that tells of it: only central knows."""
    async with site(tmp_path) as here:
        for epoch, number in ((1, here.controller.head.number + 1), (2, 1)):
            reply = await confirm(here, number, epoch=epoch, root="ab" * 32)
            assert reply["reason"] == "log_differs"
        assert Call.LOG_DIFFERS in calls(here)


async def test_the_end_of_an_older_epoch_that_was_put_back_is_not_known_here(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        known = here.controller.head.number
    (tmp_path / "head").write_bytes(b"%010d %020d\n" % (1, known + 9))
    async with site(tmp_path) as here:
        assert here.controller.head.epoch == 2
        assert (await confirm(here, known + 1, root="ab" * 32))["reason"] == "events_unknown"
        assert (await confirm(here, known))["status"] == "accepted"
        assert Call.LOG_DIFFERS not in calls(here)


async def test_nothing_goes_before_central_holds_it_and_its_days_are_over(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        newest = await old(here)
        assert await cut(here) == 0, "central has not said so"
        await confirm(here, newest)
        here.clock.doubt = Doubt.BEHIND
        assert await cut(here) == 0, "nobody knows how old anything is"
        here.clock.doubt = None
        await Cutting(here.controller, here.store, None).look()
        assert not await here.store.cut_among(1), "the operator did not ask for it"
        assert await cut(here) == newest - 1_000
        facts = await here.facts()
        assert facts.count("custody.cut") == 1
        assert await cut(here) == newest - 1_000
        assert (await here.facts()).count("custody.cut") == 1
    assert verify(tmp_path / "lockerd.db").fault is None


async def test_f71_nothing_is_cut_while_the_logs_differ(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        newest = await old(here)
        await confirm(here, newest)
        await confirm(here, newest - 1, root="ab" * 32)
        assert await cut(here) == 0
        await confirm(here, newest)
        assert await cut(here) == newest + 2 - 1_000, "two rows say that it differed, and that it agrees"


async def test_a_cut_that_a_crash_broke_off_goes_on(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        newest = await old(here)
        await confirm(here, newest)
        once = here.store.cut

        async def dies(to: tuple[int, int]) -> int:
            await once(to)
            raise ZeroDivisionError

        here.store.cut = dies  # type: ignore[method-assign]
        with contextlib.suppress(ZeroDivisionError):
            await cut(here)
        clock = here.clock
    async with site(tmp_path) as here:
        here.clock.lo_s, here.clock.hi_s = clock.lo_s, clock.hi_s
        assert sum(last - first + 1 for first, last in await here.store.cut_among(1)) == 250
        assert await cut(here) == newest - 1_000
        assert (await here.facts()).count("custody.cut") == 1


async def test_a_replay_of_what_was_cut_says_so_also_when_it_is_asked_again(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        newest = await old(here)
        await confirm(here, newest)
        await cut(here)
        asked = now(here, "events.replay", {"epoch": 1, "first": 2, "last": newest})
        for _ in range(2):
            reply = await here.ask(asked)
            assert reply["status"] == "accepted"
            assert reply["data"]["cut"] == [[2, newest - 1_000]]
        await delivered(here.store)
        reply = await here.ask(now(here, "events.replay", {"epoch": 1, "first": newest - 999}))
        assert reply["status"] == "accepted"
        assert "cut" not in reply["data"]


async def test_what_is_no_root_is_refused_with_its_place(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        for body, place in (
            ({"epoch": 1, "number": 1, "root": "AB" * 32}, "body.root"),
            ({"epoch": 1, "number": 0, "root": "ab" * 32}, "body.number"),
            ({"epoch": 1, "number": 1}, "body.root"),
            ({"epoch": 1, "number": 1, "root": "ab" * 32, "unless": "x"}, "body.unless"),
        ):
            reply = await here.ask(now(here, NAME, body))
            assert (reply["status"], reply["data"].get("place")) == ("refused", place)
        assert here.controller.state.site.kept.confirmed == ()


def test_the_longest_answer_about_cuts_is_small() -> None:
    """It is remembered with the command (512 characters), and has to fit through any broker."""
    runs = tuple((10**12 + each, 10**12 + each) for each in range(8))
    assert len(ReplyData(cut=runs).model_dump_json(exclude_none=True)) < 400
