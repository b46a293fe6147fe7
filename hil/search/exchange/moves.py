"""Everything that can happen next at the door of an exchange: hands, wear, reports, words, crash, clock."""

from collections.abc import Iterator
from typing import Final

from search.exchange.daemon import Daemon
from search.exchange.hands import hands
from search.exchange.node import Node
from search.exchange.offers import offers, take
from search.exchange.tell import TELLER
from search.exchange.truth import after, fired_at, with_pulse
from search.graph import Move
from search.offer import said
from search.wear import wear
from search.wires import Wires

WIRES: Final[Wires[Node, Daemon]] = Wires(TELLER, after, with_pulse, fired_at)


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    yield from hands(node)
    yield from wear(node, 0)
    if not node.daemon.up:
        yield WIRES.boot(node)
        return
    if node.budget.strangers:
        yield from WIRES.strangers(node, 0)
    yield from WIRES.reports(node)
    yield from said(node, offers(node.daemon), take)
    if node.budget.halts:
        yield WIRES.halt(node)
    if node.budget.crashes:
        yield from WIRES.crash(node)
