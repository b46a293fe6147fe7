"""All that can happen next where people leave something: hands, wear, reports, words, halts, crash, clock."""

from collections.abc import Callable, Iterator

from search.daemon import DaemonT
from search.graph import Move
from search.wear import wear
from search.wires import WallT, Wires


def moving(
    node: WallT,
    wires: Wires[WallT, DaemonT],
    hands: Callable[[WallT, int], Iterator[Move[WallT]]],
    said: Callable[[WallT], Iterator[Move[WallT]]],
) -> Iterator[Move[WallT]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    up, budget = node.daemon.up, node.budget
    for at in range(len(node.boxes)):
        yield from hands(node, at)
        yield from wear(node, at)
        if up and budget.strangers:
            yield from wires.strangers(node, at)
    if not up:
        yield wires.boot(node)
        return
    yield from wires.reports(node)
    yield from said(node)
    if budget.halts:
        yield wires.halt(node)
    if budget.crashes:
        yield from wires.crash(node)
