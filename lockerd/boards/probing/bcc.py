"""BCC and Kecheng boards are asked for single channels: one bit each, where a question for all would fill three bytes.

Source: vendor text "485 lock board protocol", query of one lock, as many drivers have it; captures by Open-Locker.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from lockerd.boards.bcc import ADDRESSES, LEVEL
from lockerd.boards.checksums import byte_xor
from lockerd.boards.codec import ANY_BYTE
from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.boards.probing.identity import Candidate, Identity
from lockerd.said import Said

_QUERY, _ASK = 0x80, 0x33
_LAST_CHANNELS: Final = {8: "8", 12: "12", 18: "18", 24: "24", 50: "50"}
"""The last channel of each model."""


class BccDialect(Dialect):
    """Queries of one channel; who answers for which shows how many there are."""

    name: ClassVar[str] = "bcc"
    families: ClassVar[tuple[str, ...]] = ("bcc", "kecheng")

    @property
    def addresses(self) -> range:
        """See `Dialect.addresses`."""
        return ADDRESSES

    def _knock(self, address: int) -> Question:
        return self._query(address, 1)

    def _details(self, address: int) -> tuple[Question, ...]:
        return tuple(self._query(address, channel) for channel in _LAST_CHANNELS)

    def identify(self, answers: Sequence[bytes | None]) -> Identity:
        """See `Dialect.identify`."""
        answered = [model for model, answer in zip(_LAST_CHANNELS.values(), answers[1:], strict=True) if answer]
        model = answered[-1] if answered else "8"
        note = (
            Said("answers for channel {model}", model=model) if answered else Said("answers for fewer than 8 channels")
        )
        bcc = Candidate("bcc", model)
        notes = (
            Said("{note}; some boards answer for more channels than they have: count the lock sockets", note=note),
        )
        if model != "24":
            return Identity((bcc,), notes=notes)
        return Identity(
            (bcc, Candidate("kecheng")),
            how_to_tell=Said("read the label (Kecheng: CM06-24); they answer alike, and the wrong one moves no lock"),
            notes=notes,
        )

    def _query(self, address: int, channel: int) -> Question:
        head = bytes((_QUERY, address, channel, _ASK))
        answer = ((_QUERY,), (address,), (channel,), LEVEL, ANY_BYTE)
        return Question(head + bytes((byte_xor(head),)), (answer,), lambda frame: not byte_xor(frame))
