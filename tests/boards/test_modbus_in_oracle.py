"""pymodbus, which shares no code with us, answers the codec of input modules and asks the simulated module."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusSerialClient
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from lockerd.boards import modbus_in
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply
from lockerd.boards.options import Options
from lockerd.boards.stream import ReplyStream
from lockerd.bus.link.serial_link import SerialLink
from lockersim.boards import ModbusInBoard
from lockersim.line.line import Line
from lockersim.line.port import PtyPort
from lockersim.world.clock import LoopClock
from lockersim.world.compartment import Compartment
from lockersim.world.compartment import Item as Thing
from lockersim.world.model import ChannelRef, Feedback, Hung, ItemSensor, Lock
from lockersim.world.world import World

SPEED_BAUD, SOON_S, STATION = 9_600, 5.0, 247


def closed(n: int) -> bool:
    return n % 3 == 0


@pytest.mark.parametrize("model", modbus_in.MODELS)
async def test_pymodbus_answers_what_the_codec_asks(cable: tuple[str, str], model: str) -> None:
    codec = modbus_in.make(Options(model=model))
    channels = codec.profile.channels
    inputs = SimData(0, values=[closed(n) for n in range(channels)], datatype=DataType.BITS)
    unused = SimData(0x9000, values=0, datatype=DataType.REGISTERS)
    coils = SimData(0x9000, values=[False], datatype=DataType.BITS)
    with closing(SerialLink(cable[0], speed_baud=SPEED_BAUD)) as link:
        server = ModbusSerialServer(
            SimDevice(STATION, simdata=([coils], [inputs], [unused], [unused])), port=cable[1], baudrate=SPEED_BAUD
        )
        await server.serve_forever(background=True)
        try:
            (ask,) = codec.look(STATION)
            link.write(ask.request)
            data = await link.read(ask.reply_bytes, asyncio.get_running_loop().time() + SOON_S)
        finally:
            await server.shutdown()
    assert ReplyStream(codec).feed(data) == [StatusReply(STATION, tuple(closed(n) for n in range(channels)))]


def compartment(n: int) -> Compartment:
    return Compartment(
        id=f"C{n:02}",
        row=1,
        column=n,
        size="A4",
        height_cm=100,
        lock=Lock.HOOK,
        feedback=Feedback.HOOK,
        item_sensor=ItemSensor.FITTED,
        elsewhere=frozenset(Hung),
    )


async def test_pymodbus_reads_contacts_and_item_sensors_off_the_simulated_module(tmp_path: Path) -> None:
    clock = LoopClock(asyncio.get_running_loop())
    world = World([compartment(n) for n in range(1, 9)], clock)
    for n, name in enumerate(world.compartments, 1):
        world.hang(ChannelRef("bus", STATION, n), name, Hung.LEAF)
        world.hang(ChannelRef("bus", STATION, 8 + n), name, Hung.ITEM)
    world.compartments["C03"].items.append(Thing("passport"))
    line = Line("bus", clock, port=PtyPort(tmp_path / "bus"), speed_baud=SPEED_BAUD)
    line.add(ModbusInBoard(world, bus="bus", address=STATION, power_group="psu1", model="16"))
    line.start()
    client = AsyncModbusSerialClient(
        str(tmp_path / "bus"), baudrate=SPEED_BAUD, timeout=SOON_S, retries=0, reconnect_delay=0
    )
    try:
        assert await client.connect()
        answer = await client.read_discrete_inputs(0, count=16, device_id=STATION)
        assert answer.bits == [True] * 8 + [n == 3 for n in range(1, 9)]
        for refused in (
            await client.read_coils(0, count=1, device_id=STATION),
            await client.write_coil(0, True, device_id=STATION),
            await client.read_discrete_inputs(16, count=1, device_id=STATION),
        ):
            assert refused.isError()
    finally:
        client.close()
        line.stop()


def test_what_switches_a_relay_is_no_question_of_ours() -> None:
    codec = modbus_in.ModbusIn()
    assert codec.parse_request(codec.frame(7, 5, 2, 0xFF00)) == ForeignFrame(ForeignKind.HOLD_ON, 7, (3,))
    assert codec.parse_reply(bytes.fromhex("01 01 01 05 91 8B")) is None, "coils it has none"
