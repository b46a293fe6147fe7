"""F7 and F14 where they meet the disk: starts that are counted, a reserve that is kept and given up."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from daemon_process import Folder, lockerd

from lockerd.daemon.starts import Starts
from lockerd.daemon.storage import AGAIN_BYTES, RELEASE_BYTES, RESERVE_BYTES, Storage
from lockerd.domain.openings.machine import STARTS
from lockerd.store.room import LAST_BYTES, Room


def disk(free: list[int]) -> Callable[[Path], Room]:
    return lambda folder: Room(str(folder), free[0], 1 << 33, 0)


def test_f14_the_reserve_is_kept_while_there_is_room_and_given_up_when_there_is_none(tmp_path: Path) -> None:
    free, reserve = [AGAIN_BYTES + 1], tmp_path / "reserve"
    storage = Storage(tmp_path, disk(free))
    seen = []
    for free[0] in (AGAIN_BYTES + 1, LAST_BYTES, LAST_BYTES - 1, RELEASE_BYTES, RELEASE_BYTES - 1, AGAIN_BYTES - 1):
        report = storage.look()
        assert report is not None
        seen.append((report.low, reserve.exists()))
    assert seen == [(False, True), (False, True), (True, True), (True, True), (True, False), (True, False)]
    free[0] = AGAIN_BYTES + 1
    assert storage.look() is not None
    assert reserve.stat().st_blocks * 512 >= RESERVE_BYTES, "really taken, not a hole in a file"


def test_f14_a_disk_that_cannot_be_asked_says_nothing(tmp_path: Path) -> None:
    def gone(_: Path) -> Room:
        raise OSError(5, "Input/output error")

    assert Storage(tmp_path, gone).look() is None


def test_f14_changes_are_reported_at_once_and_once(tmp_path: Path) -> None:
    heard: list[bool] = []

    async def watched() -> None:
        task = asyncio.ensure_future(Storage(tmp_path, disk([1 << 20])).run(lambda report: heard.append(report.low)))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(watched())
    assert heard == [True]


@pytest.mark.parametrize("left", [b"", b"nonsense", b"\xff\xfe"])
def test_f7_a_spoilt_count_begins_anew(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "starts").write_bytes(left)
    assert [Starts(tmp_path).count() for _ in range(3)] == [1, 2, 3]
    Starts(tmp_path).forget()
    assert Starts(tmp_path).count() == 1


def test_f7_a_folder_that_takes_nothing_keeps_nobody_from_starting(tmp_path: Path) -> None:
    assert Starts(tmp_path / "missing").count() == 1


@pytest.mark.station
def test_f7_the_fifth_start_in_a_row_halts_and_one_that_somebody_ends_does_not_count(tmp_path: Path) -> None:
    config = Folder(tmp_path).config("site")

    def halted() -> object:
        with closing(sqlite3.connect(tmp_path / "state" / "lockerd.db")) as db:
            return db.execute("SELECT halted FROM site").fetchone()[0]

    for number in range(1, STARTS + 1):
        with lockerd(config) as running:
            assert running.said("READY=1")
            assert (halted() == "restarts") is (number == STARTS)
            if number < STARTS:
                running.stop(signal.SIGKILL)
            else:
                status, written = running.stop(signal.SIGTERM)
                assert status == 0, written
    assert Starts(tmp_path / "state").count() == 1
