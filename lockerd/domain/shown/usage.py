"""How the station is used, as counts of a day: what was offered and what became of it, by document class, how rights
were shown, and where people left. No order, no person, no time of day is among it."""

from enum import StrEnum
from typing import Final, NamedTuple

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.visits import Phase


class Figure(StrEnum):
    """What is counted."""

    OFFERED = "offered"
    """Orders that central announced."""
    LOADED = "loaded"
    """Orders of which all was put in."""
    TOLD = "told"
    """Orders whose first code was made, to be told to their person."""
    COLLECTED = "collected"
    EXPIRED = "expired"
    HANDED_IN = "handed_in"
    SHOWN = "shown"
    """How the right was shown for a door that was begun."""
    BROKEN_OFF = "broken_off"
    """Visits of people that ended with nothing handed over at the door where they stood: in which phase."""

    FEEDBACK = "feedback"
    """How it went, in one tap at the end (`Mark`); counted beside the decision, which does not know it."""


class Mark(StrEnum):
    """How it went, in the word of whoever was there."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


OF_SERVICES: Final = (
    Figure.OFFERED,
    Figure.LOADED,
    Figure.TOLD,
    Figure.COLLECTED,
    Figure.EXPIRED,
    Figure.HANDED_IN,
)
"""Counted by document class."""
BADGE: Final = "badge"
WITHOUT: Final = "walk_in"
"""Of what is taken in without a code."""
ITEMS: Final = {
    Figure.SHOWN: (CodeForm.QR.value, CodeForm.TYPED.value, BADGE, WITHOUT),
    Figure.BROKEN_OFF: tuple(
        each.value for each in (Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT, Phase.BETWEEN)
    ),
    Figure.FEEDBACK: tuple(each.value for each in Mark),
}
"""All that there is of the other figures."""


class Counted(NamedTuple):
    """One thing that is counted."""

    figure: Figure
    item: str
    """The document class, the way or the phase."""
