"""Where a search begins, and where everything is well again, whatever is searched at a wall."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

from lockerd.domain.model.compartments import Condition
from search.broken import BrokenRuleError
from search.graph import Move, explore
from search.result import Result


class Begins(Protocol):
    """What every situation has."""

    def __hash__(self) -> int: ...

    @property
    def daemon(self) -> Any:
        """What lockerd and its buses know."""


BeginsT = TypeVar("BeginsT", bound=Begins)


def on_the_way(node: BeginsT, walk: Iterable[str], moves: Callable[[BeginsT], Iterator[Move[BeginsT]]]) -> BeginsT:
    """So far along a walk, by the names of its moves; what a fitting does not offer is skipped."""
    for wanted in walk:
        node = next((move.after for move in moves(node) if move.name == wanted), node)
    return node


def searched(
    name: str,
    start: Callable[[], BeginsT],
    moves: Callable[[BeginsT], Iterator[Move[BeginsT]]],
    limit: int,
    walk: tuple[str, ...] = (),
) -> Result:
    """Everything from there on; a rule may break on the walk already that ``start`` goes along."""
    try:
        node = start()
    except BrokenRuleError as broken:
        return Result(name, 0, 0, complete=False, seconds=0.0, broken=str(broken), trace=walk)
    return explore(name, node, moves, all_free, limit)


def all_free(node: Begins) -> bool:
    """Whether every door is free again and no order lives."""
    rows = node.daemon.state.compartments.values()
    empty = all(row.condition is Condition.FREE and row.attempt is None for row in rows)
    return bool(node.daemon.up and empty and not node.daemon.live)
