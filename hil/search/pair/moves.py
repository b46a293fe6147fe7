"""Everything that can happen next at two doors."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from lockerd.domain.model.events import Boot, Clear, CodeForm, Resume, Say, StartCollection, TechnicianOpen, Tick, Word
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase
from search.pair.tell import crash, pulse, report, tamper, tell
from search.pair.truth import CODES, DOORS, Pair, heard, sensed, with_door

WAITS_MS: Final = (2_000, 5_100, 61_000, 121_000, 301_000)
WORDS: Final = (Word.TAKEN_OUT, Word.DONE, Word.OPEN_AGAIN)


class Move(NamedTuple):
    """Something that can happen."""

    name: str
    taken: Callable[[], Pair]


def moves(pair: Pair) -> Iterator[Move]:
    """Everything that can happen next."""
    for at in range(2):
        yield from _hands(pair, at)
    if not pair.up:
        yield Move("boot", partial(tell, pair._replace(up=True), Boot("b", "1", "c"), wait_ms=1_000))
        return
    yield from _bus(pair)
    yield from _people(pair)
    yield Move("tick", partial(tell, pair, Tick()))
    if pair.pending is None and pair.fired is None:
        for wait_ms in WAITS_MS:
            yield Move(f"after {wait_ms} ms", partial(tell, pair, Tick(), wait_ms=wait_ms))
    if pair.budget.halts:
        yield Move("cabinet opened", partial(tamper, pair))
    if pair.budget.crashes:
        yield Move("crash", partial(crash, pair))


def _hands(pair: Pair, at: int) -> Iterator[Move]:
    door, name = pair.doors[at], DOORS[at]
    told = not pair.up or sensed(pair, at)[1:] == heard(pair, at)[1:]
    if door.open:
        if door.item:
            yield Move(f"take {name}", partial(with_door, pair, at, door._replace(item=False)))
        if told:
            yield Move(
                f"shut {name}",
                partial(with_door, pair, at, door._replace(open=False, bolted=True, freed=False, excused=False)),
            )
    elif told:
        if not door.bolted:
            yield Move(f"pull {name}", partial(with_door, pair, at, door._replace(open=True)))
        elif pair.budget.forces:
            worn = pair.budget._replace(forces=pair.budget.forces - 1)
            forced = door._replace(open=True, bolted=False)
            yield Move(f"force {name}", partial(with_door, pair._replace(budget=worn), at, forced))


def _bus(pair: Pair) -> Iterator[Move]:
    for at in range(2):
        if pair.fired is None and sensed(pair, at) != heard(pair, at):
            yield Move(f"report {DOORS[at]}", partial(report, pair, at))
    if pair.fired is not None:
        fired = Fired(*pair.fired)
        yield Move("fired", partial(tell, pair._replace(fired=None), fired))
    elif pair.pending is not None:
        at = DOORS.index(pair.state.attempts[pair.pending].compartment)
        reason = NotFiredReason.WITHDRAWN if pair.withdrawn else NotFiredReason.DEADLINE
        given_back = NotFired(pair.pending, reason)
        yield Move("not fired", partial(tell, pair._replace(pending=None, withdrawn=False), given_back))
        if not pair.withdrawn and not pair.doors[at].open:
            yield Move("pulse", partial(pulse, pair, at, gives_way=True))
            yield Move("pulse, stuck", partial(pulse, pair, at, gives_way=False))


def _people(pair: Pair) -> Iterator[Move]:
    for at, code in enumerate(CODES):
        show = StartCollection(VisitId(f"v{pair.events:06}"), CodeForm.QR, code)
        yield Move(f"show {code}", partial(tell, pair, show))
        open_it = TechnicianOpen("tech", DOORS[at], "r")
        yield Move(f"technician {DOORS[at]}", partial(tell, pair, open_it))
        if not pair.doors[at].item and not pair.doors[at].open:
            report_empty = Clear("tech", DOORS[at], "r")
            yield Move(f"clear {DOORS[at]}", partial(tell, pair, report_empty))
    for visit in in_order(pair.state.visits):
        if visit.phase is not Phase.OVER:
            for word in WORDS:
                yield Move(f"{visit.order} says {word}", partial(tell, pair, Say(visit.id, word)))
    if pair.state.site.halted is not None:
        yield Move("resume", partial(tell, pair, Resume("tech", "r")))
