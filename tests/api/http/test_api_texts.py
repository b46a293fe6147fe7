"""The catalogues are complete, say what they should, and the right sentence is found."""

import re
import string
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from api_site import PLACES, STATION
from babel.messages.pofile import read_po

from lockerd.api.http.paper_wording import paper_ids
from lockerd.api.http.problems import API_STATUS
from lockerd.api.http.rounds import round_id
from lockerd.api.http.texts import LOCALE_DIR, Texts, negotiate
from lockerd.api.http.wording import (
    COUNTED,
    ELSEWHERE,
    OF_HAND_INS,
    ORDINALS_IN_WORDS,
    HandInEnd,
    Speaker,
    api_id,
    elsewhere_id,
    ending_id,
    left_id,
    offered_id,
    old_first_id,
    onward_id,
    refusal_id,
    since_id,
    step_id,
    trouble_id,
    waiting_id,
)
from lockerd.api.terminal.choices import LABELS
from lockerd.api.terminal.steps import BADGE_GONE
from lockerd.api.terminal.views import Why
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId, ReceiptId, VisitId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import GRADES, Grade, Paper, Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import RoundKind
from lockerd.domain.model.visits import NextStep, Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.languages import WRITTEN_HERE, Language

TEXTS = Texts()
ASKS_FOR_STAFF = {
    Refusal.CODE_NOT_VALID,
    Refusal.EXPIRED,
    Refusal.ASK_STAFF,
    Refusal.DOOR_STUCK,
    Refusal.ON_BATTERY,
    Refusal.NOTHING_TAKEN_IN,
    Refusal.OUT_OF_SERVICE,
    Refusal.NO_MORE_OPENINGS,
    Refusal.TOO_MANY_TRIES,
}


def catalogue(language: Language) -> dict[str, list[str]]:
    """The source of a catalogue: all forms of each sentence by id."""
    with (LOCALE_DIR / language.folder / "LC_MESSAGES" / "lockerd.po").open("rb") as file:
        source = read_po(file, locale=language.folder, abort_invalid=True)
    found: dict[str, list[str]] = {}
    for message in source:
        text_id, *_ = [message.id] if isinstance(message.id, str) else message.id
        forms = [message.string] if isinstance(message.string, str) else message.string or []
        if text_id:
            assert not message.fuzzy, text_id
            found[text_id] = list(forms)
    return found


def values(forms: list[str]) -> list[set[str]]:
    """The names of the values in each form of a sentence."""
    return [{name for _, name, _, _ in string.Formatter().parse(form) if name} for form in forms]


def visits() -> Iterator[Visit]:
    """A visit of every kind and phase, with and without what changes its sentence."""
    for role, phase, marked, trouble in product(Role, Phase, (False, True), (None, *Refusal)):
        yield Visit(
            id=VisitId("0" * 32),
            role=role,
            part=PartId(OrderId("o"), 1),
            door=CompartmentId("A01"),
            grant=None,
            badge=None,
            authority="stadt",
            turn_ms=0,
            phase=phase,
            reminded=marked,
            alarmed=marked,
            opened=marked,
            claim_ms=0 if marked and role is Role.GIVER else None,
            trouble=trouble,
            listed=(PartId(OrderId("o"), 2),) if marked else (),
            queue=() if marked else (PartId(OrderId("o"), 2),),
        )


def papers() -> Iterator[Receipt]:
    """A paper of every kind, with and without what changes its lines."""
    reasons = ("", "not_opened", "nothing_put_in", "exchange_unclear", "wrong_item", "nothing_inside", *Refusal)
    passed = [(Paper.RECEIPT, direction, grade) for direction, grades in GRADES.items() for grade in grades]
    records = product((Paper.RECORD,), (Direction.IN, Direction.OUT), (Grade.CLAIM, Grade.SENSOR))
    kinds = [*product((False,), passed), *product((False, True), records)]
    for (walk_in, (paper, direction, grade)), door, item, outage in product(kinds, DoorSensor, Item, Outage):
        for reason in reasons if paper is Paper.RECORD else ("",):
            yield Receipt(
                id=ReceiptId(1),
                paper=paper,
                part=PartId(OrderId("o"), 1),
                direction=direction,
                authority="stadt",
                compartment=CompartmentId("A01"),
                grade=None if paper is Paper.RECORD else grade,
                door=door,
                item=item,
                lo_s=0,
                hi_s=0 if grade is Grade.CLAIM else None,
                outage=outage,
                reason=reason,
                written_ms=5_000,
                walk_in=walk_in and direction is Direction.IN,
            )


_TAKEN_OUT = frozenset(Word) - {Word.AS_EXPECTED}
_COLLECTED = _TAKEN_OUT - {Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH, Word.NEXT_CODE}


