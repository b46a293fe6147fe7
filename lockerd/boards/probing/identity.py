"""What a board that answered may be."""

from dataclasses import dataclass

from lockerd.boards import codec_of
from lockerd.boards.options import Options
from lockerd.boards.profile import Profile
from lockerd.said import NOTHING, Said


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possibility, in the words of the configuration."""

    family: str
    model: str | None = None
    """None where the family has one."""
    index_base: int | None = None
    """How it counts its first lock on the wire, where families differ and the board told; None: as usual."""

    @property
    def profile(self) -> Profile:
        """The numbers of this board."""
        return codec_of(self.family, Options(model=self.model)).profile


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of one board."""

    candidates: tuple[Candidate, ...]
    """The likeliest first; empty: something that lockerd does not know."""
    how_to_tell: Said = NOTHING
    """How a person tells several candidates apart."""
    notes: tuple[Said, ...] = ()
