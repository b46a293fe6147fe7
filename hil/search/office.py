"""What the office and the clock say at any moment, whatever is left behind the doors (rule 27)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Cancel, Resume, Tick
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.staff import Reissue
from search.box import ItemKind, sensed
from search.clocks import deadlines_ms
from search.daemon import Daemon
from search.offer import Offer
from search.rules import parts_of
from search.wires import Wall


def office(daemon: Daemon, *, settled: frozenset[PartState], renewed: OrderId, anew: GrantId) -> Iterator[Offer[Any]]:
    """Hold, release, the end, and the code ``anew`` for one order; ``settled``: what need not be taken back."""
    for order in in_order(daemon.state.orders):
        if order.id not in daemon.live:
            continue
        if order.hold is Hold.NONE:
            hold = PutOnHold(order.id, "r")
            yield Offer(f"hold {order.id}", hold, helpful=False, when=lambda node: node.budget.holds > 0)
        else:
            yield Offer(f"release {order.id}", EndHold(order.id))
        if not order.cancel_wanted and any(part.state not in settled for part in parts_of(daemon.state, order.id)):
            yield Offer(f"cancel {order.id}", Cancel(order.id, "r"))
    if renewed in daemon.live and anew not in daemon.state.grants:
        again = Reissue(renewed, FreshCode(anew, CodeRecord(b"s", b"h", anew), "sealed"))
        yield Offer(f"reissue {renewed}", again, helpful=False, when=lambda node: node.budget.reissues > 0)
    if daemon.state.site.halted is not None:
        yield Offer("resume", Resume("tech", "r"))


def clock(daemon: Daemon) -> Iterator[Offer[Any]]:
    """Time passes. While a pulse or its report is on its way, no deadline does."""
    if daemon.idle:
        for wait_ms in deadlines_ms(daemon):
            yield Offer(f"after {wait_ms} ms", Tick(), when=looked_at, wait_ms=wait_ms)


def looked_at(node: Wall) -> bool:
    """Doors are looked at many times a second: when time has passed, what they show is known."""
    daemon = node.daemon
    for at, name in enumerate(daemon.doors):
        fitting, heard = daemon.fittings[at], daemon.heard[at]
        shown = sensed(fitting, node.boxes[at], name)
        if fitting.item is ItemKind.FLAKY and node.boxes[at].answering:
            shown = replace(shown, item=heard.item)
        if shown != heard or name not in daemon.state.readings:
            return False
    return True
