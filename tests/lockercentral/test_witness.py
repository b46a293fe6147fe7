"""A witness finds a log that was cut, rewritten or set back, and countersigns what only grew."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from log_kit import KEY, OTHER, PUBLIC, SITE, checkpoint, entries

from lockercentral.copy import Copy
from lockercentral.errors import CentralError
from lockercentral.events import Event
from lockercentral.watch import Watch
from lockercentral.witness import ROOTS_KEPT, LogTree, Witness
from lockerd.codes import note

COUNTY = Ed25519PrivateKey.from_private_bytes(bytes(range(3, 35)))


@pytest.fixture
def witness() -> Witness:
    """Which heard ten rows."""
    return Witness("county.example/witness", COUNTY, heard(entries(10)))


def heard(rows: list[bytes]) -> LogTree:
    tree = LogTree(SITE, PUBLIC)
    for number, entry in enumerate(rows, start=1):
        tree.hear(1, number, entry.hex())
    return tree


def test_what_only_grew_is_countersigned(witness: Witness) -> None:
    for size in (3, 3, 10):
        text = witness.countersign(note.sign(checkpoint(size), key=KEY), now_s=1_800_000_000 + size)
        assert note.verify(text, key=PUBLIC) == checkpoint(size)
        assert note.witnessed_s(text, key=COUNTY.public_key()) == 1_800_000_000 + size


def test_a_log_that_was_set_back_is_found(witness: Witness) -> None:
    witness.countersign(note.sign(checkpoint(10), key=KEY), now_s=1)
    with pytest.raises(CentralError, match="set back: 7 rows"):
        witness.countersign(note.sign(checkpoint(7), key=KEY), now_s=2)


def test_a_log_that_was_rewritten_is_found(witness: Witness) -> None:
    other = note.Checkpoint(checkpoint(10).origin, 10, bytes(32))
    with pytest.raises(CentralError, match="forked"):
        witness.countersign(note.sign(other, key=KEY), now_s=1)


def test_a_log_that_was_cut_and_went_on_is_found(witness: Witness) -> None:
    """The last rows were cut off, and others stand in their place."""
    cut = heard([*entries(8), bytes(32), bytes(32)])
    went_on = note.Checkpoint(checkpoint(10).origin, 10, cut.roots[1, 10])
    with pytest.raises(CentralError, match="forked"):
        witness.countersign(note.sign(went_on, key=KEY), now_s=1)


def test_what_was_not_heard_or_not_signed_is_not_countersigned(witness: Witness) -> None:
    for text in (note.sign(checkpoint(11), key=KEY), note.sign(checkpoint(10), key=OTHER), "", "a\n\nb"):
        with pytest.raises(CentralError):
            witness.countersign(text, now_s=1)
    with pytest.raises(CentralError, match="before the one"):
        witness.tree.hear(1, 12, "00" * 32)


def test_of_years_of_rows_the_newest_roots_are_kept() -> None:
    rows = ROOTS_KEPT + 40
    tree = heard(list(entries(rows)))
    assert len(tree.roots) == ROOTS_KEPT
    assert tree.check(note.sign(checkpoint(rows), key=KEY)) == (1, rows)
    with pytest.raises(CentralError, match="long ago"):
        tree.check(note.sign(checkpoint(10), key=KEY))


def event(number: int, digest: str, **data: Any) -> Event:
    kind = "custody.checkpoint" if data else "door.opened"
    return Event(1, number, kind, "", 0, None, None, data, "", digest)


def test_central_holds_each_checkpoint_against_its_copy_when_that_is_complete() -> None:
    copy, rows = Copy(), [each.hex() for each in entries(8)]
    watch = Watch(copy, LogTree(SITE, PUBLIC))
    fits = note.sign(checkpoint(6), key=KEY)
    for number in (1, 2, 3, 4, 6, 8):
        copy.add(event(number, rows[number - 1], **({"note": fits} if number == 8 else {})))
        assert watch.look() == []
    assert watch.checked == 0, "two rows are missing"
    for number in (7, 5):
        copy.add(event(number, rows[number - 1]))
        assert watch.look() == []
    assert watch.checked == 1


def test_central_says_which_checkpoint_does_not_fit() -> None:
    copy, rows = Copy(), [each.hex() for each in entries(3)]
    watch = Watch(copy, LogTree(SITE, PUBLIC))
    for number, digest in enumerate([rows[0], "00" * 32], start=1):
        copy.add(event(number, digest))
    copy.add(event(3, rows[2], note=note.sign(checkpoint(2), key=KEY)))
    (wrong,) = watch.look()
    assert wrong.startswith("checkpoint 3: forked")
    copy.add(event(4, "11" * 32, note="nonsense"))
    assert watch.look() == ["checkpoint 4: not a checkpoint of this site"]
    assert watch.checked == 0
