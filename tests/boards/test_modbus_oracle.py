"""pymodbus, which shares no code with us, asks the simulated board and answers our codec, over pseudo-terminals.

Published frames fix single bytes; here a second Modbus takes apart whatever we send and builds what we have to read.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusSerialClient
from pymodbus.constants import ExcCodes
from pymodbus.datastore import ModbusServerContext
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import WriteSingleCoilRequest
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from lockerd.boards import waveshare
from lockerd.boards.frames import CoilsReply, ForeignFrame, ForeignKind, ModesReply, Reply, StatusReply, UnlockReply
from lockerd.boards.options import Options
from lockerd.boards.stream import ReplyStream
from lockerd.bus.link.serial_link import SerialLink
from lockersim.boards import WaveshareBoard
from lockersim.line.line import Line
from lockersim.line.port import PtyPort
from lockersim.world.clock import LoopClock
from lockersim.world.compartment import Compartment
from lockersim.world.hands import Hands
from lockersim.world.model import ChannelRef, Feedback, ItemSensor, Lock
from lockersim.world.world import World

SPEED_BAUD, SOON_S = 9_600, 5.0
STATION = 7
FLASH_ON, MODES = 0x0200, 0x1000
MODE_VALUES = [0, 1, 2, 3, 0x0102, 0, 0, 1]
ELSEWHERE = 0x9000


class Flash(WriteSingleCoilRequest):
    """Function 05 with a time as its value, which is Waveshare's own: pymodbus knows on and off only."""

    value: int = 0

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.value)

    def decode(self, data: bytes) -> None:
        super().decode(data)
        (self.value,) = struct.unpack(">H", data[2:4])

    async def datastore_update(self, context: ModbusServerContext, device_id: int) -> ModbusPDU:
        """Write the coil as pymodbus does and echo the request, as the board does."""
        answer = await super().datastore_update(context, device_id)
        return answer if answer.isError() else self


# pymodbus answers, our codec asks


def coil(n: int) -> bool:
    return n % 3 == 0


def door(n: int) -> bool:
    return n % 4 == 1


class Asker:
    """Our codec on our serial link, with a pymodbus server at the other end."""

    def __init__(self, codec: waveshare.Waveshare, link: SerialLink) -> None:
        self.codec, self._link = codec, link
        self.heard: list[ModbusPDU] = []
        """The requests as pymodbus understood them."""

    async def ask(self, request: bytes, reply_bytes: int) -> Reply:
        self._link.write(request)
        stream = ReplyStream(self.codec)
        data = await self._link.read(reply_bytes, asyncio.get_running_loop().time() + SOON_S)
        (reply,) = stream.feed(data)
        assert (len(data), stream.garbage_bytes) == (reply_bytes, 0)
        return reply

    def note(self, sending: bool, pdu: ModbusPDU) -> ModbusPDU:
        if not sending:
            self.heard.append(pdu)
        return pdu


@asynccontextmanager
async def asker(cable: tuple[str, str], model: str, address: int, *, base: int | None = None) -> AsyncIterator[Asker]:
    """A board of pymodbus with all that the model has, or with all its addresses moved up to ``base``."""
    codec = waveshare.make(Options(model=model))
    at, channels = base or 0, codec.profile.channels
    relays = SimData(at, values=[coil(n) for n in range(channels)], datatype=DataType.BITS)
    flashes = SimData(at + FLASH_ON, values=[False] * channels, datatype=DataType.BITS)
    inputs = SimData(at, values=[door(n) for n in range(channels)], datatype=DataType.BITS)
    modes = SimData(base or MODES, values=MODE_VALUES, datatype=DataType.REGISTERS)
    unused = SimData(ELSEWHERE, values=0, datatype=DataType.REGISTERS)
    with closing(SerialLink(cable[0], speed_baud=SPEED_BAUD)) as link:
        end = Asker(codec, link)
        server = ModbusSerialServer(
            SimDevice(address, simdata=([relays, flashes], [inputs], [modes], [unused])),
            port=cable[1],
            baudrate=SPEED_BAUD,
            trace_pdu=end.note,
            custom_pdu=[Flash],
        )
        await server.serve_forever(background=True)
        try:
            yield end
        finally:
            await server.shutdown()


