"""The lock side of a board: its outputs, its feedback and item inputs, and what it has under way."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from lockersim.boards.coils import Coils
from lockersim.boards.contacts import Contacts
from lockersim.world.clock import Timer
from lockersim.world.model import Cause, ChannelRef, Happening
from lockersim.world.world import World


class Wired:
    """Channels of one address on one bus, wired to the world."""

    models: ClassVar[dict[str, int]]
    """The models it is sold as, with their numbers of channels; the first is the usual one."""
    unwired_bit: ClassVar[bool] = False
    """What the feedback of a channel reads where nothing is connected."""
    default_pulse_ms: ClassVar[float]
    has_locks: ClassVar[bool] = True
    """Whether anything can hang on it but contacts."""

    def __init__(self, world: World, *, bus: str, address: int, power_group: str, model: str | int | None) -> None:
        self.bus, self.address = bus, address
        self.name = f"{bus}/{address}"
        """The board as faults and records call it."""
        self.model = next(iter(self.models)) if model is None else str(model)
        self.channels = self.models[self.model]
        self.closed_bit = 1
        self.pulse_ms = self.default_pulse_ms
        self.powered = True
        self._world = world
        self._terminals = {number: ChannelRef(bus, address, number) for number in self._numbers()}
        self._timers: set[Timer] = set()
        self._coils = Coils(world, power_group)
        self._contacts = Contacts(world, self._terminals.values(), self._contact_moved)

    @classmethod
    def has_feedback(cls, _model: str | None) -> bool:
        """Tell whether a model (None: the usual one) has inputs for feedback switches."""
        return True

    def _channel(self, number: int) -> ChannelRef:
        return self._terminals[number]

    def _numbers(self) -> range:
        return range(1, self.channels + 1)

    def _bit(self, number: int) -> bool:
        """Return the raw feedback bit of channel ``number``."""
        terminals = self._terminals.get(number)
        closed = None if terminals is None else self._world.shorted(terminals)
        return self.unwired_bit if closed is None else closed is bool(self.closed_bit)

    def _item(self, number: int) -> bool:
        """Return the raw bit of the input for the item (IR) sensor of ``number``; 0 where nothing is connected."""
        terminals = self._terminals.get(number)
        return terminals is not None and bool(self._world.second_input(terminals))

    def _packed(self, bit: Callable[[int], bool], *, size_bytes: int) -> bytes:
        """Pack one bit for each channel number, the lowest first, into little-endian bytes."""
        numbers = range(1, 8 * size_bytes + 1) if self.unwired_bit else self._connected()
        return sum(bit(n) << (n - 1) for n in numbers).to_bytes(size_bytes, "little")

    def _connected(self) -> frozenset[int]:
        """The channels on which a sensor hangs; the others read 0, unless `unwired_bit` says otherwise."""
        return self._world.sensed(self.bus, self.address) & self._terminals.keys()

    def _contact_moved(self, number: int) -> None:
        if self.powered:
            self._on_edge(number)

    def _on_edge(self, number: int) -> None:
        """React to a feedback switch that moved."""

    def _pulse(self, number: int, *, at_ms: float, for_ms: float | None = None) -> float:
        """Energise one channel, for the board's pulse unless said otherwise; return when it ends."""
        end_ms = at_ms + (self.pulse_ms if for_ms is None else for_ms)
        self._coils.pulse(self._channel(number), until_ms=end_ms)
        return end_ms

    def _note_open_all(self) -> None:
        self._world.note(Happening.OPEN_ALL, Cause.BOARD, detail=self.name)

    def _in_turn(self, numbers: Iterable[int], *, at_ms: float) -> float:
        """Fire channels one after the other; return when the last pulse ends."""
        for number in numbers:
            self._after(at_ms, partial(self._pulse, number, at_ms=at_ms))
            at_ms += self.pulse_ms
        return at_ms

    def _open_all(self, *, at_ms: float) -> float:
        """Do what a real board does on its open-all frame: fire every lock in turn. Return when the last pulse ends."""
        self._note_open_all()
        return self._in_turn(self._numbers(), at_ms=at_ms)

    def _drop(self) -> None:
        """Let go of all outputs and forget everything under way."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._coils.all_off()

    def _after(self, when_ms: float, action: Callable[[], object]) -> Timer:
        def run() -> None:
            self._timers.discard(timer)
            action()

        timer = self._world.clock.call_at(when_ms, run)
        self._timers.add(timer)
        return timer
