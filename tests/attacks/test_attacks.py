"""A bounded share of every attack, one after the other on one station; ``make attacks`` runs them whole.

Before the first a passport is put in, after the last lockerd is started anew and the passport is collected: nobody else
may be kept from what is theirs by what strangers send.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from campaign import ATTACKS, load
from siege import Target, aftermath, besiege, station

pytestmark = [pytest.mark.station, pytest.mark.broker, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def target(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Target]:
    async with station(tmp_path_factory.mktemp("site"), seed="share", whole=False) as target:
        yield target


@pytest.mark.parametrize("name", ATTACKS)
async def test_the_station_withstands(target: Target, name: str) -> None:
    attack, bounds = load(name)
    harm = await besiege(attack, target)
    assert harm.breaches(bounds) == [], harm


async def test_after_all_of_them_a_passport_is_collected(target: Target) -> None:
    word, _ = await aftermath(target)
    assert word == "collected"