def surroundings() -> Iterator[dict[str, Any]]:
    """What else than the visit decides what the person should do now."""
    words = (frozenset[str](), frozenset(Word), _TAKEN_OUT, _COLLECTED)
    for opened, may, left, end in product((False, True), words, (0, 1), HandInEnd):
        yield {"opened": opened, "may": may, "left": left, "end": end}


@cache
def used() -> set[str]:
    """Every id the code can ask for."""
    ids = {
        "help",
        "place",
        "code.digits",
        "status.in_service",
        "step.door_of",
        "step.door_of.hand_in",
        "step.next_door",
        "step.codes_kept",
        "step.papers_later",
        "granted.another_code",
        "granted.codes_full",
        "draft.note",
        "to_load.asked_for",
        "to_load.waits",
        *map(elsewhere_id, ELSEWHERE),
        *map(onward_id, Precondition),
    }
    ids |= {old_first_id(brought=brought, end=end) for brought in (False, True) for end in (None, *HandInEnd)}
    ids |= {refusal_id(reason, role) for reason, role in product(Refusal, Role)}
    ids |= {"paper.date", "paper.moment", "paper.moment.spoken", "paper.number", "paper.picture"}
    ids |= {f"paper.{about}" for about in ("utc.between", "utc.since", "midnight", "midnight.open")}
    ids |= {"step.print_paper.copy", "step.checklist", "granted.help", "granted.more_time"}
    ids |= {f"{label}{spoken}" for label in LABELS for spoken in ("", ".spoken")}
    ids |= {text_id for paper in papers() for text_id in paper_ids(paper)}
    ids |= {api_id(code) for code in API_STATUS} | {waiting_id(why) for why in Why}
    ids |= {round_id(kind, over=over) for kind, over in product(RoundKind, (False, True))}
    ids |= {since_id("noon", hi) for hi in ("noon", "one", None)}
    for axis in ("row", "column"):
        ids |= {f"ordinal.{axis}.{number}" for number in ORDINALS_IN_WORDS}
        ids |= {f"place.{axis}.only"}
        ids |= {f"place.{axis}.{side}{far}" for side in ("start", "end") for far in ("", ".first", ".far")}
    for visit in visits():
        if visit.role not in {Role.RETRIEVER, Role.STOCKTAKER, Role.WALK_IN}:  # theirs have one door each
            ids.add(left_id(visit))
        if visit.trouble is not None:
            ids |= {trouble_id(visit, visit.trouble, end) for end in HandInEnd}
        ids |= {step_id(visit, step, opened=True, may=frozenset(), left=0, end=HandInEnd.RECEIPT) for step in NextStep}
        if visit.trouble is None:
            ids |= {step_id(visit, step, **more) for step, more in product(NextStep, surroundings())}
    ids |= {BADGE_GONE}
    ids |= {offered_id(visit, end) for visit, end in product(visits(), HandInEnd)}
    ids |= {ending_id(may=may) for may in (frozenset[str](), frozenset(Word))}
    return ids


@pytest.mark.parametrize("language", WRITTEN_HERE)
def test_every_sentence_exists_and_none_is_left_over(language: Language) -> None:
    assert set(catalogue(language)) == used()


@pytest.mark.parametrize("language", WRITTEN_HERE)
def test_no_sentence_is_empty_or_its_own_id(language: Language) -> None:
    for text_id, forms in catalogue(language).items():
        assert all(form and form != text_id for form in forms), text_id


def test_languages_differ_and_name_the_same_values() -> None:
    german, simple, english = (catalogue(language) for language in WRITTEN_HERE)
    for text_id, forms in german.items():
        assert values(forms) == values(english[text_id]) == values(simple[text_id]), text_id
        if not text_id.startswith("place"):
            assert forms != english[text_id] or text_id == "place", text_id


@pytest.mark.parametrize("language", WRITTEN_HERE)
def test_every_sentence_is_spoken_without_gaps(language: Language) -> None:
    speaker = Speaker(TEXTS, STATION, language)
    filled: dict[str, str | int] = {
        "compartment": "A07",
        "site": "Bürgeramt Süd",
        "place": "oben",
        "row": "oben",
        "column": "links",
        "ordinal": "zweite",
        "number": 7,
        "total": 9,
        "code": "123",
        "hours": "8-16",
        "phone": "110",
        "lo": "gestern",
        "hi": "heute",
        "day": 1,
        "month": 2,
        "year": 2027,
        "date": "heute",
        "time": "12:00:00",
        "hour": 12,
        "minute": 0,
        "second": 0,
        "first": "gestern",
        "last": "heute",
        "zone": "UTC+01:00",
        **dict.fromkeys(("done", "doors", "as_expected", "taken_out", "nothing", "other", "differences"), 3),
    }
    for text_id in sorted(used() - {"help"}):
        counted = text_id in COUNTED or text_id.startswith(("step.left.", "granted.more_time"))
        counts = (1, 3) if counted else (None,)
        for count in counts:
            if count is None:
                text = speaker.say(text_id, count=1, **filled)
            else:
                text = speaker.say_number(text_id, count, **filled)
            assert "{" not in text, text_id
            assert text != text_id
            assert text == text.strip()


