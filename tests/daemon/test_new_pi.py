"""The Pi died with loaded doors: docs/operations.md step by step, with a real database on a new card."""

import asyncio
from pathlib import Path

import pytest
from simulated_site import A1, ORDER, Site
from test_crash_points import PASSPORT, announce_and_load, collect, until_shut
from virtual_loop import virtual_time

from lockerd.cli.app import main
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import state_of
from lockerd.domain.model.events import Accepted, TechnicianOpen
from lockerd.domain.model.parts import PartState
from lockerd.store import verify

COIL_RESTS_S = 8


def done(*words: str | Path) -> None:
    """`lockerctl` ends well."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert ended.value.code == 0


def backup(folder: Path, to: Path) -> None:
    to.mkdir(mode=0o700)
    done("backup", to, "--database", folder / "lockerd.db")


def new_card(site: Site, saved: Path) -> None:
    """Step 3: the backup alone, nothing else of the old card."""
    site.folder = site.folder.with_name("new")
    site.folder.mkdir()
    (copy,) = saved.iterdir()
    done("restore", copy, "--database", site.folder / "lockerd.db", "--yes")


def test_what_was_loaded_before_the_backup_is_fetched_with_the_same_code_in_a_new_epoch(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        (tmp_path / "old").mkdir()
        site = Site(tmp_path / "old", "bcc")
        site.wall.start()
        async with site.power() as (controller, _):
            await announce_and_load(site, controller)
            await asyncio.sleep(COIL_RESTS_S)
            backup(site.folder, tmp_path / "saved")
            epoch = controller.head.epoch
        new_card(site, tmp_path / "saved")
        async with site.power() as (controller, store):
            assert controller.head.epoch == epoch + 1, "central sees it, and has everything replayed"
            await until_shut(controller)
            assert controller.state.compartments[A1].condition is Condition.OCCUPIED
            assert await collect(site, controller)
            await asyncio.sleep(COIL_RESTS_S)
            assert site.wall.world.where(PASSPORT) != A1
            assert await store.replay(1, None, epoch=epoch) > 0
        assert verify(site.folder / "lockerd.db").fault is None

    story()


def test_what_happened_after_the_backup_is_told_by_a_second_medium(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        (tmp_path / "old").mkdir()
        (tmp_path / "stick").mkdir()
        site = Site(tmp_path / "old", "bcc", second=tmp_path / "stick")
        site.wall.start()
        async with site.power() as (controller, _):
            await announce_and_load(site, controller)
            await asyncio.sleep(COIL_RESTS_S)
            backup(site.folder, tmp_path / "saved")
            assert await collect(site, controller)
            await asyncio.sleep(COIL_RESTS_S)
        new_card(site, tmp_path / "saved")
        async with site.power() as (controller, _):
            await until_shut(controller)
            assert controller.state.compartments[A1].condition is Condition.QUARANTINED
            assert state_of(controller.state, ORDER) is PartState.QUARANTINED
            await asyncio.sleep(COIL_RESTS_S)
            assert isinstance(await controller.submit(TechnicianOpen("meier", A1, "stocktake")), Accepted)

    story()
