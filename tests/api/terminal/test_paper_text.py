"""Receipts and records in words: no more than was observed, and no minute blurred."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from api_site import STATION

from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal import example_texts
from lockerd.api.terminal.paper_text import PRINTED, SPOKEN, Manner, paper_text
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.languages import Language

ENGLISH = Speaker(Texts(), STATION, Language.EN)
GERMAN = Speaker(Texts(), STATION, Language.DE)
RECEIPT = Receipt(
    id=ReceiptId(17),
    paper=Paper.RECEIPT,
    part=PartId(OrderId("order"), 1),
    direction=Direction.IN,
    authority="stadt",
    compartment=CompartmentId("A07"),
    grade=Grade.SENSOR,
    door=DoorSensor.CONTACT,
    item=Item.PRESENT,
    lo_s=1_796_078_885,
    hi_s=1_796_078_961,
    outage=Outage.NONE,
    written_ms=5_000,
)
RECORD = replace(RECEIPT, id=ReceiptId(18), paper=Paper.RECORD, grade=None, item=Item.ABSENT, reason="not_opened")
MIDNIGHT_S = 1_796_079_600
"""The end of 30 November 2026 in Berlin is 23:00 UTC."""
SPRING_S = 1_774_746_000
"""29 March 2026, 01:00 UTC; clocks in Berlin go on from 2 to 3."""
AUTUMN_S = 1_792_886_400
"""25 October 2026, 00:00 UTC; at 01:00 UTC clocks in Berlin go back from 3 to 2."""


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_example_of_the_contract_is_what_is_said() -> None:
    assert paper_text(RECEIPT, ENGLISH) == example_texts.PAPER_TEXT


def test_a_record_in_german() -> None:
    assert paper_text(RECORD, GERMAN).splitlines() == [
        "Bescheinigung Nr. 18 über einen Versuch, keine Empfangsbestätigung, Rathaus Musterstadt",
        "Fach A07",
        (
            "Hier war jemand mit einem gültigen Code zwischen 30.11.2026, 23:48:05 Uhr (UTC+01:00) und "
            "30.11.2026, 23:49:21 Uhr (UTC+01:00)."
        ),
        "In UTC: 2026-11-30 22:48:05 bis 2026-11-30 22:49:21.",
        "Dass die Tür aufging, wurde nicht festgestellt.",
        "Ob die Tür offen oder zu war, hat ein Kontakt an der Tür gemessen.",
        (
            "Dies ist keine Empfangsbestätigung: Es bestätigt nicht, dass etwas abgegeben wurde. "
            "Hilfe: Mo-Fr 8-16 Uhr, Telefon +49 6031 83-0."
        ),
    ]


@pytest.mark.parametrize("row", [RECEIPT, RECORD], ids=["receipt", "record"])
def test_a_second_before_midnight_is_the_day_before(row: Receipt) -> None:
    over = replace(row, lo_s=MIDNIGHT_S - 1, hi_s=MIDNIGHT_S)
    assert "between 2026-11-30, 23:59:59 (UTC+01:00) and 2026-12-01, 00:00:00 (UTC+01:00)" in paper_text(over, ENGLISH)
    before = replace(row, lo_s=MIDNIGHT_S - 40, hi_s=MIDNIGHT_S - 1)
    assert "2026-12-01" not in paper_text(before, ENGLISH)


@pytest.mark.parametrize("row", [RECEIPT, RECORD], ids=["receipt", "record"])
@pytest.mark.parametrize("manner", [PRINTED, SPOKEN], ids=["printed", "spoken"])
def test_midnight_within_the_interval_is_said_to_eyes_and_ears(row: Receipt, manner: Manner) -> None:
    over = replace(row, lo_s=MIDNIGHT_S - 1, hi_s=MIDNIGHT_S)
    said = "The end of a day lies within this time: it may have been on 2026-11-30 or on 2026-12-01."
    assert said in paper_text(over, ENGLISH, manner=manner)
    assert "In dieser Zeit liegt ein Tageswechsel: Es kann am 30.11.2026 oder am 01.12.2026 gewesen sein." in (
        paper_text(over, GERMAN, manner=manner)
    )
    for lo_s, hi_s in ((MIDNIGHT_S - 40, MIDNIGHT_S - 1), (MIDNIGHT_S, MIDNIGHT_S + 86_399)):
        assert "end of a day" not in paper_text(replace(row, lo_s=lo_s, hi_s=hi_s), ENGLISH, manner=manner)
    unknown = paper_text(replace(row, hi_s=None), ENGLISH, manner=manner)
    assert "On which day it was is not certain." in unknown


def test_the_day_is_that_of_the_place_and_not_of_utc() -> None:
    utc_midnight_s = MIDNIGHT_S + 3_600
    text = paper_text(replace(RECEIPT, lo_s=utc_midnight_s - 10, hi_s=utc_midnight_s + 10), ENGLISH)
    assert "2026-12-01, 00:59:50 (UTC+01:00) and 2026-12-01, 01:00:10 (UTC+01:00)" in text
    assert "In UTC: 2026-11-30 23:59:50 to 2026-12-01 00:00:10." in text
    assert "end of a day" not in text


def test_the_hour_that_spring_leaves_out_is_named_by_nobody() -> None:
    text = paper_text(replace(RECEIPT, lo_s=SPRING_S - 1, hi_s=SPRING_S), ENGLISH)
    assert "between 2026-03-29, 01:59:59 (UTC+01:00) and 2026-03-29, 03:00:00 (UTC+02:00)" in text


def test_what_is_spoken_has_no_signs_that_only_eyes_read() -> None:
    text = paper_text(RECEIPT, GERMAN, "123456789018", SPOKEN)
    assert "30.11.2026, 23 Uhr 48 und 5 Sekunden, UTC+01:00" in text
    assert "1 2 3 4, 5 6 7 8, 9 0 1 8" in text
    assert "(" not in text


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    text = paper_text(replace(RECEIPT, lo_s=AUTUMN_S + 1_800, hi_s=AUTUMN_S + 5_400), ENGLISH)
    assert "between 2026-10-25, 02:30:00 (UTC+02:00) and 2026-10-25, 02:30:00 (UTC+01:00)" in text


@pytest.mark.parametrize("row", [RECEIPT, RECORD], ids=["receipt", "record"])
def test_where_the_time_was_not_known_no_end_is_named(row: Receipt) -> None:
    text = paper_text(replace(row, hi_s=None), ENGLISH)
    assert "not before 2026-11-30, 23:48:05 (UTC+01:00)" in text
    assert "between" not in text


def test_a_claim_is_called_one_and_the_sensor_is_stated_too() -> None:
    lines = {item: paper_text(replace(RECEIPT, grade=Grade.CLAIM, item=item), ENGLISH) for item in Item}
    assert all("it was said at the terminal" in text for text in lines.values())
    assert "saw nothing inside; it does not always see what is flat" in lines[Item.ABSENT]
    assert "saw something inside at the end" in lines[Item.PRESENT]
    assert "No sensor in the compartment measured" in lines[Item.UNKNOWN]


def test_what_opened_and_shut_rest_on_and_a_failure_of_the_station_are_stated() -> None:
    hook = paper_text(replace(RECEIPT, door=DoorSensor.HOOK, grade=Grade.FOUND, outage=Outage.POWER), ENGLISH)
    assert "Only whether the lock was unlatched or latched was measured" in hook
    assert "staff of the office looked into the compartment and found it there" in hook
    assert "The station failed during this time." in hook
    assert "failed" not in paper_text(RECEIPT, ENGLISH)


def test_a_failure_of_the_machine_is_called_one() -> None:
    said = {
        reason: paper_text(replace(RECORD, reason=reason), ENGLISH).splitlines()[4]
        for reason in ("not_opened", Refusal.DOOR_STUCK, Refusal.OUT_OF_SERVICE, "nothing_put_in", Refusal.CANCELLED)
    }
    assert said["not_opened"] == "The door was not seen to open."
    assert said[Refusal.DOOR_STUCK] == "The lock was operated, but the door did not open."
    assert said[Refusal.OUT_OF_SERVICE].startswith("The station could not operate the door")
    assert said["nothing_put_in"].startswith("The door opened.")
    assert said[Refusal.CANCELLED] == "What was to be done could not be completed."


@pytest.mark.parametrize("reason", [*Refusal, "not_opened", "nothing_put_in", "something new"])
@pytest.mark.parametrize("speaker", [ENGLISH, GERMAN], ids=["en", "de"])
def test_every_record_says_that_it_is_no_receipt(reason: str, speaker: Speaker) -> None:
    text = paper_text(replace(RECORD, reason=reason, compartment=None), speaker)
    said = "not a receipt" if speaker is ENGLISH else "keine Empfangsbestätigung"
    assert text.count(said) == 2
    assert STATION.phone in text
    assert "{" not in text
