"""What may be said in a visit, as it stands on buttons and as a voice offers it; and what was said and is granted."""

from collections.abc import Callable, Collection
from typing import Final, Literal

from lockerd.api.http.german import in_german
from lockerd.api.http.wording import HandInEnd, Speaker
from lockerd.api.terminal.aloud import aloud
from lockerd.api.terminal.privacy import WORDS, Privacy
from lockerd.api.terminal.steps import hand_in_end, in_order, next_step
from lockerd.api.terminal.views import Acknowledged, Choice, Sent
from lockerd.domain.model.derived import AWAY
from lockerd.domain.model.parts import Part
from lockerd.domain.model.patience import MORE_TIME_MS
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import CODES_PER_VISIT, NextStep, Phase, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT

LABELS: Final = (
    *(f"word.{word}" for word in (*Word, LOADED, NEXT, ANOTHER_CODE)),
    "word.loaded.insisted",
    "word.all_in.others",
    "word.paper.other",
    "word.paper.record",
    "word.done.confirm_taken",
)
"""The ids of all labels; each has its spoken form under the same id with ``.spoken``."""


def choices(state: State, visit: Visit, speaker: Speaker, words: Collection[str]) -> list[Choice]:
    """The words that can be said now, in the order in which to show or to say them."""
    part = None if visit.part is None else state.parts.get(visit.part)
    return [_choice(state, visit, part, speaker, word) for word in in_order(words)]


def acknowledged(visit: Visit, speaker: Speaker) -> list[Acknowledged]:
    """What the person asked for in this visit and is granted."""
    said: list[tuple[Literal["help", "more_time", "another_code"], Callable[[Speaker], str]]] = []
    if visit.help_called:
        said.append((Word.HELP.value, lambda it: it.say("granted.help")))
    if minutes := visit.extra_ms // MORE_TIME_MS:
        said.append((Word.MORE_TIME.value, lambda it: it.say_number("granted.more_time", minutes)))
    if visit.waiting and visit.phase not in AWAY:
        said.append((ANOTHER_CODE, lambda it: _noted(visit, it)))
    return [
        Acknowledged(
            word=word,
            text=make(speaker),
            spoken=aloud(make(speaker)),
            german=in_german(speaker, make),
            privacy=Privacy.PUBLIC,
        )
        for word, make in said
    ]


def _noted(visit: Visit, speaker: Speaker) -> str:
    """How many codes wait for their turn, and that no more are taken."""
    noted = speaker.say_number("granted.another_code", len(visit.waiting))
    return f"{noted} {speaker.say('granted.codes_full')}" if len(visit.shown) >= CODES_PER_VISIT else noted


def _choice(state: State, visit: Visit, part: Part | None, speaker: Speaker, word: str) -> Choice:
    label = _label_id(state, visit, part, word)
    body = _body(visit, part, word)
    return Choice(
        word=word,
        label=speaker.say(label),
        spoken=speaker.say(f"{label}.spoken", count=_count(part)),
        german=in_german(speaker, lambda it: it.say(label)),
        privacy=WORDS[word],
        body=body,
    )


def _label_id(state: State, visit: Visit, part: Part | None, word: str) -> str:
    match word:
        case _ if word == LOADED and visit.trouble is Refusal.ITEM_NOT_SEEN:
            return "word.loaded.insisted"
        case Word.ALL_IN if part is not None and part.missing:
            return "word.all_in.others"
        case Word.PAPER if visit.phase is Phase.PAPER_READY:
            return "word.paper.other"
        case Word.PAPER if hand_in_end(state, visit) is not HandInEnd.RECEIPT:
            return "word.paper.record"
        case Word.DONE if next_step(state, visit) is NextStep.CONFIRM_TAKEN:
            return "word.done.confirm_taken"
        case _:
            return f"word.{word}"


def _body(visit: Visit, part: Part | None, word: str) -> Sent:
    """What goes with a word as it stands: nothing missing, as many as the order speaks of, seen by eyes."""
    if word in {LOADED, NEXT}:
        counted: Sent = {"item_count": 1} if _count(part) == 1 else {}  # several are counted, not read off the screen
        return {"although_not_seen": visit.trouble is Refusal.ITEM_NOT_SEEN, **counted}
    if word in {Word.FOUND, Word.AS_EXPECTED}:
        return {"item_count": _count(part)}
    return {"missing": []} if word == Word.MISSING else {}


def _count(part: Part | None) -> int:
    return 1 if part is None else part.item_count
