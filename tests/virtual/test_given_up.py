"""A daemon that ends at each start ends its run in virtual time too: it is said, with the seed, and nothing hangs."""

import asyncio
from typing import Any

import pytest

from lockerd.controller import Controller
from virtual.run import play, told
from virtual.service import IN_A_ROW

HOURS = 24.0
FIRST_S = 600.0


@pytest.mark.timeout(120)
def test_a_daemon_that_ends_at_each_start_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends(_: Controller) -> None:
        await asyncio.sleep(1.0)
        raise RuntimeError("what is stored ends it")

    monkeypatch.setattr(Controller, "run", ends)
    run = play(3, HOURS, troubles_s=1e9)
    assert run.lives == IN_A_ROW
    assert run.breaches[-1] == f"lockerd ended {IN_A_ROW} times in a row soon after its start, and is given up"
    assert run.simulated_hours < 1.0
    assert "--seed 3" in told(run)


@pytest.mark.timeout(300)
def test_one_that_ends_now_and_then_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Any = Controller.run

    async def ends(self: Controller) -> None:
        async with asyncio.timeout(FIRST_S):
            await whole(self)

    monkeypatch.setattr(Controller, "run", ends)
    run = play(3, 3.0, troubles_s=1e9)
    assert run.lives > IN_A_ROW
    assert not any("given up" in words for words in run.breaches)
    assert run.simulated_hours > 3.0
