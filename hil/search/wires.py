"""What locks, boards, lines and mains do at a wall of several doors, whatever is searched there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.readings import Item, Reading
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport, BusReport, BusTrouble, NotFiredReason
from search.box import DOORS, Box, ItemKind, sensed
from search.daemon import DaemonT, Step
from search.graph import Move
from search.rules import seen
from search.teller import Teller

TAMPERED: Final = AuxiliaryReport(AuxiliaryInput.TAMPER, active=True)
MENDED: Final = AuxiliaryReport(AuxiliaryInput.TAMPER, active=False)


class Wall(Protocol):
    """What every situation at several doors has."""

    def __hash__(self) -> int: ...

    @property
    def daemon(self) -> Any:
        """What lockerd and its buses know."""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is true of each door."""

    @property
    def budget(self) -> Any:
        """How often what nobody wishes for may still happen."""

    def worn(self, **left: Any) -> Self:
        """The same with one thing fewer that may go wrong."""

    def knowing(self, daemon: Any) -> Self:
        """The same, and lockerd knows something else of it."""

    def with_box(self, at: int, box: Box) -> Self:
        """The same with one of its doors as it is now."""


WallT = TypeVar("WallT", bound=Wall)


class WithPulse(Protocol[WallT]):
    """A pulse reaches its lock."""

    def __call__(self, node: WallT, *, gives_way: bool) -> WallT: ...


class FiredAt(Protocol[WallT]):
    """A lock is fired by somebody else."""

    def __call__(self, node: WallT, at: int, *, gives_way: bool) -> WallT: ...


def unchanged(node: WallT) -> WallT:
    """A power cut changes nothing that is true."""
    return node


@dataclass(frozen=True, slots=True)
class Wires(Generic[WallT, DaemonT]):
    """The moves of one search that come from there; what else is true of them is for the search to say."""

    teller: Teller[DaemonT]
    after: Callable[[WallT, Step[DaemonT]], WallT]
    with_pulse: WithPulse[WallT]
    fired_at: FiredAt[WallT]
    cut_off: Callable[[WallT], WallT] = unchanged
    """What a power cut changes besides what lockerd knows."""

    def boot(self, node: WallT) -> Move[WallT]:
        """The power is back."""
        return Move(
            "boot", self.after(node, self.teller.once(node.daemon, "boot", partial(self.teller.boot, node.daemon)))
        )

    def strangers(self, node: WallT, at: int) -> Iterator[Move[WallT]]:
        """Somebody fires a lock on its line (F42)."""
        daemon, name = node.daemon, DOORS[at]
        foreign = BusReport(f"bus{at}", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(name,))
        step = self.teller.once(daemon, foreign, partial(self.teller.tell, daemon, foreign))
        heard = self.after(node.worn(strangers=node.budget.strangers - 1), step)
        yield Move(f"stranger fires {name}", self.fired_at(heard, at, gives_way=True), helpful=False)
        yield Move(f"stranger fires {name}, stuck", self.fired_at(heard, at, gives_way=False), helpful=False)

    def halt(self, node: WallT) -> Move[WallT]:
        """Somebody opens the cabinet and shuts it again: nothing more is opened (F68)."""
        daemon, teller = node.daemon, self.teller
        step = teller.once(daemon, "tampered", partial(teller.tell, daemon, TAMPERED))
        halted = self.after(node.worn(halts=node.budget.halts - 1), step)
        mended = teller.once(halted.daemon, "mended", partial(teller.tell, halted.daemon, MENDED))
        return Move("cabinet opened", self.after(halted, mended), helpful=False)

    def reports(self, node: WallT) -> Iterator[Move[WallT]]:
        """What the buses tell: of a pulse that has left, of the doors, of a lock that waits to be fired."""
        daemon, teller = node.daemon, self.teller
        if daemon.fired is not None:
            yield Move("fired", self.after(node, teller.once(daemon, "fired", partial(teller.fired, daemon))))
            return
        for at, name in enumerate(daemon.doors):
            for variant, reading in _readings(node, at):
                if daemon.heard[at] != reading or name not in daemon.state.readings:
                    step = teller.once(daemon, reading, partial(teller.report, daemon, reading))
                    yield Move(f"report {name}{variant}", self.after(node, step))
        if daemon.pending is not None:
            yield from self._unlock(node, DOORS.index(daemon.state.attempts[daemon.pending].compartment))

    def _unlock(self, node: WallT, at: int) -> Iterator[Move[WallT]]:
        daemon, box, teller = node.daemon, node.boxes[at], self.teller
        leaf = seen(daemon.fittings[at].door, sensed(daemon.fittings[at], box, DOORS[at]))
        if daemon.withdrawn:
            reason = NotFiredReason.WITHDRAWN
        elif leaf is Leaf.OPEN:
            reason = NotFiredReason.DOOR_OPEN
        elif not box.answering:
            reason = NotFiredReason.BOARD_DEAD
        else:
            reason = NotFiredReason.DEADLINE
            left = teller.once(daemon, "pulse", partial(teller.pulse, daemon)).daemon
            yield Move("pulse", self.with_pulse(node, gives_way=True).knowing(left))
            if node.budget.jams == 0:
                return
            if node.budget.jams is not None:
                node = node.worn(jams=node.budget.jams - 1)
            yield Move("pulse, stuck", self.with_pulse(node, gives_way=False).knowing(left), helpful=False)
        given_back = teller.once(daemon, reason, partial(teller.not_fired, daemon, reason))
        yield Move(f"not fired: {reason}", self.after(node, given_back), helpful=reason is not NotFiredReason.DEADLINE)

    def crash(self, node: WallT) -> Iterator[Move[WallT]]:
        """The power fails; a pulse that was about to leave may have left."""
        daemon = node.daemon
        down = self.teller.once(daemon, "crash", partial(self.teller.crash, daemon)).daemon
        worn = self.cut_off(node.worn(crashes=node.budget.crashes - 1))
        yield Move("crash", worn.knowing(down), helpful=False)
        if daemon.pending is not None and not daemon.withdrawn:
            yield Move("crash after the pulse", self.with_pulse(worn, gives_way=True).knowing(down), helpful=False)


def _readings(node: Wall, at: int) -> Iterator[tuple[str, Reading]]:
    """What the sensors of a door may say now."""
    fitting, box = node.daemon.fittings[at], node.boxes[at]
    reading = sensed(fitting, box, DOORS[at])
    if fitting.item is not ItemKind.FLAKY or not box.answering:
        yield "", reading
        return
    for item in Item:
        yield f" {item}", Reading(reading.compartment, 0, door=reading.door, latch=reading.latch, item=item)
