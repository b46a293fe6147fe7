"""A bounded part of the search of two doors (``search.pair``); more by ``-m campaign`` or by ``make search``."""

from collections.abc import Callable

import pytest

from lockerd.domain import ticking
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.openings import attempting as openings
from search.pair import explore

PAIRS = explore.sensors()
CONTACTS = (DoorSensor.CONTACT, DoorSensor.CONTACT)
STATES = 400


@pytest.mark.parametrize("sensors", PAIRS, ids="-".join)
def test_every_interleaving_nearby_keeps_the_rules_at_two_doors(sensors: tuple[DoorSensor, DoorSensor]) -> None:
    result = explore.search(sensors, crashes=1, limit=STATES)
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])
    assert result.states >= STATES


def broken(monkeypatch: pytest.MonkeyPatch, module: object, name: str, instead: Callable[..., object]) -> str:
    """What the search finds if one part of the rules is taken out."""
    monkeypatch.setattr(module, name, instead)
    result = explore.search(CONTACTS, crashes=0, limit=20_000)
    assert result.trace
    return result.broken or ""


def test_the_search_notices_a_second_door_opened_beside_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(monkeypatch, openings, "holds_up", lambda *_, **__: False) == (
        "rule 6: A02 is opened while A01 stands open"
    )


def test_the_search_notices_two_attempts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "two" in broken(monkeypatch, openings, "_another_door_busy", lambda *_, **__: False)


def test_the_search_notices_a_decision_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object) -> None:
        raise KeyError("A01")

    assert "KeyError" in broken(monkeypatch, ticking, "unseen", defect)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("sensors", PAIRS, ids="-".join)
def test_every_interleaving_keeps_the_rules_at_two_doors(sensors: tuple[DoorSensor, DoorSensor]) -> None:
    result = explore.search(sensors, crashes=1, limit=explore.STATES)
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])
