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
from search.moving import moving
from search.offer import said
from search.wires import Wires

WIRES: Final[Wires[Node, Daemon]] = Wires(TELLER, after, with_pulse, fired_at)


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    return moving(node, WIRES, hands, lambda here: said(here, offers(here.daemon), take))