@pytest.mark.parametrize(("model", "address"), [("relay8d", 7), ("relay8", 1), ("relay16", 255), ("relay32", 128)])
async def test_a_look_is_understood_and_its_answers_too(cable: tuple[str, str], model: str, address: int) -> None:
    async with asker(cable, model, address) as end:
        looked = [
            await end.ask(each.request, each.reply_bytes)
            for each in (*end.codec.checks(address), *end.codec.look(address))
        ]
        on = CoilsReply(address, tuple(coil(n) for n in range(end.codec.profile.channels)))
        sensed = [ModesReply(address, tuple(MODE_VALUES)), on, StatusReply(address, tuple(door(n) for n in range(8)))]
        assert looked == (sensed if model == "relay8d" else [on])


@pytest.mark.parametrize("lock", [1, 3, 8])
async def test_a_pulse_names_its_own_relay_and_its_time(cable: tuple[str, str], lock: int) -> None:
    async with asker(cable, "relay8d", 7) as end:
        assert await end.ask(end.codec.unlock_request(7, lock), 8) == UnlockReply(7, lock)
        (heard,) = end.heard
        assert isinstance(heard, Flash)
        assert (heard.dev_id, heard.address, heard.value) == (7, FLASH_ON + lock - 1, end.codec.profile.pulse_ms // 100)


async def test_a_relay_that_pymodbus_switched_is_seen_as_switched(cable: tuple[str, str]) -> None:
    async with asker(cable, "relay8", 7) as end:
        (look,) = end.codec.look(7)
        for value, kind in ((0xFF00, ForeignKind.HOLD_ON), (0x0000, ForeignKind.HOLD_OFF)):
            assert await end.ask(end.codec.frame(7, 5, 4, value), 8) == ForeignFrame(kind, 7, (5,))
            seen = await end.ask(look.request, look.reply_bytes)
            assert seen == CoilsReply(7, tuple(coil(n) if n != 4 else bool(value) for n in range(8)))


async def test_exceptions_are_read_as_refusals(cable: tuple[str, str]) -> None:
    async with asker(cable, "relay8d", 7, base=ELSEWHERE) as end:
        asks = [each.request for each in (*end.codec.checks(7), *end.codec.look(7))]
        for request in (*asks, end.codec.unlock_request(7, 1)):
            assert await end.ask(request, 5) == ForeignFrame(ForeignKind.REFUSED, 7)


# pymodbus asks, the simulated board answers


@dataclass(frozen=True, slots=True)
class Bench:
    """A fully wired simulated board with pymodbus as its host."""

    world: World
    client: AsyncModbusSerialClient

    async def flash(self, lock: int, tenths: int) -> ModbusPDU:
        request = Flash(address=FLASH_ON + lock - 1, dev_id=STATION)
        request.value = tenths
        answer: ModbusPDU = await self.client.execute(False, request)
        return answer

    async def running(self, channels: int = 8) -> set[int]:
        """The relays that are on."""
        answer = await self.client.read_coils(0, count=channels, device_id=STATION)
        assert (answer.isError(), len(answer.bits)) == (False, channels)
        return {n for n, on in enumerate(answer.bits, 1) if on}


@asynccontextmanager
async def simulated(folder: Path, model: str) -> AsyncIterator[Bench]:
    clock, channels = LoopClock(asyncio.get_running_loop()), WaveshareBoard.models[model]
    names = {n: f"C{n:02}" for n in range(1, channels + 1)}
    compartments = [
        Compartment(
            id=name,
            row=1,
            column=n,
            size="A4",
            height_cm=100,
            lock=Lock.BOLT,
            feedback=Feedback.CONTACT,
            item_sensor=ItemSensor.NONE,
        )
        for n, name in names.items()
    ]
    world = World(compartments, clock)
    for n, name in names.items():
        world.wire(ChannelRef("bus", STATION, n), name)
    line = Line("bus", clock, port=PtyPort(folder / "bus"), speed_baud=SPEED_BAUD)
    line.add(WaveshareBoard(world, bus="bus", address=STATION, power_group="psu1", model=model))
    line.start()
    client = AsyncModbusSerialClient(
        str(folder / "bus"), baudrate=SPEED_BAUD, timeout=SOON_S, retries=0, reconnect_delay=0
    )
    client.register(Flash)
    try:
        assert await client.connect()
        yield Bench(world, client)
    finally:
        client.close()
        line.stop()


@pytest.mark.parametrize(("model", "relay"), [("relay8d", 3), ("relay16", 16), ("relay32", 18)])
async def test_a_coil_is_written_and_read_back(tmp_path: Path, model: str, relay: int) -> None:
    async with simulated(tmp_path, model) as bench:
        channels = WaveshareBoard.models[model]
        assert await bench.running(channels) == set()
        for on in (True, False):
            answer = await bench.client.write_coil(relay - 1, on, device_id=STATION)
            assert (answer.isError(), answer.address, answer.bits) == (False, relay - 1, [on])
            assert await bench.running(channels) == ({relay} if on else set())
            assert bool(bench.world.compartments[f"C{relay:02}"].pulling) is on


async def test_a_flash_is_echoed_and_ends_by_itself(tmp_path: Path) -> None:
    async with simulated(tmp_path, "relay8d") as bench:
        echo = await bench.flash(6, 2)
        assert isinstance(echo, Flash)
        assert (echo.address, echo.value) == (FLASH_ON + 5, 2)
        (pulse,) = bench.world.pulses
        assert pulse.compartment == "C06"
        async with asyncio.timeout(SOON_S):
            while await bench.running():
                assert len(bench.world.pulses) == 1
        assert 199 < (pulse.end_ms or 0) - pulse.start_ms < 1_000


async def test_inputs_are_read_from_the_first_door_on(tmp_path: Path) -> None:
    async with simulated(tmp_path, "relay8d") as bench:
        for name in ("C02", "C07", "C08"):
            Hands(bench.world).force(name)
        answer = await bench.client.read_discrete_inputs(0, count=8, device_id=STATION)
        assert answer.bits == [True, False, True, True, True, True, False, False]


async def test_modes_are_set_and_read(tmp_path: Path) -> None:
    async with simulated(tmp_path, "relay8d") as bench:
        for n, mode in ((1, 3), (6, 1)):
            written = await bench.client.write_register(MODES + n, mode, device_id=STATION)
            assert (written.isError(), written.address, written.registers) == (False, MODES + n, [mode])
        answer = await bench.client.read_holding_registers(MODES, count=8, device_id=STATION)
        assert answer.registers == [0, 3, 0, 0, 0, 0, 1, 0]


async def test_what_the_board_does_not_have_is_refused_with_the_right_exception(tmp_path: Path) -> None:
    async with simulated(tmp_path, "relay8d") as bench:
        client = bench.client
        no_address = [
            (1, await client.read_coils(1, count=8, device_id=STATION)),
            (2, await client.read_discrete_inputs(8, count=1, device_id=STATION)),
            (3, await client.read_holding_registers(0x2000, count=1, device_id=STATION)),
            (3, await client.read_holding_registers(MODES + 1, count=8, device_id=STATION)),
            (5, await client.write_coil(8, True, device_id=STATION)),
            (5, await bench.flash(9, 5)),
            (6, await client.write_register(0x2000, 1, device_id=STATION)),
        ]
        no_value = [(5, await bench.flash(1, 0)), (5, await client.write_coil(FLASH_ON, True, device_id=STATION))]
        no_function = [(4, await client.read_input_registers(0, count=1, device_id=STATION))]
        for code, refused in (
            (ExcCodes.ILLEGAL_ADDRESS, no_address),
            (ExcCodes.ILLEGAL_VALUE, no_value),
            (ExcCodes.ILLEGAL_FUNCTION, no_function),
        ):
            for function, answer in refused:
                assert (answer.dev_id, answer.function_code, answer.exception_code) == (STATION, 0x80 | function, code)
        assert bench.world.pulses == []
