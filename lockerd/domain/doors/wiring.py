"""What is said about boards and lines: facts, and an end of all openings when somebody else gives orders (F39-F44)."""

from typing import Final, assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import send_to_staff
from lockerd.domain.hand_over.quarantine import disturb, quarantine
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reasons import DoorReason, HaltReason
from lockerd.domain.model.reports import BoardHealth, BoardReport, BusReport, BusTrouble
from lockerd.domain.model.state import Disturbed
from lockerd.domain.model.visits import Phase
from lockerd.domain.openings.halting import halt

_BOARD_FACTS: Final = {
    BoardHealth.ALIVE: FactType.BOARD_ALIVE,
    BoardHealth.DEAD: FactType.BOARD_DEAD,
    BoardHealth.RESTARTED: FactType.BOARD_RESTARTED,
}


def hear_board(draft: Draft, report: BoardReport) -> None:
    """Write down what became of a board; what its compartments are now is said by readings."""
    match report.health:
        case BoardHealth.CONFLICT:
            draft.tell(FactType.BOARD_CONFLICT, bus=report.bus, address=report.address, sign=report.sign)
        case BoardHealth.LATE:
            draft.tell(FactType.BOARD_LATE, bus=report.bus, address=report.address, reply_ms=report.reply_ms)
        case health:
            draft.tell(_BOARD_FACTS[health], bus=report.bus, address=report.address)


def hear_bus(draft: Draft, report: BusReport) -> None:
    """Write down what became of a line. Who fires our locks past us stops the wall, as a wrong door does (F42)."""
    bus = report.bus
    _remember(draft, report)
    match report.trouble:
        case BusTrouble.BABBLE:
            draft.tell(FactType.BUS_BABBLE, bus=bus)
        case BusTrouble.FOREIGN_QUESTION | BusTrouble.FOREIGN_ORDER:
            meant = [compartment for compartment in report.meant if compartment in draft.state.compartments]
            where = meant[0] if len(meant) == 1 else None
            draft.tell(FactType.BUS_TAMPER, where, bus=bus, said=report.said, target=report.target)
            if report.trouble is BusTrouble.FOREIGN_ORDER:
                halt(draft, HaltReason.BUS_TAMPER)
                for compartment in meant:
                    _unseen_opening(draft, compartment)
        case BusTrouble.QUIET:
            draft.tell(FactType.BUS_QUIET, bus=bus)
        case BusTrouble.ERRORS:
            draft.tell(FactType.BUS_ERRORS, bus=bus, per_mille=report.per_mille)
        case BusTrouble.CLEAN:
            draft.tell(FactType.BUS_CLEAN, bus=bus, per_mille=report.per_mille)
        case never:
            assert_never(never)


def _remember(draft: Draft, report: BusReport) -> None:
    """Which lines are not quiet: what would be given back there is not committed at all (rule 6)."""
    known = draft.state.disturbed
    if report.trouble is BusTrouble.QUIET:
        draft.remember(disturbed=known.discard(report.bus))
    elif report.doors and report.bus not in known:
        line = Disturbed(draft.now.mono_ms, frozenset(report.doors))
        draft.remember(disturbed=known.insert(report.bus, line))


def _unseen_opening(draft: Draft, compartment: CompartmentId) -> None:
    """No sensor tells whether that door opened, so it has; a person whose door is open is asked at the end."""
    _lock_may_be_off(draft, compartment)
    if looks(draft.state, compartment) not in {Leaf.UNSENSED, Leaf.UNKNOWN}:
        return
    visit, number = active_visit(draft.state, compartment), draft.state.compartments[compartment].attempt
    attempt = None if number is None else draft.state.attempts[number]
    # What waits to be fired is given back as if nothing had been: the stranger's pulse counts all the same.
    if (visit is None or visit.phase is Phase.OPENING) and (attempt is None or attempt.began_ms is None):
        disturb(draft, compartment, DoorReason.BUS_TAMPER)


def _lock_may_be_off(draft: Draft, compartment: CompartmentId) -> None:
    """Behind a door that was fired by whomever nothing passes to the office before it is seen open again (rule 17)."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts[row.part]
    if part is None or part.state is not PartState.HANDING_IN or row.condition is not Condition.HANDING_OVER:
        return  # its own lock is still to be fired, and the door to be seen open after that
    quarantine(draft, compartment, DoorReason.BUS_TAMPER)
    send_to_staff(draft, compartment)
