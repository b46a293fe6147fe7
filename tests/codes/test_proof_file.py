"""A file that proves one row, or that the log only grew: genuine as it was written, and in no other form."""

import base64
import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from log_kit import KEY, ORIGIN, OTHER, PUBLIC, checkpoint, consistency, growth_proof, inclusion, row, row_proof

from lockerd.codes import note, proof_file
from lockerd.codes.log_receipt import ProofError, ProofReason
from lockerd.codes.proof_file import Grown, Proven

FILES = {"a row": row_proof, "growth": growth_proof}


def reason(raw: bytes, key: Any = PUBLIC) -> ProofReason:
    with pytest.raises(ProofError) as refused:
        proof_file.check(raw, key=key)
    found: ProofReason = refused.value.reason
    return found


@pytest.mark.parametrize(("number", "size"), [(1, 1), (1, 2), (2, 2), (5, 7), (7, 7), (1, 64), (33, 70)])
def test_a_row_is_proven_with_nobody_elses(number: int, size: int) -> None:
    found = proof_file.check(row_proof(number, size), key=PUBLIC)
    assert isinstance(found, Proven)
    assert (found.row, found.checkpoint) == (row(number), checkpoint(size))
    assert len(row_proof(number, size)) < 1_100 + 45 * size.bit_length(), "a hash for each storey"


@pytest.mark.parametrize(("old", "size"), [(1, 1), (1, 2), (3, 7), (7, 7), (64, 65)])
def test_the_log_only_grew(old: int, size: int) -> None:
    found = proof_file.check(growth_proof(old, size), key=PUBLIC)
    assert found == Grown(checkpoint(old), checkpoint(size))


def test_what_was_forgotten_stays_proven() -> None:
    """After their time the order's name and what people wrote are gone; what stands for them is not."""
    known = row(5)
    forgotten = known | {"order": None, "salt": None, "salts": {}}
    closed = "salted:" + hashlib.sha256(bytes.fromhex("cd" * 16) + "Müller".encode()).hexdigest()
    forgotten["fact"] = known["fact"] | {"badge": closed}
    found = proof_file.check(proof_file.row_file(forgotten, inclusion(5, 7)).encode(), key=PUBLIC)
    assert isinstance(found, Proven)
    assert "Müller" not in str(found.row)


@pytest.mark.parametrize("kind", FILES)
def test_every_flip_of_one_bit_is_refused(kind: str) -> None:
    raw = FILES[kind]()
    for bit in range(8 * len(raw)):
        spoilt = bytearray(raw)
        spoilt[bit // 8] ^= 1 << bit % 8
        reason(bytes(spoilt))


@pytest.mark.parametrize("kind", FILES)
def test_flips_of_two_bits_are_refused(kind: str) -> None:
    double_flips(FILES[kind](), 500, random.Random(5))


@pytest.mark.campaign
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("kind", FILES)
def test_a_hundred_thousand_flips_of_two_bits_are_refused(kind: str) -> None:
    double_flips(FILES[kind](), 100_000, random.Random(6))


def double_flips(raw: bytes, count: int, chance: random.Random) -> None:
    for _ in range(count):
        spoilt = bytearray(raw)
        for bit in chance.sample(range(8 * len(raw)), 2):
            spoilt[bit // 8] ^= 1 << bit % 8
        reason(bytes(spoilt))


def written(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def altered(change: Callable[[dict[str, Any]], object]) -> bytes:
    told = json.loads(row_proof())
    change(told)
    return written(told)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["row"].update(lo_s=1),
        lambda told: told["row"].update(number=4),
        lambda told: told["row"].update(epoch=2),
        lambda told: told["row"].update(hi_s=1_800_000_000),
        lambda told: told["row"].update(prev="1" * 64),
        lambda told: told["row"]["fact"].update(receipt=6),
        lambda told: told["row"]["fact"].update(more="x"),
        lambda told: told["row"]["fact"].update(badge="Meier"),
    ],
)
def test_another_content_was_never_signed(change: Callable[[dict[str, Any]], object]) -> None:
    assert reason(altered(change)) is ProofReason.BAD_SIGNATURE


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["row"].update(order="01936f00-0000-7000-8000-00000000beef"),
        lambda told: told["row"].update(salt=None),
        lambda told: told["row"].update(salt="AB" * 16),
        lambda told: told["row"].update(salts={"none": "cd" * 16}),
        lambda told: told["row"].update(salts={"receipt": "cd" * 16}),
        lambda told: told["row"].update(salts=[]),
        lambda told: told["row"].update(fact=None),
        lambda told: told["row"].update(hash="0" * 64),
        lambda told: told["row"].pop("prev"),
        lambda told: told.update(more=1),
        lambda told: told.pop("receipt"),
        lambda told: told.update(receipt=None),
        lambda told: told.update(receipt=told["receipt"] + "="),
        lambda told: told.update(receipt=""),
        lambda told: told.update(row=[]),
    ],
)
def test_what_is_no_proof_is_malformed(change: Callable[[dict[str, Any]], object]) -> None:
    assert reason(altered(change)) is ProofReason.MALFORMED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b"NaN\n",
        b"[" * 60_000,
        b" " * 70_000,
        row_proof() + b"\n",
        row_proof()[:-1],
        row_proof().replace(b'"epoch":1', b'"epoch":1e0'),
        row_proof().replace(b'"epoch":1', b'"epoch":1,"epoch":1'),
        row_proof().replace("ü".encode(), b"\\u00fc"),
    ],
)
def test_what_is_not_in_its_one_form_is_malformed(raw: bytes) -> None:
    assert reason(raw) is ProofReason.MALFORMED


