"""What the office asks for of a document, as far as it can be sure: where an answer got lost, either may be true."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from lockersim.world.compartment import Compartment
from lockersim.world.model import ItemSensor

T = TypeVar("T")

LOAN: Final = "loan"
FOUND_THINGS: Final = "found_things"
"""Taken in without a code."""
BY_WORD: Final = frozenset({LOAN, FOUND_THINGS})
"""Classes that are taken in on the person's word, where no sensor tells."""
CARD: Final = "identity_card"
CLASSES: Final = (LOAN, LOAN, CARD)
"""Of what people bring."""
TWO_PEOPLE: Final = "key"
"""Two put it in."""
CODE_AND_MORE: Final = "weapon_licence"
"""A code of it is not enough."""
FETCHED: Final = (CARD, CARD, TWO_PEOPLE, CODE_AND_MORE)
"""Of what people fetch."""
CHECKLIST: Final = ("photo", "form", "old_card")
"""What may be expected of somebody who brings something."""


@dataclass(frozen=True, slots=True)
class Need:
    """Between which heights the shelf has to be."""

    lowest_cm: int | None = None
    highest_cm: int | None = None

    def body(self) -> dict[str, Any]:
        """As a command says it."""
        said = {"lowest_cm": self.lowest_cm, "highest_cm": self.highest_cm}
        return {name: value for name, value in said.items() if value is not None}

    def met_by(self, compartment: Compartment) -> bool:
        """Whether this door is for it."""
        above = self.lowest_cm is None or compartment.height_cm >= self.lowest_cm
        return above and (self.highest_cm is None or compartment.height_cm <= self.highest_cm)


NEEDS: Final = (Need(), Need(), Need(), Need(highest_cm=110), Need(lowest_cm=100), Need(lowest_cm=80, highest_cm=120))


class Wanted(Generic[T]):
    """One thing that is asked for; ``values`` are all that it may be by now."""

    def __init__(self, value: T) -> None:
        self.values: tuple[T, ...] = (value,)
        self._before: tuple[T, ...] = self.values

    @property
    def first(self) -> T:
        """What it was before anything was asked for that nobody has answered."""
        return self.values[0]

    def ask(self, value: T) -> None:
        """Something else is asked for now."""
        self._before, self.values = self.values, (*self.values, value)

    def answered(self, *, accepted: bool) -> None:
        """It is what was asked for last, or it is not."""
        self.values = self.values[-1:] if accepted else self._before


class Terms:
    """Of one document: how long it waits, its class, what is needed of the door of each of its parts, and their things.

    ``fields`` of parts are by their place in the order; -1: of the order.
    """

    def __init__(self, needs: Sequence[Need], document_class: str, retention_h: int) -> None:
        self.needs = [Wanted(need) for need in needs]
        self.document_class = Wanted(document_class)
        self.fields: dict[tuple[str, int], Wanted[Any]] = {
            **{("needs", part): wanted for part, wanted in enumerate(self.needs)},
            **{("item_count", part): Wanted(1) for part in range(len(needs))},
            ("document_class", -1): self.document_class,
            ("retention_h", -1): Wanted(retention_h),
        }

    @property
    def by_word(self) -> bool:
        """Whether it may be taken in where no sensor tells."""
        return not BY_WORD.isdisjoint(self.document_class.values)

    def allow(self, compartment: Compartment, *, brought: bool) -> bool:
        """Whether something of it may be put in behind this door."""
        seen = not brought or compartment.item_sensor is ItemSensor.FITTED
        return (seen or self.by_word) and any(n.met_by(compartment) for wanted in self.needs for n in wanted.values)
