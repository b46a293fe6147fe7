"""A queue that is full is an answer to whoever asks: what the daemon does by itself comes again, and ends nothing."""

import asyncio
from pathlib import Path

import pytest
from central_kit import SITE, SITE_KEY, site
from test_log_confirmed import KEEP_DAYS, confirm, cut, old

from lockerd.controller import loop
from lockerd.daemon.checkpoints import Checkpoints
from lockerd.daemon.cutting import Cutting


async def test_a_cut_waits_for_the_next_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(tmp_path) as here:
        newest = await old(here)
        await confirm(here, newest)
        with monkeypatch.context() as full:
            full.setattr(loop, "QUEUE", 0)
            await Cutting(here.controller, here.store, KEEP_DAYS).look()
        assert not await here.store.cut_among(1)
        assert await cut(here) == newest - 1_000


async def test_a_checkpoint_waits_for_the_next_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(tmp_path) as here, asyncio.TaskGroup() as tasks:
        checkpoints = Checkpoints(controller=here.controller, store=here.store, site_id=SITE, key=SITE_KEY)
        signing = tasks.create_task(checkpoints.run())
        await asyncio.sleep(0)
        jobs = asyncio.create_task(here.happen(100))
        for _ in range(3):
            await asyncio.sleep(0)  # all of them are in the queue then
        monkeypatch.setattr(loop, "QUEUE", 0)
        await jobs
        for _ in range(100):
            await here.store.root(1, 1)  # as long as it takes to ask the store
        assert "custody.checkpoint" not in await here.facts()
        assert not signing.done()
        monkeypatch.undo()
        await here.happen(1)
        async with asyncio.timeout(10):
            async with here.controller.subscribe() as changes:
                while "custody.checkpoint" not in await here.facts():
                    await anext(changes)
        signing.cancel()
