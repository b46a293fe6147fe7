"""The session over a real mosquitto: in step end to end, and again in step after whatever happens to the broker."""

import asyncio
from pathlib import Path

import pytest
from broker import Mosquitto
from central_kit import (
    BOUND_S,
    CENTRAL_KEY,
    NOW_S,
    SITE,
    STRANGER_KEY,
    TOPICS,
    Site,
    announce_body,
    central,
    command,
    eventually,
    in_session,
    order_id,
    signed,
    site,
)
from central_wire import Wire

from lockerd.central import pump, session
from lockerd.central.adapter import connect
from lockerd.central.command_models import MAX_COMMAND_BYTES
from lockerd.central.command_table import COMMANDS
from lockerd.central.link import Broker, Post
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport

pytestmark = pytest.mark.broker


def at(port: int) -> Broker:
    return Broker(host="127.0.0.1", port=port, client_id=SITE)


def everything(here: Site) -> list[int]:
    return list(range(1, here.controller.head.number + 1))


async def test_central_announces_an_order_and_hears_all_about_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        async with in_session(here.session(at(mosquitto.port))):
            order = order_id()
            reply = await there.ask(command("order.announce", announce_body(order)))
            assert (reply["status"], reply["reason"], reply["name"]) == ("accepted", None, "order.announce")
            await here.sent()
        assert order in here.controller.state.orders
        assert there.numbers() == everything(here)
        assert there.of("reply/")[0].correlation == b"7"
        (announced,) = there.of("event/order.announced")
        assert announced.content_type == "application/cloudevents+json; charset=utf-8"
        assert not announced.retained
        assert announced.content["data"]["order"] == order


