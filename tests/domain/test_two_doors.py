"""A bounded part of the search of two doors (``search.pair``); more by ``-m campaign`` or by ``make search``."""

import pytest

from lockerd.domain.model.readings import DoorSensor
from search.pair import explore

PAIRS = explore.sensors()
STATES = 400


@pytest.mark.parametrize("sensors", PAIRS, ids="-".join)
def test_every_interleaving_nearby_keeps_the_rules_at_two_doors(sensors: tuple[DoorSensor, DoorSensor]) -> None:
    result = explore.search(sensors, crashes=1, limit=STATES)
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])
    assert result.states >= STATES


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("sensors", PAIRS, ids="-".join)
def test_every_interleaving_keeps_the_rules_at_two_doors(sensors: tuple[DoorSensor, DoorSensor]) -> None:
    result = explore.search(sensors, crashes=1, limit=explore.STATES)
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])
