"""Kerong's boards are asked for their status; nothing smaller can be asked of them.

Their feedback bits stand in the answer as they are: several bytes that can hold a whole command of another family. What
a CU48 answers can be an unlock of a CU48B, and the other way round, so that neither can be asked first.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from lockerd.boards.codec import Shape
from lockerd.boards.probing.dialect import Dialect, Question, placed
from lockerd.boards.probing.identity import Candidate, Identity
from lockerd.said import Said

_EVERYBODY: Final = frozenset({"bcc", "winnsen", "wkly", "cu12", "cu16", "modbus", "cu48", "cu48b"})
_TWINS: Final = Said(
    "the feedback bits of a cu48 can be, byte for byte, the unlock of a cu48b, and the other way round; neither can be "
    "excluded before the other is asked. Read the label on the boards, then name the family"
)


class _Kerong(Dialect):
    reply_shapes: ClassVar[tuple[int, ...]] = (0,)
    """Which of the codec's replies may answer."""

    def _knock(self, address: int) -> Question:
        codec = self.codec
        shapes = tuple(placed(codec.reply_shapes[n], (self._on_wire(address),)) for n in self.reply_shapes)
        return Question(codec.look(address)[0].request, self._narrowed(shapes), codec.is_sealed)

    def _on_wire(self, address: int) -> int:
        return address

    def _narrowed(self, shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return shapes

    def identify(self, answers: Sequence[bytes | None]) -> Identity:  # noqa: ARG002 - who answers is of this family
        """See `Dialect.identify`."""
        return Identity((Candidate(self.families[0]),))


class Cu12Dialect(_Kerong):
    """CU12: twelve bits."""

    name: ClassVar[str] = "cu12"
    families: ClassVar[tuple[str, ...]] = ("cu12",)
    endangers: ClassVar[frozenset[str]] = frozenset({"bcc"})
    reply_shapes: ClassVar[tuple[int, ...]] = (0, 2)


class Cu16Dialect(_Kerong):
    """CU16: 32 bits."""

    name: ClassVar[str] = "cu16"
    families: ClassVar[tuple[str, ...]] = ("cu16",)
    endangers: ClassVar[frozenset[str]] = frozenset({"bcc", "winnsen"})

    def _on_wire(self, address: int) -> int:
        return address << 4

    def _narrowed(self, shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return tuple((*shape[:2], (0x35,), *shape[3:]) for shape in shapes)  # 36 answers a question to all boards


class Cu48Dialect(_Kerong):
    """CU48: 48 bits, that can hold nearly anything."""

    name: ClassVar[str] = "cu48"
    families: ClassVar[tuple[str, ...]] = ("cu48",)
    endangers: ClassVar[frozenset[str]] = _EVERYBODY - {"cu48"}
    only_named: ClassVar[Said] = _TWINS


class Cu48bDialect(_Kerong):
    """CU48B and CU24: 96 bits."""

    name: ClassVar[str] = "cu48b"
    families: ClassVar[tuple[str, ...]] = ("cu48b",)
    endangers: ClassVar[frozenset[str]] = _EVERYBODY - {"cu48b"}
    only_named: ClassVar[Said] = _TWINS

    def identify(self, answers: Sequence[bytes | None]) -> Identity:  # noqa: ARG002 - both answer alike
        """See `Dialect.identify`."""
        return Identity(
            (Candidate("cu48b", "cu48b"), Candidate("cu48b", "cu24")),
            how_to_tell=Said("count the lock sockets: 48 or 24; both answer alike"),
        )
