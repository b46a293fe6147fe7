"""What a search takes for the same has the same future: only so may it look at one of them alone."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from search.graph import Move
from search.teller import Teller


def assert_same_future(
    patch: pytest.MonkeyPatch,
    teller: Teller[Any],
    moves: Callable[[Any], Iterator[Move[Any]]],
    start: Any,
    count: int,
) -> None:
    """All that can happen leads both to what is taken for the same again; only clocks may run out of step."""
    twins: list[tuple[Any, Any]] = []
    keep = teller.settled

    def settled(daemon: Any) -> Any:
        known = keep(daemon)
        twins.append((known, daemon))
        return known

    def future(node: Any) -> dict[Any, str]:
        following = (move for move in moves(node) if not move.name.startswith("after"))
        return {move.after._replace(daemon=keep(move.after.daemon)): move.name for move in following}

    seen, frontier = {start.daemon: start}, deque([start])
    with patch.context() as watched:
        watched.setattr(teller, "settled", settled)
        while len(twins) < count:
            for move in moves(frontier.popleft()):
                if move.after.daemon not in seen:
                    frontier.append(move.after)
                    seen[move.after.daemon] = move.after
    compared = [(seen[known], twin) for known, twin in twins if known in seen and twin is not known]
    assert len(compared) > count / 4
    for node, twin in compared:
        one, other = future(node), future(node._replace(daemon=twin))
        assert not {one.get(after) or other[after] for after in one.keys() ^ other.keys()}
