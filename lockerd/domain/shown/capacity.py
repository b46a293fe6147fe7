"""How much a wall takes while no staff are there, a night or a weekend: it follows from what is fitted."""

from collections.abc import Iterable
from typing import NamedTuple

from lockerd.domain.hand_over.reserve import takes_in
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.document_classes import ClassPolicy
from lockerd.domain.model.looks import has_contact
from lockerd.domain.model.readings import ItemSensor


class Capacity(NamedTuple):
    """What people can do for themselves with one document class; doors, as many as could be used so."""

    collections: int
    """Where everything is loaded: as many as there are doors."""
    then_hand_ins: int
    """And afterwards into the same doors: those whose sensors prove them empty, and that take this class in."""
    hand_ins: int
    """Where everything is free. Exchanges in one compartment are as many, where all of these are loaded."""
    old_first: int
    """Exchanges behind two doors, where as many are loaded as there are doors left for."""


def capacity(places: Iterable[Place], wanted: ClassPolicy) -> Capacity:
    """What a wall of these takes without staff of a class of documents."""
    doors = list(places)
    taking = [place for place in doors if takes_in(wanted, place)]
    proven = sum(_proven_empty(place) for place in taking)
    return Capacity(len(doors), proven, len(taking), _old_first(len(doors), len(taking), proven))


def _old_first(doors: int, taking: int, proven: int) -> int:
    """Each takes a door for what is brought; a door whose sensors prove it empty afterwards is there for the next.

    So one free door is enough for all that are loaded into such doors, and each other one needs a free door of its own.
    """
    once, never = taking - proven, doors - taking
    if once:
        return proven + min(once, (once + never) // 2)
    return max(0, proven - 1 + min(1, never)) if proven else 0


def _proven_empty(place: Place) -> bool:
    """Whether sensors alone can say that somebody took out what lay there (design rule 3)."""
    return has_contact(place) and place.item_sensor is ItemSensor.FITTED
