"""What people, the office and the clock can do at two doors in one state of the daemon."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.blocks import BlockCompartment
from lockerd.domain.model.codes import CodeForm, FreshCode
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Cancel, Clear, Resume, Say, StartCollection, TechnicianOpen, Tick
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Staff, StartLoading
from lockerd.domain.model.terms import ChangeOrder
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import Word
from search.box import DOORS
from search.clocks import deadlines_ms
from search.families import shown_as_well
from search.offer import Offer
from search.pair.daemon import Daemon
from search.pair.node import Node, after
from search.pair.scene import CODES, ORDERS, UNUSED
from search.pair.tell import TELLER
from search.rules import loads, parts_of
from search.terms import wanted

STAFF: Final = Staff("b1", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))
WORDS: Final = (Word.TAKEN_OUT, Word.DONE, Word.OPEN_AGAIN, Word.DOES_NOT_OPEN)


def take(node: Node, offer: Offer[Node]) -> Node:
    """What follows when it is said."""
    daemon, event, step = node.daemon, offer.event, offer.told(TELLER, node.daemon)
    if isinstance(event, StartCollection):
        assert step.answer is not None
        asked = node.asked.after(daemon.state, event, step.answer, step.facts)
        node = node._replace(asked=asked)
    node = node._replace(asked=node.asked.after_ms(offer.wait_ms))
    if isinstance(event, BlockCompartment | ChangeOrder):
        node = node.worn(wishes=node.budget.wishes - 1)
    if isinstance(event, Clear):
        # Whoever looked where no sensor tells has shut the door themselves.
        at = DOORS.index(event.compartment)
        if daemon.seen[at] is Leaf.UNSENSED:
            node = node.with_box(at, node.boxes[at].shut())
    return after(node, step)


def offers(daemon: Daemon) -> Iterator[Offer[Node]]:
    """All that can be said in this state. While a pulse or its report is on its way, no deadline passes."""
    yield Offer("tick", Tick())
    yield from _people(daemon)
    yield from _office(daemon)
    if daemon.pending is None and daemon.fired is None:
        for wait_ms in deadlines_ms(daemon):
            yield Offer(f"after {wait_ms} ms", Tick(), wait_ms=wait_ms)


def _people(daemon: Daemon) -> Iterator[Offer[Node]]:
    fresh = VisitId(f"v{daemon.counter}")
    for code in CODES:
        yield Offer(f"show {code}", StartCollection(fresh, CodeForm.QR, code), helpful=False)
    yield from shown_as_well(daemon, CODES)
    for visit in in_order(daemon.state.visits):
        if visit.phase is Phase.OVER:
            continue
        for word in WORDS:
            yield Offer(f"{visit.part} says {word}", Say(visit.id, word))
        if loads(visit.role):
            yield from _loading(daemon, visit)


def _loading(daemon: Daemon, visit: Visit) -> Iterator[Offer[Node]]:
    for word in (Word.UNDO, Word.UNDO_ALL):
        yield Offer(str(word), Say(visit.id, word), helpful=False, when=lambda node: node.budget.undoes)
    if visit.phase is Phase.CODE_READY:
        return
    at, own = DOORS.index(visit.compartment), frozenset({str(visit.part)})
    yield Offer("say empty", Say(visit.id, Word.EMPTY), when=lambda node: node.boxes[at].items <= own)
    others = tuple(_fresh(daemon, part.order) for part in visit.listed)
    assert visit.order is not None, "it is put in for somebody"
    confirm = ConfirmLoaded(visit.id, _fresh(daemon, visit.order), others=others)
    yield Offer("confirm loaded", confirm, when=lambda node: node.boxes[at].items == own)
    for order in ORDERS:
        if order != visit.order:
            following = LoadNext(visit.id, order)
            yield Offer(f"next is {order}", following, helpful=False, when=lambda node: node.boxes[at].items == own)


def _fresh(daemon: Daemon, order: OrderId) -> FreshCode:
    code = CODES[ORDERS.index(order)]
    code = UNUSED if daemon.state.orders[order].on_demand else code
    return FreshCode(code, CodeRecord(b"s", b"h", code), "sealed")


def _office(daemon: Daemon) -> Iterator[Offer[Node]]:
    fresh, state = VisitId(f"v{daemon.counter}"), daemon.state
    for order in in_order(state.orders):
        if order.id not in daemon.live:
            continue
        parts = parts_of(state, order.id)
        if any(part.state in {PartState.ANNOUNCED, PartState.RESERVED} for part in parts):
            yield _load(daemon, StartLoading(fresh, order.id, STAFF))
        if not order.cancel_wanted:
            yield Offer(f"cancel {order.id}", Cancel(order.id, "r"))
    for at, name in enumerate(DOORS):
        called = _called(daemon, name)
        open_it = TechnicianOpen("tech", name, "r")
        yield Offer(f"technician {name}", open_it, when=None if called else lambda node: node.budget.technicians)
        if state.compartments[name].condition is not Condition.FREE:
            yield _clear(at, Clear("tech", name, "r"))
    yield from wanted(daemon, ORDERS, longer=False)
    if state.site.halted is not None:
        yield Offer("resume", Resume("tech", "r"))


def _called(daemon: Daemon, name: CompartmentId) -> bool:
    row = daemon.state.compartments[name]
    ended = row.part is not None and daemon.state.parts[row.part].state in {PartState.EXPIRED, PartState.RECALLED}
    return ended or row.condition in {Condition.QUARANTINED, Condition.JAMMED, Condition.TO_CHECK}


def _load(daemon: Daemon, load: StartLoading) -> Offer[Node]:
    own = frozenset(part.id for part in parts_of(daemon.state, load.order))
    return Offer(f"load {load.order}", load, helpful=False, when=lambda node: bool(own & node.office))


def _clear(at: int, clear: Clear) -> Offer[Node]:
    def when(node: Node) -> bool:
        return not node.boxes[at].items and not node.boxes[at].open

    return Offer(f"clear {clear.compartment}", clear, when=when)
