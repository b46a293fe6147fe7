"""Central's copy: complete, or it says where not."""

import json
from typing import Any

import pytest
from fake_site import FakeLog

from lockercentral.copy import Arrival, Copy, Gap
from lockercentral.errors import CentralError
from lockercentral.events import Event, parse
from lockersim.site.site import SITE_ID


def read(event: dict[str, Any]) -> Event:
    return parse(json.dumps(event).encode(), site=SITE_ID)


@pytest.fixture
def log() -> FakeLog:
    log = FakeLog()
    for compartment in ("A01", "A02", "A03", "A04", "A05"):
        log.add("door.opened", {"observed": "opened"}, compartment=compartment, order="o1")
    return log


def test_a_whole_chain_is_complete(log: FakeLog) -> None:
    copy = Copy()
    for event in log.events:
        assert copy.add(read(event)) is Arrival.NEW
    assert copy.complete
    assert (copy.epoch, copy.head) == (1, 5)


def test_missing_numbers_are_named_until_they_come(log: FakeLog) -> None:
    copy = Copy()
    for event in (log.events[0], log.events[3]):
        copy.add(read(event))
    copy.know_head(1, 5)
    assert copy.gaps() == [Gap(1, 2, 3), Gap(1, 5, 5)]
    assert str(copy.gaps()[0]) == "2–3"
    assert not copy.complete
    for event in log.events:
        copy.add(read(event))
    assert copy.complete
    assert copy.repeated == 2


def test_a_number_that_says_two_things_is_a_contradiction(log: FakeLog) -> None:
    copy = Copy()
    copy.add(read(log.events[0]))
    other = FakeLog().add("door.closed", {"observed": "closed"}, compartment="A01")
    assert copy.add(read(other)) is Arrival.CONTRADICTION
    assert not copy.complete


@pytest.mark.parametrize(("name", "value"), [("compartment", "B01"), ("order", "o2"), ("mono_ms", 7), ("prev", "ff")])
def test_an_altered_event_is_noticed(log: FakeLog, name: str, value: object) -> None:
    copy = Copy()
    log.events[2]["data"][name] = value
    for event in log.events:
        copy.add(read(event))
    what = "commitment does not fit the order" if name == "order" else "hash does not fit"
    assert copy.problems[0] == f"3: {what}"


def test_an_erased_order_leaves_a_chain_that_fits(log: FakeLog) -> None:
    copy = Copy()
    for event in log.events:
        event["data"] |= {"order": None, "salt": None, "case_reference": None}
        event["subject"] = f"compartment/{event['data']['compartment']}"
        copy.add(read(event))
    assert copy.complete


def test_a_chain_that_was_cut_and_joined_is_noticed(log: FakeLog) -> None:
    copy = Copy()
    short = FakeLog()
    short.add("door.opened", {"observed": "opened"}, compartment="B07", order="o1")
    second = log.events[1]
    copy.add(read(second))
    copy.add(read(short.events[0]))
    assert copy.problems == ["the chain is broken after 1"]


def test_what_is_no_event_is_refused() -> None:
    for payload in (b"", b"[]", b"{}", b'{"data": {}}'):
        with pytest.raises(CentralError):
            parse(payload, site=SITE_ID)
