"""How much the configured wall takes while no staff are there."""

from collections.abc import Iterator, Mapping

from lockerd.cli.checks.verdict import Check, ok
from lockerd.cli.language import say
from lockerd.config import Config
from lockerd.config.document_classes import DocumentClassConfig
from lockerd.config.sensors import places_in
from lockerd.domain.model.document_classes import ClassPolicy
from lockerd.domain.shown.capacity import Capacity, capacity

ANY = "*"
"""Every class of which the configuration says nothing."""


def figures(config: Config) -> Mapping[str, Capacity]:
    """By document class; those that the configuration names only where it makes a difference."""
    places = places_in(config)
    usual = capacity(places, ClassPolicy())
    named = {_name(row): capacity(places, row.policy()) for row in sorted(config.document_classes, key=_name)}
    return {ANY: usual, **{name: each for name, each in named.items() if each != usual}}


def _name(row: DocumentClassConfig) -> str:
    return row.name if row.authority is None else f"{row.name} ({row.authority})"


def sentences(config: Config) -> Iterator[str]:
    """The same in words."""
    for name, each in figures(config).items():
        whose = "" if name == ANY else f"{name}: "
        yield whose + say(
            "without staff: collections where all is loaded: {collections}, then hand-ins into the same doors: {then}; "
            "hand-ins where all is free: {hand_ins}; exchanges with the old one first: {old_first}",
            collections=each.collections,
            then=each.then_hand_ins,
            hand_ins=each.hand_ins,
            old_first=each.old_first,
        )


def without_staff(config: Config) -> Check:
    """What a night or a weekend can bring; no fault, whatever it is: docs/doors.md says what to fit for more."""
    return ok("capacity", "; ".join(sentences(config)))
