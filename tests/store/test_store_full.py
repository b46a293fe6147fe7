"""A disk without room, at every write that opening and closing do: an error of ours that names the file (F14)."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_samples import counting_salts

from lockerd.errors import LockerdError
from lockerd.store import Store, StoreUnusableError
from lockerd.store.errors import HeadCopyFailedError
from lockerd.store.headcopy import HeadCopy

PAGE_BYTES = 4096
ROOM = range(0, 200, 4)
"""Pages; the last is more than opening a new database writes into any one file."""


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size: the kernel then refuses to write (EFBIG), in the middle of a write too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_f14_without_any_room_the_lock_file_is_named(path: Path) -> None:
    with room_for(0), pytest.raises(StoreUnusableError, match=r"lock: .*room on the disk"):
        Store.open(path, new_salt=counting_salts())
    Store.open(path, new_salt=counting_salts()).close()


def test_f14_whatever_room_there_is_opening_ends_in_an_error_of_ours_or_in_an_open_store(path: Path) -> None:
    refused = 0
    for pages in ROOM:
        try:
            with room_for(pages * PAGE_BYTES + 100):
                Store.open(path, new_salt=counting_salts()).close()
        except LockerdError:
            refused += 1
    assert 0 < refused < len(ROOM)
    Store.open(path, new_salt=counting_salts()).close()


def test_a_first_start_that_had_no_room_or_was_cut_off_is_begun_anew(path: Path) -> None:
    """Its log holds no end of a transaction: nothing was ever kept, and nothing is lost (F16 is about what was)."""
    for pages in (4, 8):  # the second finds the file that the first has left
        with room_for(pages * PAGE_BYTES + 100), pytest.raises(StoreUnusableError):
            Store.open(path, new_salt=counting_salts())
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    Store.open(path, new_salt=counting_salts()).close()


def test_f14_a_copy_of_the_head_that_cannot_be_synced_at_the_end_is_an_error_of_ours() -> None:
    copy = HeadCopy(Path("/dev/full"))
    with pytest.raises(HeadCopyFailedError, match="cannot be synced"):
        copy.close()
