"""Room on the disk is told whatever else lies in the folder."""

from pathlib import Path

from lockerd.store.room import room


def test_a_link_that_leads_nowhere_takes_no_room(tmp_path: Path) -> None:
    (tmp_path / "lockerd.db").write_bytes(bytes(1000))
    (tmp_path / "lockerd.db-wal").write_bytes(bytes(500))
    (tmp_path / "lockerd.db.old").symlink_to(tmp_path / "gone")
    (tmp_path / "lockerd.db-loop").symlink_to(tmp_path / "lockerd.db-loop")
    assert room(tmp_path).database_bytes == 1500
