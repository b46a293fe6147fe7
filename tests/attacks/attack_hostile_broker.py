"""The broker falls into wrong hands: a packet of 200 MB, floods of rubbish, handshakes without end."""

import asyncio
from itertools import count
from typing import Final

from hostile_broker import Talk, hostile, publish, varint
from siege import MIB, Target

from lockersim.site.site import SITE_ID

TOPIC: Final = f"lockerd/v1/{SITE_ID}/command/order.cancel"
ANNOUNCED: Final = 200 * MIB
BACK_S: Final = 75.0
"""After a row of bad connections lockerd waits up to a minute before the next."""


async def attack(target: Target) -> None:
    evils = list(EVILS if target.whole else EVILS[:2])
    done = asyncio.Event()

    async def attack(talk: Talk) -> None:
        if evils:
            await evils.pop(0)(target, talk)
            talk.writer.transport.abort()
        if not evils:
            done.set()

    bench = target.bench
    await bench.broker.stop()
    async with hostile(attack, port=bench.broker.port, only=SITE_ID):
        async with asyncio.timeout(target.dose(30, 600)):
            await done.wait()
    await bench.broker.start()
    central = bench.central
    back = "lockerd comes back to the broker"
    await bench.wait(lambda: central.connected and central.presence.state == "online", within_s=BACK_S, what=back)


async def _huge(target: Target, talk: Talk) -> None:
    await talk.send(b"\x32" + varint(ANNOUNCED))
    await talk.flood(target.random.randbytes(64 * 1024), ANNOUNCED)


async def _rubbish_of_qos_0(target: Target, talk: Talk) -> None:
    rubbish = publish(target.random.randbytes(1_000), topic=TOPIC, qos=0) * 50
    await talk.flood(rubbish, target.dose(5, 100) * MIB)


async def _more_than_agreed(target: Target, talk: Talk) -> None:
    for number in count(1):
        if talk.ended.is_set() or number == target.dose(2_000, 4_000):
            return
        await talk.send(publish(target.random.randbytes(60_000), topic=TOPIC, mid=number))


async def _messages_of_qos_2(target: Target, talk: Talk) -> None:
    for number in range(1, target.dose(200, 2_000)):
        if talk.ended.is_set():
            return
        await talk.send(publish(target.random.randbytes(60_000), topic=TOPIC, qos=2, mid=number))


async def _questions_nobody_reads(target: Target, talk: Talk) -> None:
    talk.writer.transport.pause_reading()  # type: ignore[attr-defined]
    await talk.flood(b"\xc0\x00" * 1_000, target.dose(1, 20) * MIB)


EVILS = (_huge, _rubbish_of_qos_0, _more_than_agreed, _messages_of_qos_2, _questions_nobody_reads)
