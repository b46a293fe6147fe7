"""A broker in wrong hands costs neither memory nor commands: what nobody agreed to ends the link (F63)."""

import asyncio
import logging
import tracemalloc
from functools import partial
from pathlib import Path

import pytest
from central_kit import BOUND_S, SITE, TOPICS, command, eventually, in_session, signed, site
from hostile_broker import Talk, hostile, packet, publish, varint

from lockerd.central import adapter, dropped, pump
from lockerd.central.adapter import connect
from lockerd.central.intake import MAX_PACKET_BYTES
from lockerd.central.link import Broker, LinkLostError, Post

WILL = Post(TOPICS.state, "gone", retain=True)
MEGABYTE = 1 << 20


def at(port: int) -> Broker:
    return Broker("127.0.0.1", port, SITE)


def _answered(talk: Talk, count: int) -> bool:
    return len(talk.acknowledged) >= count


async def lost(port: int) -> str:
    """Why the connection ended."""
    try:
        async with asyncio.timeout(BOUND_S), connect(at(port), WILL) as link:
            await link.subscribe(TOPICS.commands)
            async for _ in link.messages():
                pass
    except LinkLostError as why:
        return str(why)
    pytest.fail("the link went on")


@pytest.mark.parametrize("kind", [0x30, 0x32, 0x34, 0x20, 0x40, 0x90, 0xD0, 0xE0, 0xF0])
async def test_a_packet_of_200_mb_ends_the_link_before_it_is_read(kind: int) -> None:
    taken = []

    async def attack(talk: Talk) -> None:
        await talk.send(bytes((kind,)) + varint(200 * MEGABYTE))
        taken.append(await talk.flood(bytes(MAX_PACKET_BYTES), 200 * MEGABYTE))

    async with hostile(attack) as broker:
        tracemalloc.start()
        try:
            why = await lost(broker.port)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        await eventually(lambda: bool(taken))
        assert "a packet of 209715205 bytes; 65536 are agreed" in why
        assert peak < 2 * MEGABYTE
        assert taken[0] < 50 * MEGABYTE  # what the kernel's buffers held
        assert broker.talks[0].goodbye == 0x95


async def test_a_packet_as_large_as_agreed_is_read_and_one_byte_more_is_not() -> None:
    room = MAX_PACKET_BYTES - len(publish(b"x" * MAX_PACKET_BYTES)) + MAX_PACKET_BYTES

    async def attack(talk: Talk) -> None:
        await talk.send(publish(b"x" * room) + publish(b"x" * (room + 1)))

    async with hostile(attack) as broker, connect(at(broker.port), WILL) as link:
        await link.subscribe(TOPICS.commands)
        messages = aiter(link.messages())
        assert len((await anext(messages)).payload) == room
        with pytest.raises(LinkLostError, match="65537 bytes"):
            await anext(messages)


@pytest.mark.parametrize(
    "unasked",
    [
        publish(b"x", qos=2),
        publish(b"x", qos=3),
        b"\xc0\x00",  # PINGREQ: each would be answered
        packet(0x50, b"\x00\x01"),  # PUBREC
        packet(0x62, b"\x00\x01"),  # PUBREL
        packet(0x10, b"\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00"),
        packet(0x00, b"x"),
    ],
    ids=lambda unasked: unasked[:1].hex(),
)
async def test_packets_that_nobody_asked_for_end_the_link(unasked: bytes) -> None:
    async with hostile(lambda talk: talk.send(unasked * 1000)) as broker:
        assert "nobody asked for" in await lost(broker.port)


