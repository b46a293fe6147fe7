"""What a fault is: a name, what it happens to, how it is done, and the sentence on what should happen then."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lockersim.faults.targets import Undo
from lockersim.wall.wall import Wall

Apply = Callable[[Wall, str, float], Undo | None]
"""Cause a fault at a target with an amount; returns how to mend it, or None when it is over at once."""


class Where(StrEnum):
    """What a fault happens to, and how the target is written."""

    COMPARTMENT = "compartment"  # A07
    PAIR = "pair"  # A07,A08
    BOARD = "board"  # bus0/0
    BUS = "bus"  # bus0


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault. ``amount`` is the default of its one number, ``unit`` says what that counts."""

    name: str
    where: Where
    expect: str
    apply: Apply
    amount: float = 0.0
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "where": self.where,
            "expect": self.expect,
            "amount": self.amount,
            "unit": self.unit,
        }
