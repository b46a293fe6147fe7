"""The Merkle tree against its definition in RFC 9162, written down apart, and against published roots."""

import hashlib

import pytest
import rfc9162
from hypothesis import given
from hypothesis import strategies as st

from lockerd.codes.tree import consistency_path, grow, grown_root, included_root, inclusion_path, root_of, subtrees

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of the first 1 to 8 of these leaves, as the tests of Certificate Transparency publish them."""


def entries(count: int) -> list[bytes]:
    return [hashlib.sha256(bytes([number])).digest() for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    edge, _ = grow([], 0, LEAVES[:size])
    assert root_of(edge).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == rfc9162.mth([]) == hashlib.sha256().digest()


@given(st.lists(st.integers(0, 40), max_size=8))
def test_however_it_grows_the_edge_is_that_of_all(steps: list[int]) -> None:
    every, edge, size = entries(255), [], 0
    for wanted in steps:
        step = min(wanted, 255 - size)
        edge, finished = grow(edge, size, every[size : size + step])
        size += step
        for node in finished:
            first = node.index << node.height
            assert node.hash == rfc9162.mth(every[first : first + (1 << node.height)])
        assert root_of(edge) == rfc9162.mth(every[:size])
        assert len(edge) == size.bit_count() == len(subtrees(0, size))


sizes = st.integers(1, 200).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


@given(sizes)
def test_every_leaf_is_shown_to_be_in_it(place: tuple[int, int]) -> None:
    number, size = place
    every = entries(size)
    path = inclusion_path(number - 1, size, lambda first, end: rfc9162.mth(every[first:end]))
    assert path == rfc9162.path(number - 1, every)
    assert included_root(every[number - 1], number - 1, size, path) == rfc9162.mth(every)


@given(sizes)
def test_every_older_tree_is_shown_to_be_its_beginning(place: tuple[int, int]) -> None:
    old, size = place
    every = entries(size)
    path = consistency_path(old, size, lambda first, end: rfc9162.mth(every[first:end]))
    assert path == rfc9162.proof(old, every)
    assert grown_root(rfc9162.mth(every[:old]), old, size, path) == rfc9162.mth(every)


@given(sizes, st.data())
def test_no_other_path_leads_to_the_root(place: tuple[int, int], data: st.DataObject) -> None:
    number, size = place
    every = entries(size)
    right = rfc9162.path(number - 1, every)
    path = list(right)
    match data.draw(st.sampled_from(["longer", "shorter", "swapped", "another"])):
        case "longer":
            path.insert(data.draw(st.integers(0, len(path))), every[0])
        case "shorter" if path:
            path.pop(data.draw(st.integers(0, len(path) - 1)))
        case "swapped" if len(path) > 1:
            path[0], path[-1] = path[-1], path[0]
        case _ if path:
            path[-1] = bytes(32)
    if path != right:
        assert included_root(every[number - 1], number - 1, size, path) != rfc9162.mth(every)


@given(sizes, st.data())
def test_an_altered_beginning_is_not_shown(place: tuple[int, int], data: st.DataObject) -> None:
    """Rewritten somewhere in what was there: whatever older root is named, the path does not join the two."""
    old, size = place
    every = entries(size)
    other = list(every)
    other[data.draw(st.integers(0, old - 1))] = bytes(32)
    path = rfc9162.proof(old, other)
    assert grown_root(rfc9162.mth(every[:old]), old, size, path) != rfc9162.mth(other)
    assert grown_root(rfc9162.mth(other[:old]), old, size, path) == rfc9162.mth(other)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (7, 3)])
def test_a_place_outside_of_the_tree_has_no_root(index: int, size: int) -> None:
    assert included_root(bytes(32), index, size, []) is None


@pytest.mark.parametrize(("old", "size"), [(0, 3), (4, 3), (-1, 2)])
def test_a_tree_begins_with_no_larger_one_and_nothing_is_said_of_an_empty_one(old: int, size: int) -> None:
    assert grown_root(bytes(32), old, size, []) is None


def test_of_the_same_size_only_an_empty_path_is_one() -> None:
    assert grown_root(bytes(32), 3, 3, []) == bytes(32)
    assert grown_root(bytes(32), 3, 3, [bytes(32)]) is None
