"""WKLY boards are asked for single locks; which numbers they know shows how many there are and how they count.

Source: as `lockerd.boards.wkly`; command 83 asks for one lock, and a number that does not exist is answered with FF.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from lockerd.boards.checksums import byte_xor
from lockerd.boards.codec import ANY_BYTE
from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.boards.probing.identity import Candidate, Identity
from lockerd.said import Said

_START: Final = b"WKLY"
_QUERY, _OK, _ERROR = 0x83, 0x00, 0xFF
_STATES = (0x00, 0x01, _ERROR)
_OK_AT = 7
_NUMBERS: Final = {0: 0, 9: 12, 13: 16, 17: 24}
"""Numbers to ask for, and how many locks a board has at least that knows them, however it counts."""


class WklyDialect(Dialect):
    """Queries of one lock."""

    name: ClassVar[str] = "wkly"
    families: ClassVar[tuple[str, ...]] = ("wkly",)

    def _knock(self, address: int) -> Question:
        return self._query(address, 1)

    def _details(self, address: int) -> tuple[Question, ...]:
        return tuple(self._query(address, number) for number in _NUMBERS)

    def identify(self, answers: Sequence[bytes | None]) -> Identity:
        """See `Dialect.identify`."""
        asked = zip(_NUMBERS, answers[1:], strict=True)
        known = [number for number, answer in asked if answer and answer[_OK_AT] == _OK]
        base, locks = 0 if 0 in known else 1, max((_NUMBERS[number] for number in known), default=0) or 8
        note = Said("counts its locks from {base} and has {locks}", base=base, locks=locks)
        return Identity((Candidate("wkly", str(locks), index_base=base),), notes=(note,))

    def _query(self, address: int, number: int) -> Question:
        head = _START + bytes((9, address, _QUERY, number))
        start = tuple((byte,) for byte in _START)
        answer = (*start, (11,), (address,), (_QUERY,), (_OK, _ERROR), (number,), _STATES, ANY_BYTE)
        return Question(head + bytes((byte_xor(head),)), (answer,), lambda frame: not byte_xor(frame))