@pytest.mark.parametrize(
    "garbled",
    [
        packet(0x32, b"\x00\x02\xff\xfe\x00\x01\x00"),  # a topic that is no UTF-8
        packet(0x32, b"\x00\xff"),  # a topic longer than its packet
        packet(0x32, b"\x00\x01#\x00\x01\x00"),  # a pattern for a topic
        packet(0x32, b"\x00\x00\x00\x01\x00"),  # a topic alias that we never allowed
        packet(0x32, b"\x00\x01a\x00\x01\x7f"),  # properties longer than the packet
        packet(0x32, b"\x00\x01a\x00\x01\x02\x99\x00"),  # a property that does not exist
        packet(0x40, b""),
        packet(0x90, b"\x00"),
        packet(0x20, b"\x00"),
        b"\x32\xff\xff\xff\xff\x7f",
    ],
    ids=lambda garbled: garbled.hex(),
)
async def test_what_cannot_be_read_ends_the_link_in_words(garbled: bytes) -> None:
    async with hostile(lambda talk: talk.send(garbled)) as broker:
        why = await lost(broker.port)
        assert why.startswith(("the broker sends", "the connection was lost")), why


async def test_a_server_that_answers_the_first_packet_with_a_huge_one() -> None:
    async def attack(talk: Talk) -> None:
        del talk

    async with hostile(attack, connack=b"\x20" + varint(200 * MEGABYTE) + bytes(MEGABYTE)) as broker:
        assert "a packet of 209715205 bytes" in await lost(broker.port)


async def test_rubbish_of_qos_0_takes_no_room_and_commands_pass_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = command("state.request")
    burst = publish(b"rubbish" * 20, qos=0) * 500

    async def attack(talk: Talk) -> None:
        for number in range(1, 21):
            await talk.send(
                burst + publish(signed(asked).encode(), mid=number, topic=TOPICS.full("command/state.request"))
            )

    async with (
        hostile(attack) as broker,
        site(tmp_path / "site") as here,
        in_session(here.session(at(broker.port))) as session,
    ):
        await eventually(lambda: len(broker.talks[0].acknowledged) == 20)
        assert session.progress.dropped == {"qos_0": 10_000}
        assert session.progress.connected
        assert len(broker.talks) == 1
    assert len([line for line in caplog.records if line.levelno >= logging.WARNING]) == 1
    assert "rubbish" not in caplog.text


async def test_a_message_that_finds_no_room_ends_the_link_so_that_it_comes_again() -> None:
    """Dropped silently it would stay unacknowledged, and with eight of them no command would ever come again."""

    async def attack(talk: Talk) -> None:
        await talk.send(b"".join(publish(b"x", mid=number) for number in range(1, 3 * adapter.MAX_QUEUED)))

    async with hostile(attack) as broker, connect(at(broker.port), WILL) as link:
        await link.subscribe(TOPICS.commands)
        await eventually(broker.talks[0].ended.is_set)
        with pytest.raises(LinkLostError, match="more commands ahead than are agreed"):
            await link.post(Post(TOPICS.full("event/x"), "{}"))
        assert broker.talks[0].goodbye == 0x93


async def test_rubbish_of_qos_1_is_acknowledged_and_told_to_the_log_once_a_minute(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def attack(talk: Talk) -> None:
        for number in range(1, 301):
            await talk.send(publish(b"rubbish", mid=number))
            await eventually(partial(_answered, talk, number - 7))

    async with (
        hostile(attack) as broker,
        site(tmp_path / "site") as here,
        in_session(here.session(at(broker.port))) as session,
    ):
        await eventually(lambda: len(broker.talks[0].acknowledged) == 300)
        assert session.progress.dropped == {"malformed": 300}
        assert caplog.text.count("were dropped") == 1
        monkeypatch.setattr(dropped, "LOG_PAUSE_S", 0.0)
        here.commands.dropped._quiet_until_s = 0.0
        here.commands.dropped.add("malformed")
    assert "malformed 300" in caplog.text


async def test_a_broker_that_acknowledges_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump, "ACKNOWLEDGE_TIMEOUT_S", 0.1)

    async def attack(talk: Talk) -> None:
        del talk

    async with (
        hostile(attack, acknowledges=False) as broker,
        site(tmp_path / "site") as here,
        in_session(here.session(at(broker.port))) as session,
    ):
        await eventually(lambda: "acknowledged nothing" in (session.progress.error or ""))
