"""A witness finds a log that was cut, rewritten or set back, and countersigns what only grew."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from log_kit import KEY, OTHER, PUBLIC, SITE, checkpoint, entries

from lockercentral.errors import CentralError
from lockercentral.witness import Witness
from lockerd.codes import note

COUNTY = Ed25519PrivateKey.from_private_bytes(bytes(range(3, 35)))


@pytest.fixture
def witness() -> Witness:
    """Which heard ten rows."""
    found = Witness("county.example/witness", COUNTY, SITE, PUBLIC)
    for number, entry in enumerate(entries(10), start=1):
        found.hear(1, number, entry.hex())
    return found


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
    cut = Witness("site", OTHER, SITE, PUBLIC)
    for number, entry in enumerate([*entries(8), bytes(32), bytes(32)], start=1):
        cut.hear(1, number, entry.hex())
    went_on = note.Checkpoint(checkpoint(10).origin, 10, cut.roots[1, 10])
    with pytest.raises(CentralError, match="forked"):
        witness.countersign(note.sign(went_on, key=KEY), now_s=1)


def test_what_was_not_heard_or_not_signed_is_not_countersigned(witness: Witness) -> None:
    for text in (note.sign(checkpoint(11), key=KEY), note.sign(checkpoint(10), key=OTHER), "", "a\n\nb"):
        with pytest.raises(CentralError):
            witness.countersign(text, now_s=1)
    with pytest.raises(CentralError, match="before the one"):
        witness.hear(1, 12, "00" * 32)
