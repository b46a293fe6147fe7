"""Time that a test moves by hand, and wires that end in a table."""

import pytest
from sim_levels import Levels

from lockersim.world.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def wires() -> Levels:
    return Levels()