async def test_every_commit_is_told_at_once(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with (
        site(tmp_path / "site") as here,
        central(mosquitto.port) as there,
        in_session(here.session(at(mosquitto.port))),
    ):
        await here.sent()
        await here.happen(1)
        await there.until(lambda: there.numbers() == everything(here))


async def test_presence_is_retained_and_the_broker_says_when_the_site_is_gone(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with site(tmp_path / "site") as here:
        async with in_session(here.session(at(mosquitto.port))), central(mosquitto.port) as late:
            await late.until(lambda: late.of("state"))
            assert late.of("state")[0].retained
            online = late.of("state")[0].content
            assert (online["state"], online["boot"], online["since"]) == ("online", "boot-1", NOW_S)
            assert online["contract"] == "1.1"
            assert online["commands"] == sorted(COMMANDS)
            assert online["kinds"] == ["collection", "hand_in", "swap"]
            assert {"events.replay/epoch", "order.announce/needs", "order.announce/needs.size"} <= {*online["options"]}
            assert online["requires"] == ["same_again", "strict_fields"]
        async with central(mosquitto.port) as later:
            await later.until(lambda: later.of("state") and later.of("state")[-1].content["state"] == "offline")
            assert later.of("state")[-1].content == online | {"state": "offline", "since": None}


async def test_the_snapshot_is_retained_and_asked_for_again(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        async with in_session(here.session(at(mosquitto.port))):
            await there.until(lambda: there.of("reported"))
            await here.happen(1)
            await there.ask(command("state.request"))
            await there.until(lambda: len(there.of("reported")) >= 2)
            last = there.of("reported")[-1].content
            assert [each["id"] for each in last["compartments"]] == ["A01", "A02"]
            assert last["compartments"][0] == {
                "id": "A01",
                "condition": "to_check",
                "out_of_service": False,
                "blocked_by": [],
                "door": "unknown",
                "latch": "unknown",
                "item": "unknown",
            }
            assert last["config"] == "c" * 64
            assert last["head"]["number"] >= 4
        async with central(mosquitto.port) as late:
            await late.until(lambda: late.of("reported"))
            assert late.of("reported")[0].retained


async def test_the_snapshot_follows_the_lines_of_the_cabinet(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with (
        site(tmp_path / "site") as here,
        central(mosquitto.port) as there,
        in_session(here.session(at(mosquitto.port))),
    ):
        await there.until(lambda: there.of("reported"))
        here.controller.report(AuxiliaryReport(AuxiliaryInput.MAINS_LOST, active=True))
        await there.until(lambda: len(there.of("reported")) >= 2)
        first, last = (each.content["auxiliary"] for each in there.of("reported"))
        assert first == {"service_key": None, "mains_lost": None, "tamper": None, "fire": None}
        assert last == {"service_key": None, "mains_lost": True, "tamper": None, "fire": None}
        waiting = [each.content["attention"] for each in there.of("reported")]
        nothing = {"reason": "", "compartment": None, "order": None}
        assert (waiting[0], waiting[-1]) == ([], [{"call": "mains_lost", **nothing}])
        await there.until(lambda: there.of("event/mains.lost"))


async def test_without_a_broker_everything_local_goes_on_and_is_caught_up(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "COUNT_PAUSE_S", 0.1)
    mosquitto.stop()
    async with site(tmp_path / "site") as here:
        running = here.session(at(mosquitto.port))
        task = asyncio.create_task(running.run())
        await here.happen(700)
        assert not task.done()
        await eventually(lambda: running.progress.unsent > 700)
        task.cancel()
        await asyncio.wait({task})
        mosquitto.start()
        async with central(mosquitto.port) as there, in_session(here.session(at(mosquitto.port))):
            await there.until(lambda: len(there.numbers()) == len(everything(here)))
            assert there.numbers() == everything(here)
            await here.sent()


async def test_a_killed_broker_loses_events_which_is_seen_and_mended(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, in_session(here.session(at(mosquitto.port))) as running:
        async with central(mosquitto.port, keep=True):
            await here.sent()
        await here.happen(50)
        await here.sent()  # the broker has acknowledged them and holds them for central, which is away
        mosquitto.kill()
        await eventually(lambda: not running.progress.connected)
        await here.happen(10)
        mosquitto.start()
        async with central(mosquitto.port, keep=True) as there:
            await there.until(lambda: there.of("reported"))
            head = there.of("reported")[-1].content["head"]["number"]
            assert head == everything(here)[-1]
            missing = sorted(set(everything(here)) - set(there.numbers()))
            assert len(missing) >= 50
            reply = await there.ask(command("events.replay", {"first": missing[0], "last": missing[-1]}))
            assert reply["status"] == "accepted"
            await there.until(lambda: set(there.numbers()) == set(everything(here)))


async def test_a_link_cut_in_mid_window_loses_nothing_and_doubles_only_whole_events(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BACK_OFF_LONGEST_S", 0.1)
    async with (
        site(tmp_path / "site") as here,
        central(mosquitto.port) as there,
        Wire(mosquitto.port, cuts=(100, 150, 200, 250, 300)) as wire,
    ):
        await here.happen(400)
        async with in_session(here.session(at(wire.port))):
            await here.sent()
            assert not wire.cuts
        await there.until(lambda: everything(here)[-1] in there.numbers())
        first_seen = list(dict.fromkeys(there.numbers()))
        assert first_seen == everything(here)
        bodies = {(each.content["id"], each.payload) for each in there.of("event/")}
        assert len(bodies) == len(first_seen)
        assert len(there.numbers()) > len(first_seen)


async def test_a_command_not_acknowledged_before_the_crash_comes_again_and_is_done_once(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    content = command("order.announce", announce_body())
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        will = Post(TOPICS.state, "{}", retain=True)
        async with connect(at(mosquitto.port), will) as link:
            await link.subscribe(TOPICS.commands)
            await there.send(content)
            message = await anext(aiter(link.messages()))
            await here.commands.handle(message)  # decided and committed; the crash comes before the acknowledgement
        assert len(here.controller.state.orders) == 1
        facts = await here.facts()
        async with in_session(here.session(at(mosquitto.port))):
            await there.until(lambda: len(there.replies()) == 2)
            assert [reply["status"] for reply in there.replies()] == ["accepted", "accepted"]
            await here.sent()
        assert await here.facts() == facts
        await nothing_waits_for_the_site(mosquitto)


async def test_a_command_is_acknowledged_only_when_it_is_dealt_with(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = command("order.announce", announce_body())
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        begun = asyncio.Event()

        async def hang(_: object) -> None:
            begun.set()
            await asyncio.get_running_loop().create_future()

        with monkeypatch.context() as patch:
            patch.setattr(here.commands, "handle", hang)
            async with in_session(here.session(at(mosquitto.port))):
                await there.send(content)
                async with asyncio.timeout(BOUND_S):
                    await begun.wait()
                await here.happen(1)
                await here.sent()  # whatever was said to the broker before is said by now
        async with in_session(here.session(at(mosquitto.port))):
            await there.until(lambda: there.reply_to(content))


async def test_commands_sent_while_the_site_is_away_are_kept_for_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        async with in_session(here.session(at(mosquitto.port))):
            pass
        late = command("order.announce", announce_body(), exp=NOW_S)
        good = command("order.announce", announce_body())
        for content in (late, good, good):
            await there.send(content)
        async with in_session(here.session(at(mosquitto.port))):
            await there.until(lambda: len(there.replies()) == 3)
        assert len(here.controller.state.orders) == 1
        assert there.reply_to(late) is not None
        assert sorted(str(reply["reason"]) for reply in there.replies()) == ["None", "None", "expired"]


async def test_bad_messages_are_acknowledged_and_do_not_come_again(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        async with in_session(here.session(at(mosquitto.port))) as running:
            facts = await here.facts()
            topic = TOPICS.full("command/state.request")
            await there.publish(topic, b"\xff\x00{")
            await there.publish(topic, b"x" * (MAX_COMMAND_BYTES + 1))
            await there.publish(topic, b"x" * 100_000)  # above our packet limit: the broker itself drops it
            await there.publish(topic, signed(command("state.request"), key=STRANGER_KEY))
            await there.publish(topic, signed(command("state.request", site="rathaus-2")))
            await there.publish(topic, signed(command("state.request"), key=CENTRAL_KEY), retain=True)
            await there.ask(command("state.request"))
            assert running.progress.dropped == {
                "malformed": 1,
                "oversized": 1,
                "unknown_key": 1,
                "wrong_site": 1,
                "retained": 1,
            }
            assert len(there.replies()) == 1
            await here.sent()
            assert await here.facts() == facts
        await nothing_waits_for_the_site(mosquitto)


async def test_a_broker_that_acknowledges_nothing_is_left(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "ACKNOWLEDGE_TIMEOUT_S", 0.2)
    async with (
        site(tmp_path / "site") as here,
        Wire(mosquitto.port) as wire,
        in_session(here.session(at(wire.port))) as running,
    ):
        await here.sent()
        wire.stall()
        await here.happen(1)
        await eventually(lambda: "acknowledged nothing" in str(running.progress.error))
        await here.sent()


async def test_two_clients_with_one_name_take_turns_ever_more_slowly(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, in_session(here.session(at(mosquitto.port))) as running:
        async with connect(at(mosquitto.port), Post(TOPICS.state, "{}", retain=True)):
            await eventually(lambda: not running.progress.connected)
        await eventually(lambda: running.progress.connected)


async def test_the_status_says_in_words_why_there_is_no_connection(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, in_session(here.session(at(mosquitto.port))) as running:
        assert running.progress.connected
        assert running.progress.error is None
        mosquitto.stop()
        await eventually(lambda: running.progress.error == "the connection was lost")
        assert not running.progress.connected
        await eventually(lambda: "Connection refused" in str(running.progress.error))
        mosquitto.start()
        await eventually(lambda: running.progress.connected)


async def test_a_defect_of_ours_ends_the_session(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:

        async def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(here.commands, "handle", broken)
        task = asyncio.create_task(here.session(at(mosquitto.port)).run())
        await there.until(lambda: there.of("reported"))
        await there.publish(TOPICS.full("command/state.request"), b"x")
        await asyncio.wait({task}, timeout=10)
        assert isinstance(task.exception(), ZeroDivisionError)


async def nothing_waits_for_the_site(mosquitto: Mosquitto) -> None:
    """Connect in the site's name: a message sent to ourselves must be the first to come."""
    async with connect(at(mosquitto.port), Post(TOPICS.state, "{}", retain=True)) as link:
        await link.subscribe(TOPICS.commands)
        await link.post(Post(TOPICS.full("command/last"), "last"))
        message = await anext(aiter(link.messages()))
        assert message.payload == b"last"
        link.acknowledge(message)
