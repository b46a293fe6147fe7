"""What a word of the log, of `status` or of a refusal means: from the program itself, without a station."""

from typing import Final

from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import refusal_id
from lockerd.cli.happenings import CALLED, HAPPENED
from lockerd.cli.language import mark, say, spoken
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import (
    AttemptReason,
    ContradictionReason,
    DoorReason,
    EmergencyReason,
    FaultReason,
    FreeReason,
    HaltReason,
    IncidentReason,
    ReleaseReason,
    RevokeReason,
    RoundEnd,
    TakeBackReason,
    Worded,
)
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.shown.attention import Call
from lockerd.languages import Language

ABOUT: Final[dict[type[Worded], str]] = {
    DoorReason: mark("why a compartment waits for staff"),
    HaltReason: mark("why the station is halted"),
    FreeReason: mark("why a compartment is proven empty"),
    ReleaseReason: mark("why an order holds its compartment no more"),
    TakeBackReason: mark("why an order was taken back"),
    RevokeReason: mark("why a code died"),
    AttemptReason: mark("how an attempt ended"),
    NotFiredReason: mark("why a lock was not fired"),
    ContradictionReason: mark("what sensors contradict each other in"),
    FaultReason: mark("why a sensor is not believed"),
    IncidentReason: mark("what the office has to look into"),
    EmergencyReason: mark("why two people had a door opened"),
    RoundEnd: mark("why a round is over"),
}
"""Each kind of reason."""
HELP: Final = "..."
"""In place of a station's office hours and telephone number."""


def meanings(word: str) -> list[str]:
    """What it means, one sentence for each kind of word that it is; empty for one that is none."""
    found = [
        say("{word}: {about}: {sentence}", word=word, about=say(about), sentence=say(reason.sentence))
        for kind, about in ABOUT.items()
        for reason in kind
        if reason == word
    ]
    if word in {*Refusal}:
        told = Texts().say(refusal_id(Refusal(word)), Language(spoken()), help=HELP)
        found.append(say("{word}: an answer that refuses; a person is told: {told}", word=word, told=told))
    if word in {*FactType}:
        found.append(say("{word}: a line of the log: {sentence}", word=word, sentence=happened(word)))
    if word in {*Call}:
        found.append(say("{word}: a call of `status`: {sentence}", word=word, sentence=say(CALLED[Call(word)])))
    return found


def happened(word: str) -> str:
    """What a type of facts means; one of a later release stays as it is."""
    return say(HAPPENED[FactType(word)]) if word in {*FactType} else word


def meaning_at_door(word: str) -> str:
    """The sentence for a reason of a compartment, with its word; a word of a later release stays as it is."""
    known = next((reason for reason in DoorReason if reason == word), None)
    return word if known is None else f"{say(known.sentence)} ({word})"
