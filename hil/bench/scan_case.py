"""What is scanned in the measurements: boards of one family on one line, and how long their bytes take on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lockerd.boards import CODECS
from lockerd.boards.codec import Ask, Codec
from lockersim.boards import FAMILIES
from lockersim.world.clock import ManualClock
from lockersim.world.compartment import Compartment
from lockersim.world.model import ChannelRef, Feedback, Lock
from lockersim.world.world import World

CHANNELS = 8
"""Locks on each board."""
BITS_PER_BYTE, BITS_PER_MODBUS_CHAR = 10, 11
LONGEST_ANSWER_MS = 5_000


@dataclass(frozen=True)
class Case:
    """``boards`` of one family at one speed, with all doors shut."""

    family: str
    speed_baud: int
    boards: int

    @property
    def name(self) -> str:
        return f"{self.boards} x {self.family} at {self.speed_baud}"

    @cached_property
    def codec(self) -> Codec:
        return CODECS[self.family]

    @property
    def addresses(self) -> range:
        first = self.codec.profile.min_address
        return range(first, first + self.boards)

    @property
    def byte_s(self) -> float:
        return BITS_PER_BYTE / self.speed_baud

    @property
    def silence_s(self) -> float:
        """The silence that must follow a reply (Modbus)."""
        return self.codec.profile.silent_chars * BITS_PER_MODBUS_CHAR / self.speed_baud

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """One scan: every question to every board."""
        return tuple(ask for address in self.addresses for ask in self.codec.look(address))

    @property
    def scan_s(self) -> float:
        """How long one scan is on the wire."""
        size = sum(len(ask.request) + ask.reply_bytes for ask in self.asks)
        return size * self.byte_s + len(self.asks) * self.silence_s

    @property
    def exchange_s(self) -> float:
        """How long an exchange is on the wire, on average."""
        return self.scan_s / len(self.asks)

    @property
    def look_s(self) -> float:
        """How long one board's feedback takes."""
        return self.scan_s / self.boards

    @property
    def unlock_s(self) -> float:
        """How long an unlock frame takes."""
        return len(self.codec.unlock_request(self.addresses[0], 1)) * self.byte_s

    def unlocks(self) -> Iterator[bytes]:
        """All unlock frames of this case."""
        for address in self.addresses:
            for channel in range(1, CHANNELS + 1):
                yield self.codec.unlock_request(address, channel)

    @cached_property
    def answers(self) -> dict[bytes, bytes]:
        """What the simulated boards answer to every question and unlock; empty where they say nothing."""
        clock = ManualClock()
        names = {ChannelRef("bus", a, n): f"{a}.{n}" for a in self.addresses for n in range(1, CHANNELS + 1)}
        world = World([_shut(name) for name in names.values()], clock)
        said: list[bytes] = []
        boards = [FAMILIES[self.family](world, bus="bus", address=a, power_group="g") for a in self.addresses]
        for channel, name in names.items():
            world.wire(channel, name)
        checks = (ask for address in self.addresses for ask in self.codec.checks(address))
        answers = {}
        for request in (*(ask.request for ask in (*checks, *self.asks)), *self.unlocks()):
            for board in boards:
                board.send = lambda frame, _at_ms: said.append(frame)
                board.hear(request, clock.now_ms())
            clock.advance(LONGEST_ANSWER_MS)
            answers[request] = b"".join(said)
            said.clear()
        return answers


def _shut(name: str) -> Compartment:
    # A door that its spring does not throw open: all answers stay the same.
    return Compartment(name, 1, 1, "A4", 100, Lock.HOOK, Feedback.CONTACT, spring=False)
