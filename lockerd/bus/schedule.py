"""Which board is asked next, so that one watched door is quick and no dead board holds up the rest (design rule 13)."""

from collections.abc import Sequence

from lockerd.bus.board import Board


class Schedule:
    """Alternates between urgent boards and those that are due; asks one dead board per round of the living."""

    def __init__(self, boards: Sequence[Board]) -> None:
        self._boards = boards
        self._urgent_next = False
        self._dead_asked_ms = -1

    def next(self, now_ms: int) -> Board | None:
        """The board to ask now; None if all may rest."""
        due = [board for board in self._boards if board.due_ms <= now_ms and not board.dead]
        dead = [board for board in self._boards if board.due_ms <= now_ms and board.dead]
        if dead and all(board.asked_ms > self._dead_asked_ms for board in due):
            self._dead_asked_ms = now_ms
            return _longest_unasked(dead)
        urgent = [board for board in self._boards if board.urgent]
        self._urgent_next = not self._urgent_next
        first, second = (urgent, due) if self._urgent_next else (due, urgent)
        return _longest_unasked(first or second) if first or second else None

    def next_due_ms(self) -> int:
        """When the next board is due; one that is urgent is due already."""
        return min(board.due_ms for board in self._boards)


def _longest_unasked(boards: Sequence[Board]) -> Board:
    return min(boards, key=lambda board: board.asked_ms)
