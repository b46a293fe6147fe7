"""What is to be handed over, and who has it; what its person was given for it."""

from dataclasses import dataclass, field
from enum import StrEnum

from lockercentral.keys import OpenedCode
from virtual.terms import Terms


class Holder(StrEnum):
    """Who has a document."""

    OFFICE = "office"
    WALL = "wall"
    PERSON = "person"
    BRINGER = "bringer"
    """A person who is to hand it in."""
    STAFF = "staff"
    """Taken out by staff after something went wrong, or after its time."""


@dataclass(slots=True, eq=False)
class Document:
    """A thing to be handed over."""

    name: str
    order: str
    items: dict[str, Holder]
    """What belongs to it, a thing for each part, and who has it."""
    terms: Terms
    letter: OpenedCode | None = None
    """The newest that was printed; people keep it when its code is spent."""
    brought: bool = False
    """Whether a person brings it to the office, not the office to a person."""
    refused: bool = False
    """Whether the site said that no door of its own can ever serve it."""
    word: str = ""
    """What the machine told its person last."""
    called_back: bool = False
    """Whether central was told that it is off, whatever became of the answer."""
    held_since_s: float | None = None
    """When central was told that it is kept back, until it asks for it to be given free."""
    was_held: bool = False
    """Whether it may be kept back as far as central knows."""
    receipts: dict[int, str] = field(default_factory=dict)
    """The parts for which its person has one, and the door behind which each lies; empty: staff have been there."""

    @property
    def reached(self) -> bool:
        """Whether all of it is where it was to go."""
        if self.brought:
            return self.all(Holder.STAFF)
        return self.all(Holder.PERSON)

    def passed(self, part: int | None) -> bool:
        """Whether one of its parts has passed for certain, to the office or to its person; None: any of them."""
        if part is None:
            return any(self.passed(each) for each in range(len(self.items)))
        return part + 1 in self.receipts if self.brought else list(self.items.values())[part] is Holder.PERSON

    def emptied(self, door: str) -> None:
        """Staff have taken out what lay behind this door."""
        self.receipts = {part: "" if where == door else where for part, where in self.receipts.items()}

    def some(self, holder: Holder) -> bool:
        """Whether somebody has at least a part of it."""
        return holder in self.items.values()

    def all(self, holder: Holder) -> bool:
        """Whether somebody has all of it."""
        return set(self.items.values()) == {holder}
