"""Winnsen boards are asked for the status of a single lock by the mask of the question lockerd also asks at work.

Source: as `lockerd.boards.winnsen`. Which lock is not a matter of taste: with lock 8 the question to station 21 would
be a BCC board's frame that fires five locks, with lock 1 that to station 2 if another question followed at once.
"""

from collections.abc import Sequence
from typing import ClassVar

from lockerd.boards.codec import ANY_BYTE
from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.boards.probing.identity import Candidate, Identity

_HEADER, _LENGTH, _STATUS, _REPLY, _END = 0x90, 7, 0x02, 0x80, 0x03
_LOCK_7 = 0x40


class WinnsenDialect(Dialect):
    """Polls of lock 7; without a checksum, header, length, function, station and end have to do."""

    name: ClassVar[str] = "winnsen"
    families: ClassVar[tuple[str, ...]] = ("winnsen",)
    endangers: ClassVar[frozenset[str]] = frozenset({"bcc"})

    def _knock(self, address: int) -> Question:
        request = bytes((_HEADER, _LENGTH, _STATUS, address, _LOCK_7, 0, _END))
        # Whether a board leaves the bits out that were not asked for is not known.
        answer = ((_HEADER,), (_LENGTH,), (_STATUS | _REPLY,), (address,), ANY_BYTE, ANY_BYTE, (_END,))
        return Question(request, (answer,), lambda _frame: True)

    def identify(self, answers: Sequence[bytes | None]) -> Identity:  # noqa: ARG002 - there is one model
        """See `Dialect.identify`."""
        return Identity((Candidate("winnsen"),))
