"""What people, the office and the clock can do in one state of the daemon."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import CodeForm, FreshCode
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Cancel, Clear, Resume, Say, StartCollection, TechnicianOpen, Tick, Touched
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId, OrderId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, Staff, StartLoading
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import Word
from search.box import A01, ItemKind
from search.clocks import deadlines_ms
from search.door.daemon import Daemon
from search.door.node import Node, after
from search.door.tell import TELLER
from search.offer import Offer
from search.rules import loads, parts_of

STAFF: Final = Staff("b1", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))
WORDS: Final = (
    Word.TAKEN_OUT,
    Word.WRONG_ITEM,
    Word.NOTHING_INSIDE,
    Word.DONE,
    Word.OPEN_AGAIN,
    Word.UNDO,
    Word.DOES_NOT_OPEN,
)


def take(node: Node, offer: Offer[Node]) -> Node:
    """What follows when it is said."""
    daemon, event, step = node.daemon, offer.event, offer.told(TELLER, node.daemon)
    match event:
        case Clear():
            # Whoever looked where no sensor tells has shut the door themselves.
            box = node.box.shut() if daemon.leaf is Leaf.UNSENSED else node.box
            node = node._replace(box=box, putting=daemon.asked)
        case Reissue():
            node = node._replace(budget=node.budget._replace(reissues=node.budget.reissues - 1))
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
    for grant, order in daemon.codes:
        show = StartCollection(visit=fresh, form=CodeForm.QR, grant=grant)
        yield Offer(f"show {grant} (order {order})", show, helpful=False)
    for visit in in_order(daemon.state.visits):
        if visit.phase is Phase.OVER:
            continue
        for word in WORDS:
            yield Offer(f"say {word}", Say(visit.id, word))
        if loads(visit.role):
            yield from _loading(daemon, visit)


def _loading(daemon: Daemon, visit: Visit) -> Iterator[Offer[Node]]:
    own = frozenset({visit.order})
    yield Offer("say empty", Say(visit.id, Word.EMPTY), when=lambda node: node.box.items <= own)
    thin = daemon.fitting.item is ItemKind.THIN
    confirm = ConfirmLoaded(visit.id, _fresh_code(daemon), although_not_seen=thin)
    yield Offer("confirm loaded", confirm, when=lambda node: node.box.items == own)


def _office(daemon: Daemon) -> Iterator[Offer[Node]]:
    fresh, state = VisitId(f"v{daemon.counter}"), daemon.state
    for order in in_order(state.orders):
        if order.id not in daemon.live:
            continue
        yield _load(fresh, order.id)
        if not order.cancel_wanted:
            yield Offer(f"cancel {order.id}", Cancel(order.id, "r"))
        if any(part.state is PartState.READY for part in parts_of(state, order.id)):
            again = Reissue(order.id, _fresh_code(daemon))
            yield Offer(f"reissue {order.id}", again, helpful=False, when=lambda node: node.budget.reissues > 0)
    yield Offer("technician", TechnicianOpen("tech", A01, "r"))
    yield Offer("touched", Touched("tech", A01, "r"), helpful=False)
    if state.compartments[A01].condition is not Condition.FREE:
        yield Offer("clear", Clear("tech", A01, "r"), when=lambda node: not node.box.items and not node.box.open)
    if state.site.halted is not None:
        yield Offer("resume", Resume("tech", "r"))


def _load(visit: VisitId, order: OrderId) -> Offer[Node]:
    load = StartLoading(visit, order, STAFF)
    return Offer(f"load {order}", load, helpful=False, when=lambda node: order in node.office)


def _fresh_code(daemon: Daemon) -> FreshCode:
    return FreshCode(GrantId(f"g{len(daemon.codes)}"), CodeRecord(b"s", b"h", f"{len(daemon.codes):04}"), "sealed")
