"""What is to be handed over, and who has it; what its person was given for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lockercentral.keys import OpenedCode
from virtual.terms import Terms

OLD: Final = ".old"
"""What the name of the old document ends in that is given for a new one."""


class Holder(StrEnum):
    """Who has a document."""

    OFFICE = "office"
    WALL = "wall"
    PERSON = "person"
    BRINGER = "bringer"
    """A person who is to hand it in."""
    STAFF = "staff"
    """Taken out by staff after something went wrong, or after its time."""


class Errand(StrEnum):
    """What its person comes for."""

    COLLECTION = "collection"
    HAND_IN = "hand_in"
    WALK_IN = "walk_in"
    """Handed in without a code."""
    OLD_FIRST = "old_first"
    """The old one behind one door, and then the new one behind another."""
    SAME_COMPARTMENT = "same_compartment"
    """The new one for the old one behind one door."""


BRINGS: Final = frozenset({Errand.HAND_IN, Errand.WALK_IN})
"""Where a person brings all of it to the office, and the office brings nothing."""
SWAPS: Final = frozenset({Errand.OLD_FIRST, Errand.SAME_COMPARTMENT})


def things(name: str, errand: Errand, parts: int) -> dict[str, Holder]:
    """The things of a document, and who has each before anything happens; in the order of their parts."""
    if errand in SWAPS:
        two = {f"{name}{OLD}": Holder.BRINGER, name: Holder.OFFICE}
        return two if errand is Errand.OLD_FIRST else dict(reversed(two.items()))
    items = [name] if parts == 1 else [f"{name}.{number}" for number in range(1, parts + 1)]
    return dict.fromkeys(items, Holder.BRINGER if errand in BRINGS else Holder.OFFICE)


@dataclass(slots=True, eq=False)
class Document:
    """A thing to be handed over."""

    name: str
    order: str
    """Empty where its person comes without a code: nobody told them."""
    items: dict[str, Holder]
    """What belongs to it, a thing for each part, and who has it."""
    terms: Terms
    errand: Errand = Errand.COLLECTION
    checklists: tuple[tuple[str, ...], ...] = ()
    """Of what is handed in: for each part what is expected."""
    letter: OpenedCode | None = None
    """The newest that was printed; people keep it when its code is spent."""
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
    missing: dict[int, tuple[str, ...] | None] = field(default_factory=dict)
    """What its person said last of the checklist of a part; None: the answer got lost."""
    door: str = ""
    """Of an exchange behind one door, where that is."""
    cheated: bool = False
    """Whether its person laid something else in: no sensor can tell."""

    @property
    def brought(self) -> bool:
        """Whether a person brings all of it to the office, and gets nothing there."""
        return self.errand in BRINGS

    def is_brought(self, item: str) -> bool:
        """Whether this thing goes from its person to the office."""
        return self.brought or item.endswith(OLD)

    def of_office(self) -> Sequence[str]:
        """What the office puts in."""
        return [item for item in self.items if not self.is_brought(item)]

    def in_bag(self, part: int) -> str | None:
        """What its person has for a part of it, and has not handed in."""
        named = list(self.items)
        item = named[-1] if self.errand is Errand.SAME_COMPARTMENT else named[part - 1]
        return item if self.is_brought(item) and self.items[item] is Holder.BRINGER else None

    def in_hand(self, part: int) -> str | None:
        """What of this part staff still have before the wall."""
        named = list(self.items)
        item = named[0] if self.errand is Errand.SAME_COMPARTMENT else named[part - 1]
        return item if self.items[item] is Holder.OFFICE else None

    @property
    def reached(self) -> bool:
        """Whether all of it is where it was to go."""
        return all(at is (Holder.STAFF if self.is_brought(item) else Holder.PERSON) for item, at in self.items.items())

    def passed(self, part: int | None) -> bool:
        """Whether one of its parts has passed for certain, to the office or to its person; None: any of them."""
        parts = 1 if self.errand is Errand.SAME_COMPARTMENT else len(self.items)
        if part is None:
            return any(self.passed(each) for each in range(parts))
        item = list(self.items)[part]
        return part + 1 in self.receipts or (not self.is_brought(item) and self.items[item] is Holder.PERSON)

    def emptied(self, door: str) -> None:
        """Staff have taken out what lay behind this door."""
        self.receipts = {part: "" if where == door else where for part, where in self.receipts.items()}

    def brought_back(self) -> None:
        """Staff have taken it out, and it is to be put in after all: its loading had not come to its end."""
        for item in self.of_office():
            if self.items[item] is Holder.STAFF:
                self.items[item] = Holder.OFFICE

    def some(self, holder: Holder) -> bool:
        """Whether somebody has at least a part of it."""
        return holder in self.items.values()

    def all(self, holder: Holder) -> bool:
        """Whether somebody has all of it."""
        return set(self.items.values()) == {holder}