def receipt_of(change: Callable[[list[Any]], object], *, make: Callable[[], bytes] = lambda: inclusion(5, 7)) -> bytes:
    message = list(cbor2.loads(make()).value)
    change(message)
    return cbor2.dumps(cbor2.CBORTag(18, message), canonical=True)


def proof(message: list[Any], change: Callable[[list[Any]], object]) -> None:
    told = cbor2.loads(message[1][396][-1][0])
    change(told)
    message[1] = {396: {-1: [cbor2.dumps(told, canonical=True)]}}


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.__setitem__(0, 8),
        lambda told: told.__setitem__(1, 3),
        lambda told: told[2].pop(),
        lambda told: told[2].append(bytes(32)),
        lambda told: told[2].__setitem__(0, bytes(31)),
        lambda told: told.__setitem__(0, True),
        lambda told: told.append(1),
        lambda told: told.__setitem__(1, -1),
        lambda told: told.__setitem__(0, 1 << 60),
    ],
)
def test_size_and_place_and_path_are_not_to_be_altered(change: Callable[[list[Any]], object]) -> None:
    """RFC 9942 leaves them unsigned: another size may lead to the same root."""
    spoilt = receipt_of(lambda message: proof(message, change))
    reason(proof_file.row_file(row(5), spoilt).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda message: message.__setitem__(2, checkpoint(7).root),
        lambda message: message.__setitem__(3, bytes(64)),
        lambda message: message[1].update({1: 1}),
        lambda message: message[1][396].update({-2: []}),
        lambda message: message[1][396].__setitem__(-1, message[1][396][-1] * 2),
        lambda message: message.append(None),
        lambda message: message.__setitem__(0, b""),
        lambda message: message.__setitem__(0, cbor2.dumps({1: -8, 395: 1})),
    ],
)
def test_nothing_is_put_into_a_receipt_and_nothing_taken_out(change: Callable[[list[Any]], object]) -> None:
    reason(proof_file.row_file(row(5), receipt_of(change)).encode())


def test_one_kind_of_receipt_is_not_the_other() -> None:
    since = note.sign(checkpoint(3), key=KEY)
    reason(proof_file.growth_file(since, inclusion(3, 7)).encode())
    reason(proof_file.row_file(row(3), consistency(3, 7)).encode())


def test_a_proof_of_another_epochs_log_is_none_of_this_row() -> None:
    raw = proof_file.row_file(row(5), inclusion(5, 7, origin=ORIGIN[:-1] + "2")).encode()
    assert reason(raw) is ProofReason.BAD_SIGNATURE
    raw = proof_file.row_file(row(5), inclusion(5, 7, origin="lockerd")).encode()
    assert reason(raw) is ProofReason.BAD_SIGNATURE


def test_another_stations_key_proves_nothing_here() -> None:
    assert reason(row_proof(), OTHER.public_key()) is ProofReason.UNKNOWN_KEY
    assert reason(growth_proof(), OTHER.public_key()) is ProofReason.UNKNOWN_KEY
    spoilt = receipt_of(lambda message: message.__setitem__(3, OTHER.sign(b"x")))
    assert reason(proof_file.row_file(row(5), spoilt).encode()) is ProofReason.BAD_SIGNATURE


def test_growth_from_another_beginning_is_not_shown() -> None:
    since = note.sign(note.Checkpoint(ORIGIN, 3, bytes(32)), key=KEY)
    assert reason(proof_file.growth_file(since, consistency(3, 7)).encode()) is ProofReason.BAD_SIGNATURE
    for origin, old in ((ORIGIN[:-1] + "2", 3), (ORIGIN, 4)):
        since = note.sign(checkpoint(old, origin=origin), key=KEY)
        assert reason(proof_file.growth_file(since, consistency(3, 7)).encode()) is not None


def test_nothing_unsigned_is_carried_along_in_a_checkpoint() -> None:
    stranger = base64.b64encode(bytes(68)).decode()
    since = note.sign(checkpoint(3), key=KEY) + f"— somebody {stranger}\n"
    assert note.verify(since, key=PUBLIC) == checkpoint(3)
    assert reason(proof_file.growth_file(since, consistency(3, 7)).encode()) is ProofReason.MALFORMED
