"""Which board is asked next, so that one watched door is quick and no dead board holds up the rest (design rule 13)."""

from collections.abc import Sequence

from lockerd.bus.board.board import Board


class Schedule:
    """Alternates between urgent boards and those that are due; asks one dead board per round of the living."""

    def __init__(self, boards: Sequence[Board]) -> None:
        self._boards = boards
        self._urgent_next = False
        self._dead_asked_ms = -1

    def next(self, now_ms: int) -> Board | None:
        """The board to ask now; None if all may rest."""
        due = urgent = dead = None  # of each kind the one that was not asked for the longest time
        for board in self._boards:
            if board.due_ms <= now_ms:
                if board.dead:
                    if dead is None or board.asked_ms < dead.asked_ms:
                        dead = board
                elif due is None or board.asked_ms < due.asked_ms:
                    due = board
            if board.urgent and (urgent is None or board.asked_ms < urgent.asked_ms):
                urgent = board
        if dead and (due is None or due.asked_ms > self._dead_asked_ms):
            self._dead_asked_ms = now_ms
            return dead
        self._urgent_next = not self._urgent_next
        return (urgent or due) if self._urgent_next else (due or urgent)

    def next_due_ms(self) -> int:
        """When the next board is due; one that is urgent is due already."""
        return min([board.due_ms for board in self._boards])