@pytest.mark.parametrize("language", WRITTEN_HERE)
def test_nobody_is_told_what_kind_of_document_it_is(language: Language) -> None:
    revealing = re.compile(
        r"\b(reisepass|pass|passport|führerschein|licence|kennzeichen|urkunde|identity)\b", re.IGNORECASE
    )
    for text_id, forms in catalogue(language).items():
        assert not any(revealing.search(form) for form in forms), text_id


@pytest.mark.parametrize("language", WRITTEN_HERE)
@pytest.mark.parametrize("reason", sorted(ASKS_FOR_STAFF))
@pytest.mark.parametrize("role", [None, Role.GIVER])
def test_where_people_are_needed_hours_and_telephone_are_given(
    language: Language, reason: Refusal, role: Role | None
) -> None:
    text = Speaker(TEXTS, STATION, language).refusal(reason, role)
    assert STATION.hours[language] in text
    assert STATION.phone in text


@pytest.mark.parametrize("language", WRITTEN_HERE)
def test_whoever_brings_something_is_told_of_nothing_that_waits_for_them(language: Language) -> None:
    speaker = Speaker(TEXTS, STATION, language)
    of_collecting = re.compile(r"abgeholt|Abholfrist|geben wir|hand this over|waiting here|time for collection")
    for reason in OF_HAND_INS:
        assert speaker.refusal(reason, Role.GIVER) != speaker.refusal(reason, Role.TAKER), reason
        assert not of_collecting.search(speaker.refusal(reason, Role.GIVER)), reason


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.DE),
        ("", Language.DE),
        ("en", Language.EN),
        ("en-GB,en;q=0.9,de;q=0.8", Language.EN),
        ("fr, de;q=0.5, en;q=0.7", Language.EN),
        ("EN", Language.EN),
        ("de-AT", Language.DE),
        ("de-simple", Language.DE_SIMPLE),
        ("DE-Simple, de;q=0.9", Language.DE_SIMPLE),
        ("de-CH-simple", Language.DE_SIMPLE),
        ("de, de-simple;q=0.9", Language.DE),
        ("en-simple", Language.EN),
        ("simple", Language.DE),
        ("fr-simple, en;q=0.5", Language.EN),
        ("tr", Language.DE),
        ("en;q=0", Language.DE),
        ("en;q=nonsense, de;q=0.1", Language.DE),
        ("en;q=nan", Language.DE),
        ("*", Language.DE),
        (",;,;=;q=,en", Language.EN),
    ],
)
def test_the_best_language_is_chosen(header: str | None, language: Language) -> None:
    assert negotiate(header, WRITTEN_HERE) is language


def wall(rows: int, columns: int) -> list[Place]:
    return [
        Place(CompartmentId(f"{row}-{column}"), row, column, "A4", 100, DoorSensor.CONTACT)
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "door", "german", "english"),
    [
        (8, 6, "1-1", "oberste Reihe, ganz links", "top row, far left"),
        (8, 6, "7-1", "zweite Reihe von unten, ganz links", "second row from the bottom, far left"),
        (8, 6, "8-6", "unterste Reihe, ganz rechts", "bottom row, far right"),
        (
            8,
            6,
            "3-2",
            "dritte Reihe von oben, zweites Fach von links",
            "third row from the top, second door from the left",
        ),
        (
            8,
            6,
            "4-5",
            "vierte Reihe von oben, zweites Fach von rechts",
            "fourth row from the top, second door from the right",
        ),
        (1, 3, "1-2", "zweites Fach von links", "second door from the left"),
        (3, 1, "2-1", "zweite Reihe von oben, einziges Fach", "second row from the top, only door"),
        (1, 1, "1-1", "einziges Fach", "only door"),
        (
            20,
            20,
            "9-12",
            "Reihe 9 von oben, Fach Nummer 9 von rechts",
            "row 9 from the top, door number 9 from the right",
        ),
    ],
)
def test_places_in_words(rows: int, columns: int, door: str, german: str, english: str) -> None:
    places = wall(rows, columns)
    place = next(p for p in places if p.compartment == door)
    assert Speaker(TEXTS, STATION, Language.DE).place(place, places) == german
    assert Speaker(TEXTS, STATION, Language.EN).place(place, places) == english


def test_every_door_of_a_wall_has_its_own_words() -> None:
    for places in (wall(20, 20), list(PLACES)):
        speaker = Speaker(TEXTS, STATION, Language.DE)
        assert len({speaker.place(place, places) for place in places}) == len(places)
