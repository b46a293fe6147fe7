"""What holds for a class of documents: what is enough to take it in, who puts it in, whether it may be here at all."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Nature(StrEnum):
    """What the law sees in a document, as far as a machine has to know."""

    IDENTITY = "identity"
    """Identity cards and passports: whether a machine may hand them out is for the operator to decide."""
    RESIDENCE = "residence"
    """Residence cards: "persönlich ausgegeben" (AufenthV section 60a(1)), a word that the others do not have."""
    OTHER = "other"


WELL_KNOWN: Final = {
    "passport": Nature.IDENTITY,
    "identity_card": Nature.IDENTITY,
    "eid_card": Nature.IDENTITY,
    "temporary_passport": Nature.IDENTITY,
    "temporary_identity_card": Nature.IDENTITY,
    "residence_card": Nature.RESIDENCE,
    "residence_permit": Nature.RESIDENCE,
}
"""What these words mean wherever a site says nothing else of them."""


class Precondition(StrEnum):
    """What a person has to show beside the code before a door opens. A fee is the office's hold on the order, an old
    document the form of an exchange: both are met before, and neither stands here."""

    SECOND_SECRET = "second_secret"  # noqa: S105 - the word for it
    """Digits that reach the person by another way than their code (ADR 45)."""
    STATEMENT = "statement"
    """What a verifier beside the terminal signs over a nonce of ours (ADR 50)."""


Steps = tuple[tuple[Precondition, ...], ...]
"""What is asked for one after the other; each step is met by any one of its ways."""


def in_words(steps: Steps) -> str:
    """Commas between steps, bars between the ways of one: as it is told to central."""
    return ",".join("|".join(step) for step in steps)


def check_steps(steps: Steps) -> None:
    """Raise ``ValueError`` for what nobody could meet: a word in place of a step, no way at all, one way twice."""
    ways = [way for step in steps for way in step]
    if not all(steps) or not all(isinstance(way, Precondition) for way in ways) or len({*ways}) != len(ways):
        raise ValueError(f"asks: {steps!r}: a step names one or several of {[*Precondition]}, each of them once")


def with_more(steps: Steps, more: Steps) -> Steps:
    """The same, and what ``more`` asks for besides: of several ways only those stay that both take, and nothing that
    was asked for is asked for no more."""
    for step in more:
        if any({*each} <= {*step} for each in steps):
            continue
        narrowed = tuple(step if {*each} > {*step} else each for each in steps)
        steps = narrowed if step in narrowed else (*steps, step)
    return steps


@dataclass(frozen=True, slots=True)
class ClassPolicy:
    """What holds for one class of documents of one office; where nothing stands, the most careful."""

    nature: Nature = Nature.OTHER
    indoor_only: bool = False
    """Refused at a site that stands outdoors."""
    two_people: bool = False
    """Put in by two people with a badge each."""
    scan_needed: bool = False
    """Put in only by whoever has read its envelope: the order is not chosen by hand."""
    no_delegate: bool = False
    """Handed out to nobody but the person of the order: a verifier says so each time."""
    keep_ms: int | None = None
    """Served time for which it waits at the very most; None: as long as anything may."""
    item_count: int | None = None
    """So many things belong together behind one door; None: as many as its order says."""
    item_sensor: bool = False
    """Lies only where an item sensor tells whether it does."""
    takes_claims: bool = False
    """Taken in on the person's word where no sensor proves it (rule 18)."""
    takes_hooks: bool = False
    """Taken in behind doors that only a switch in the lock tells of (rule 16)."""
    preconditions: Steps = ()
    """What a person shows beside the code."""
    keep_receipts_ms: int | None = None
    """Powered time for which a copy of a receipt can be had with its number; 0: none, None: as long as it is kept."""

    def asks_for(self, way: Precondition) -> bool:
        """Whether this is needed, or one way of several."""
        return any(way in step for step in self.preconditions)


EVERY_OFFICE: Final = ""
"""In place of an office, for what holds for each."""


@lru_cache(maxsize=256)
def unnamed(document_class: str) -> ClassPolicy:
    """What holds for a class of which a site says nothing."""
    return ClassPolicy(nature=WELL_KNOWN.get(document_class, Nature.OTHER))
