"""The inputs of one board: which of their bits are believed, those that no compartment uses included (ADR 18)."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from lockerd.boards.frames import StatusReply
from lockerd.bus.board.restart import Blank, Said
from lockerd.bus.counters import BoardCounters
from lockerd.bus.doors import Doors
from lockerd.bus.inputs import Debounced, Hung, Source
from lockerd.bus.raw import RawInputs, inputs
from lockerd.bus.setup import BoardSetup
from lockerd.domain.model.readings import DoorSensor


class Feedback:
    """Takes what a board says of its inputs. A spare one is believed like the others, never told, and not waited for.

    ``restarted`` is called when they say that the board has restarted (F40).
    """

    def __init__(
        self, setup: BoardSetup, source: Source, doors: Doors, counters: BoardCounters, restarted: Callable[[int], None]
    ) -> None:
        self._setup: Final = setup
        self._source: Final = source
        self._doors = doors
        self._counters = counters
        self._restarted = restarted
        profile = setup.codec.profile
        every = range(1, profile.channels + 1)
        contacts = every if profile.feedback is not DoorSensor.NONE else ()
        self._contacts = {channel: Debounced() for channel in {*contacts, *setup.feedbacks}}
        self._items = {channel: Debounced() for channel in {*(every if profile.items else ()), *setup.items}}
        self._wired = (
            *(self._contacts[channel] for channel in setup.feedbacks),
            *(self._items[channel] for channel in setup.items),
        )
        self._spare_contacts = _without(self._contacts, setup.feedbacks)
        self._spare_items = _without(self._items, setup.items)
        self._spare = (*self._spare_contacts.values(), *self._spare_items.values())
        self._blank = Blank()
        self._agreed: StatusReply | None = None
        self.in_doubt = False
        """Whether a change of a wired input waits for the look that confirms it. Read only."""
        for every_input, hung in ((self._contacts, setup.feedbacks), (self._items, setup.items)):
            for channel, at in hung.items():
                doors.hang(at.compartment, at.sensor, Hung(every_input[channel], at.true_bit, source))

    @property
    def contacts(self) -> RawInputs:
        """Of the doors, as they stand."""
        return inputs(self._contacts, self._setup.feedbacks)

    @property
    def items(self) -> RawInputs:
        """Of the item sensors, as they stand."""
        return inputs(self._items, self._setup.items)

    def looked(self, status: StatusReply | None, sampled_ms: int, since_ms: int | None) -> bool:
        """Take one look, None if the board has no inputs; the one before was at ``since_ms``.

        Tells whether it says anything but what is believed already.
        """
        news = status is not self._agreed and status != self._agreed
        if not news:  # nearly always: nothing changed and nothing is in doubt
            self._source.agreed_ms = sampled_ms
        elif status:
            said = [status.bits[channel - 1] for channel in self._setup.feedbacks]
            match self._blank.judge(self._bits(), said, sampled_ms=sampled_ms, since_ms=since_ms):
                case Said.HIDDEN:
                    return True
                case Said.BLANK:
                    self.unknown(sampled_ms)
                    return True
                case Said.RESTARTED:
                    self._restarted(sampled_ms)
                case Said.NORMAL:
                    pass
            self._take(status, sampled_ms)
        self._doors.looked(self._source, sampled_ms)
        return news

    def channel_bit(self, channel: int, bit: bool, sampled_ms: int) -> None:  # noqa: FBT001 - a bit is a bool
        """The feedback of one channel arrived, after its pulse."""
        if channel in self._setup.feedbacks:
            self._sample([(self._contacts[channel], bit)], sampled_ms)
        self._agreed = None

    def contest(self) -> None:
        """Somebody else answers for the board (F39)."""
        self._blank.contest()

    def lost(self, now_ms: int) -> None:
        """The board is silent, or not to be believed: nothing is known any more."""
        self._blank.forget(self._bits())
        for known in (*self._wired, *self._spare):
            known.forget(now_ms)
        self._agreed, self.in_doubt = None, False
        self._doors.changed(self._source, now_ms)

    def unknown(self, now_ms: int) -> None:
        """Read everything afresh, if anything was known."""
        if any(known.bit is not None for known in self._wired):
            self.lost(now_ms)

    def _take(self, status: StatusReply, sampled_ms: int) -> None:
        contacts = ((self._contacts[channel], status.bits[channel - 1]) for channel in self._setup.feedbacks)
        items = ((self._items[channel], status.items[channel - 1]) for channel in self._setup.items)
        self._sample(chain(contacts, items), sampled_ms)
        for channel, known in self._spare_contacts.items():
            known.sample(status.bits[channel - 1], sampled_ms)
        for channel, known in self._spare_items.items():
            known.sample(status.items[channel - 1], sampled_ms)
        restless = any(known.in_doubt for known in self._spare) or any(known.flapping for known in self._wired)
        self._agreed = None if self.in_doubt or restless else status

    def _sample(self, bits: Iterable[tuple[Debounced, bool | None]], sampled_ms: int) -> None:
        changed = False
        for known, bit in bits:
            doubted = known.in_doubt
            if known.sample(bit, sampled_ms):
                changed = True
            elif doubted and not known.in_doubt:
                self._counters.flickers += 1
        self.in_doubt = any(known.in_doubt for known in self._wired)
        if changed:
            self._doors.changed(self._source, sampled_ms)

    def _bits(self) -> Iterator[bool | None]:
        return (self._contacts[channel].bit for channel in self._setup.feedbacks)


def _without(every: Mapping[int, Debounced], wired: Container[int]) -> dict[int, Debounced]:
    return {channel: known for channel, known in every.items() if channel not in wired}
