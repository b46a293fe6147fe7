"""One exchange on a link that misbehaves in ways boards on a line cannot."""

import asyncio

from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import CODECS
from lockerd.bus.counters import BoardCounters, BusCounters
from lockerd.bus.line.wire import Direction, Wire
from lockerd.bus.link.link import Lag


class FloodedLink:
    """Always has as many bytes as are wanted."""

    lag = Lag(reply_ms=20.0, held_ms=0)

    def write(self, data: bytes) -> None:
        pass

    def take(self) -> bytes:
        return b""

    async def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> bytes:
        await asyncio.sleep(0.001)
        return b"\x55" * wanted

    def close(self) -> None:
        pass


@virtual_time
async def test_a_flood_of_garbage_ends_in_time_f42():
    loop, codec, counters, seen = virtual_loop(), CODECS["cu48"], BoardCounters(), []
    wire = Wire(
        FloodedLink(),
        speed_baud=19_200,
        echo=False,
        counters=BusCounters(),
        monotonic_ms=loop.monotonic_ms,
    )
    wire.tap = lambda direction, data: seen.append(direction)
    began_s = loop.time()
    async with asyncio.timeout(10):
        wire.send(codec.look(0)[0].request, codec)
        heard = await wire.reply(codec, size_bytes=12, patience_ms=50, counters=counters, mine=lambda reply: reply)
    assert heard is None
    assert loop.time() - began_s < 0.1
    assert counters.garbled == 1
    assert seen[0] is Direction.SENT
    assert Direction.HEARD in seen
