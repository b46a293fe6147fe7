"""What families have in common that cannot be told apart by asking: questions, answers, addresses, speed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

from lockerd.boards import CODECS
from lockerd.boards.codec import Codec, Shape, matches
from lockerd.boards.probing.identity import Identity
from lockerd.said import NOTHING, Said


@dataclass(frozen=True, slots=True)
class Question:
    """A request that only reads, and how all its answers look."""

    request: bytes
    answers: tuple[Shape, ...]
    sealed: Callable[[bytes], bool]
    """Whether the checksum of an answer is right."""

    def is_answer(self, frame: bytes) -> bool:
        """Whether these bytes are one whole, sound answer."""
        return any(matches(frame, shape) for shape in self.answers) and self.sealed(frame)

    @property
    def answer_bytes(self) -> int:
        """The size of the longest answer."""
        return max(map(len, self.answers))


class Dialect(ABC):
    """One way of asking, spoken by one family or by several that cannot be told apart by it. Pure."""

    name: ClassVar[str]
    families: ClassVar[tuple[str, ...]]
    endangers: ClassVar[frozenset[str]] = frozenset()
    """Dialects whose boards could take bytes of an answer for a command that moves a lock. Its own is never named:
    that boards of one kind stand each other's answers is their maker's promise."""
    only_named: ClassVar[Said] = NOTHING
    """Why it is only spoken when somebody says that such boards are there; empty where it is spoken without."""

    @property
    def codec(self) -> Codec:
        """The usual codec of the first family."""
        return CODECS[self.families[0]]

    @property
    def addresses(self) -> range:
        """Where boards can be."""
        profile = self.codec.profile
        return range(profile.min_address, profile.max_address + 1)

    @final
    def knock(self, address: int) -> Question:
        """Ask whether anybody is there; the answer says as little as the protocol allows.

        Raises `NotOnBoardError`.
        """
        self.codec.profile.check_address(address)
        return self._knock(address)

    @final
    def details(self, address: int) -> tuple[Question, ...]:
        """What to ask a board that is there, to know its model; raises `NotOnBoardError`."""
        self.codec.profile.check_address(address)
        return self._details(address)

    @final
    def speaker(self, data: bytes) -> int | None:
        """The address of a board whose answer to a knock stands somewhere in these bytes."""
        for address in self.addresses:
            question = self._knock(address)
            for size in {len(shape) for shape in question.answers}:
                if any(question.is_answer(data[at : at + size]) for at in range(len(data) - size + 1)):
                    return address
        return None

    @abstractmethod
    def _knock(self, address: int) -> Question:
        """See `knock`; the address is good."""

    def _details(self, address: int) -> tuple[Question, ...]:  # noqa: ARG002 - many families have one model
        return ()

    @abstractmethod
    def identify(self, answers: Sequence[bytes | None]) -> Identity:
        """What it is, from the answers to `knock` and `details` in this order; None: it was silent."""


def placed(shape: Shape, address: Collection[int]) -> Shape:
    """A shape whose second byte, the address, is one of these."""
    return (shape[0], address, *shape[2:])
