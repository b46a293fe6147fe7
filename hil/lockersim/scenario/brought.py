"""What must be true of all that people brought or left in exchange: no receipt for nothing, nothing lost with one."""

from collections.abc import Iterable
from dataclasses import dataclass

from lockersim.people.papers import Papers
from lockersim.people.watcher import Taking
from lockersim.world.model import Cause, Happening
from lockersim.world.world import World


@dataclass(frozen=True, slots=True)
class Custody:
    """What the office answers for, as central was told."""

    thing: str
    compartment: str | None
    grade: str | None
    """``sensor``, ``claim`` or ``found``; a claim is the person's word and proves nothing."""
    taken_out: bool
    """By staff."""


def custodies(papers: Papers) -> list[Custody]:
    """Return everything for which there is a receipt."""
    given = [each for each in papers.documents.values() if each.brought or each.old is not None]
    views = [(document, papers.view(document.name)) for document in given]
    return [
        Custody(document.received[part.number - 1], part.compartment, part.grade, taken_out=part.state != "handed_in")
        for document, view in views
        if view is not None
        for part in view.parts
        if part.receipt is not None
    ]


def too_early(papers: Papers, takings: Iterable[Taking]) -> Iterable[str]:
    """Return, in words, every new document that somebody got with its code before the office had the old one."""
    for taking in takings:
        document, _ = papers.of_thing(taking.thing)
        view = papers.view(document.name)
        custody = view is not None and view.parts[0].receipt is not None
        if document.old_first and taking.by is not None and taking.thing == document.name and not custody:
            yield f"{taking.thing} was taken with its code, and there is no receipt for {document.old}"


def unfounded(found: Iterable[Custody], world: World) -> Iterable[str]:
    """Return, in words, every receipt that is not true."""
    for custody in found:
        if custody.grade == "claim":
            continue
        if not _was_put_in(custody, world):
            yield f"the receipt for {custody.thing} says {custody.grade}, and it never lay in {custody.compartment}"
        elif (
            not custody.taken_out and world.where(custody.thing) != custody.compartment and not _forced(custody, world)
        ):
            yield f"the office has {custody.thing} in {custody.compartment}, and it is not there"


def _was_put_in(custody: Custody, world: World) -> bool:
    return any(
        event.kind is Happening.ITEM_IN and (event.compartment, event.detail) == (custody.compartment, custody.thing)
        for event in world.events
    )


def _forced(custody: Custody, world: World) -> bool:
    """Whether somebody broke the door open: that nobody can keep anything from."""
    return any(
        event.kind is Happening.DOOR_OPENED and event.cause is Cause.FORCE and event.compartment == custody.compartment
        for event in world.events
    )
