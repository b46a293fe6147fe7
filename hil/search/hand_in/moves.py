"""Everything that can happen next where people bring something: hands, wear, reports, words, crash, clock."""

from collections.abc import Iterator
from typing import Final

from search.graph import Move
from search.hand_in.daemon import Daemon
from search.hand_in.hands import hands
from search.hand_in.node import Node
from search.hand_in.offers import offers, take
from search.hand_in.tell import TELLER
from search.hand_in.truth import after, fired_at, with_pulse
from search.moving import moving
from search.offer import said
from search.wires import Wires


def _cut_off(node: Node) -> Node:
    return node._replace(proof=node.proof.cut_off())


WIRES: Final[Wires[Node, Daemon]] = Wires(TELLER, after, with_pulse, fired_at, _cut_off)


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    return moving(node, WIRES, hands, lambda here: said(here, offers(here.daemon), take))
