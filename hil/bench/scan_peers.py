"""Who is measured: lockerd's bus owner, and the clients people write and take instead. All ask the same of the same.

Each is as good as its kind: it checks what it hears, waits not for ever, and asks the next board at once.
"""

import asyncio
import os
import resource
import termios
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import reduce
from itertools import cycle
from operator import xor
from typing import TypeVar

import serial
from pymodbus.client import AsyncModbusSerialClient
from scan_case import Case

T = TypeVar("T")
WARM_S = 0.5
PATIENCE_S = 0.5
HOBBY_SLEEP_S = 0.05
"""The shortest pause one sees between writing and reading in such programs."""


@dataclass
class Meter:
    """Counts exchanges and processor time of this process from `WARM_S` on, for ``seconds``.

    ``faults`` are answers that did not come or were not understood, of a client that survives it.
    """

    seconds: float
    exchanges: int = 0
    faults: int = 0
    took_s: float = 0.0
    cpu_s: float = 0.0
    _began: tuple[float, float] = field(default=(0.0, 0.0))

    def begin(self) -> None:
        self._began = time.monotonic(), cpu_s()

    def end(self) -> None:
        began_s, used_s = self._began
        self.took_s, self.cpu_s = time.monotonic() - began_s, cpu_s() - used_s

    def over(self, steps: Iterable[T]) -> Iterator[T]:
        """Go round and round the steps of a scan, one exchange each, until the time is up."""
        warm_s = time.monotonic() + WARM_S
        end_s = warm_s + self.seconds
        warm = False
        for step in cycle(steps):
            now_s = time.monotonic()
            if not warm and now_s >= warm_s:
                warm = True
                self.begin()
            elif now_s >= end_s:
                self.end()
                return
            yield step
            self.exchanges += warm


def cpu_s() -> float:
    """Processor time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def bare(path: str, case: Case, meter: Meter) -> None:
    """Nothing but write and a blocking read of the whole reply: the floor of this machine and this device."""
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    _wake_at(fd, max(ask.reply_bytes for ask in case.asks))
    assert len({ask.reply_bytes for ask in case.asks}) == 1
    for ask in meter.over(case.asks):
        os.write(fd, ask.request)
        os.read(fd, 64)
        if case.silence_s:
            time.sleep(case.silence_s)
    os.close(fd)


def loop(path: str, case: Case, meter: Meter) -> None:
    """The least that an event loop lets anybody do: write, and one future that ends with the whole reply.

    Nothing is checked, and nobody has a time limit.
    """

    async def scan() -> None:
        loop = asyncio.get_running_loop()
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        _wake_at(fd, max(ask.reply_bytes for ask in case.asks))
        answer = loop.create_future()
        loop.add_reader(fd, lambda: answer.set_result(os.read(fd, 64)))
        for ask in meter.over(case.asks):
            answer = loop.create_future()
            os.write(fd, ask.request)
            await answer
            if case.silence_s:
                await asyncio.sleep(case.silence_s)
        loop.remove_reader(fd)
        os.close(fd)

    asyncio.run(scan())


def streams(path: str, case: Case, meter: Meter) -> None:
    """asyncio streams on the descriptor, as pyserial-asyncio gives them."""

    async def scan() -> None:
        loop = asyncio.get_running_loop()
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        reader = asyncio.StreamReader()
        hearing, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(fd), "rb", buffering=0)
        )
        talking, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(fd, "wb", buffering=0)
        )
        writer = asyncio.StreamWriter(talking, protocol, reader, loop)
        for ask in meter.over(case.asks):
            writer.write(ask.request)
            await writer.drain()
            _check(case, await asyncio.wait_for(reader.readexactly(ask.reply_bytes), PATIENCE_S))
        hearing.close()
        talking.close()

    asyncio.run(scan())


def careful(path: str, case: Case, meter: Meter) -> None:
    """pyserial, blocking, reading exactly what is expected: good for one line and nothing else in the program."""
    with closing(serial.Serial(path, case.speed_baud, timeout=PATIENCE_S)) as port:
        for ask in meter.over(case.asks):
            port.write(ask.request)
            _check(case, port.read(ask.reply_bytes))


def hobby(path: str, case: Case, meter: Meter) -> None:
    """pyserial with time.sleep between writing and reading what is there."""
    with closing(serial.Serial(path, case.speed_baud, timeout=PATIENCE_S)) as port:
        for ask in meter.over(case.asks):
            port.reset_input_buffer()
            port.write(ask.request)
            time.sleep(HOBBY_SLEEP_S)
            reply = port.read(port.in_waiting)
            if len(reply) == ask.reply_bytes:
                _check(case, reply)
            else:
                meter.faults += 1


def modbus(path: str, case: Case, meter: Meter) -> None:
    """pymodbus' asynchronous client."""

    async def scan() -> None:
        client = AsyncModbusSerialClient(path, baudrate=case.speed_baud, timeout=PATIENCE_S, retries=0)
        assert await client.connect()
        questions = [
            (read, address) for address in case.addresses for read in (client.read_coils, client.read_discrete_inputs)
        ]
        for read, address in meter.over(questions):
            answer = await read(0, count=8, device_id=address)
            assert not answer.isError()
        client.close()

    asyncio.run(scan())


PEERS: dict[str, Callable[[str, Case, Meter], None]] = {
    "bare": bare,
    "loop": loop,
    "streams": streams,
    "careful": careful,
    "hobby": hobby,
    "pymodbus": modbus,
}


def _check(case: Case, reply: bytes) -> int:
    """The feedback bits of a sound status reply, read in the shortest way."""
    if case.family == "bcc":
        assert reduce(xor, reply) == 0
    else:
        assert sum(reply[:-1]) & 0xFF == reply[-1]
    return int.from_bytes(reply[3:-2], "little")


def _wake_at(fd: int, size: int) -> None:
    attributes = termios.tcgetattr(fd)
    attributes[6][termios.VMIN], attributes[6][termios.VTIME] = size, 0
    termios.tcsetattr(fd, termios.TCSANOW, attributes)
