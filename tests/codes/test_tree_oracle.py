"""Trees and receipts against an implementation that others wrote (scitt-cose), which shares no code with this one."""

import hashlib
import random

import cbor2
import pytest
from cwt import COSE, COSEKey
from log_kit import ORIGIN, PUBLIC, consistency, entries, inclusion
from scitt_cose import merkle

from lockerd.codes.keys import key_id
from lockerd.codes.tree import consistency_path, grow, grown_root, included_root, inclusion_path, root_of

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100)


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_paths_are_those_of_others(size: int) -> None:
    every = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
    written = [entry.hex() for entry in every]
    root = merkle.merkle_root(written)
    assert root_of(grow([], 0, every)[0]).hex() == root

    def mth(first: int, end: int) -> bytes:
        return bytes.fromhex(merkle.merkle_root(written[first:end]))

    for number in random.Random(size).sample(range(1, size + 1), min(size, 12)):
        path = inclusion_path(number - 1, size, mth)
        assert [each.hex() for each in path] == merkle.inclusion_proof(written, number - 1)
        assert merkle.verify_inclusion(written[number - 1], number - 1, size, [each.hex() for each in path], root)
        theirs = [bytes.fromhex(each) for each in merkle.inclusion_proof(written, number - 1)]
        assert included_root(every[number - 1], number - 1, size, theirs) == bytes.fromhex(root)
        old = merkle.merkle_root(written[:number])
        grown = consistency_path(number, size, mth)
        assert merkle.verify_consistency(old, root, number, size, [each.hex() for each in grown])
        proof = [bytes.fromhex(each) for each in merkle.consistency_proof(written, number, size)]
        assert grown_root(bytes.fromhex(old), number, size, proof) == bytes.fromhex(root)


def cose_key() -> COSEKey:
    return COSEKey.new({1: 1, 2: key_id(PUBLIC), 3: -19, -1: 6, -2: PUBLIC.public_bytes_raw()})


@pytest.mark.parametrize(("number", "size"), [(1, 2), (5, 7), (7, 7), (1, 100)])
def test_a_receipt_of_inclusion_is_one_to_others(number: int, size: int) -> None:
    """RFC 9942, 5.2: the proof leads to the root that was signed, detached."""
    raw = inclusion(number, size)
    protected, unprotected, payload, _ = cbor2.loads(raw).value
    assert payload is None
    assert cbor2.loads(protected) == {
        1: -19,
        4: key_id(PUBLIC),
        15: {1: ORIGIN, 2: str(size)},
        16: "application/lockerd-inclusion",
        395: 1,
    }
    [proof] = unprotected[396][-1]
    tree_size, index, path = cbor2.loads(proof)
    assert (tree_size, index) == (size, number - 1)
    entry = entries(number)[-1]
    root = merkle.root_from_inclusion_proof(entry.hex(), index, tree_size, [each.hex() for each in path])
    COSE.new(verify_kid=True).decode(raw, cose_key(), detached_payload=bytes.fromhex(root))
    with pytest.raises(Exception, match="verify"):
        COSE.new(verify_kid=True).decode(raw, cose_key(), detached_payload=bytes(32))


@pytest.mark.parametrize(("old", "size"), [(1, 2), (3, 7), (4, 7), (64, 100)])
def test_a_receipt_of_consistency_is_one_to_others(old: int, size: int) -> None:
    """RFC 9942, 5.3."""
    raw = consistency(old, size)
    _, unprotected, payload, _ = cbor2.loads(raw).value
    assert payload is None
    [proof] = unprotected[396][-2]
    first, second, path = cbor2.loads(proof)
    assert (first, second) == (old, size)
    every = [entry.hex() for entry in entries(size)]
    old_root, root = merkle.merkle_root(every[:old]), merkle.merkle_root(every)
    assert merkle.verify_consistency(old_root, root, old, size, [each.hex() for each in path])
    COSE.new(verify_kid=True).decode(raw, cose_key(), detached_payload=bytes.fromhex(root))
