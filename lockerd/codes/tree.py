"""The Merkle tree of RFC 9162 (section 2.1), SHA-256: its edge, proofs that an entry is in it and that it only grew.

An entry of the custody log's tree is the 32 bytes of a row's hash: what the row says may be forgotten, and the proof
holds for ever. Leaves are counted from 0, sizes are numbers of leaves.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

HASH_BYTES: Final = 32
SIZE_MAX: Final = 1 << 53
"""More rows than any station writes; a number that every reader of JSON holds exactly."""

RangeHash = Callable[[int, int], bytes]
"""The hash of the tree over the leaves from the first number up to before the second (MTH of RFC 9162)."""

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf over its entry."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree: of ``2 ** height`` leaves, the ``index``th of that height."""

    height: int
    index: int
    hash: bytes


def grow(edge: Sequence[bytes], size: int, entries: Sequence[bytes]) -> tuple[list[bytes], list[Node]]:
    """Append entries to a tree of ``size`` leaves: its new edge, and the nodes above leaves that were finished.

    The edge holds the hashes of the complete subtrees that make up the tree, the largest first: as many as ``size``
    has binary ones.
    """
    peaks, finished = list(edge), []
    for number, entry in enumerate(entries, start=size + 1):
        found, height = leaf_hash(entry), 0
        while not number >> height & 1:
            found, height = node_hash(peaks.pop(), found), height + 1
            finished.append(Node(height, (number >> height) - 1, found))
        peaks.append(found)
    return peaks, finished


def root_of(edge: Sequence[bytes]) -> bytes:
    """The root of the tree with this edge; that of an empty one is the hash of nothing."""
    if not edge:
        return hashlib.sha256().digest()
    *rest, root = edge
    for peak in reversed(rest):
        root = node_hash(peak, root)
    return root


def subtrees(first: int, end: int) -> list[tuple[int, int]]:
    """Height and index of the complete subtrees that make up leaves ``first`` to before ``end``, the largest first.

    ``first`` has to be where RFC 9162 splits a tree: a multiple of the largest of them.
    """
    found, at = [], first
    for height in range((end - first).bit_length() - 1, -1, -1):
        if (end - first) >> height & 1:
            found.append((height, at >> height))
            at += 1 << height
    return found


def inclusion_path(index: int, size: int, mth: RangeHash) -> list[bytes]:
    """What shows that the leaf is in a tree of ``size`` leaves (PATH of 2.1.3.1), the lowest first."""
    path, first, end = [], 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        path.append(mth(middle, end) if index < middle else mth(first, middle))
        first, end = (first, middle) if index < middle else (middle, end)
    return path[::-1]


def consistency_path(old: int, size: int, mth: RangeHash) -> list[bytes]:
    """What shows that a tree of ``size`` leaves begins with the one that had ``old`` (PROOF of 2.1.4.1), 1 or more."""
    path, first, end = [], 0, size
    while old != end:
        middle = first + _split(end - first)
        path.append(mth(middle, end) if old <= middle else mth(first, middle))
        first, end = (first, middle) if old <= middle else (middle, end)
    return [mth(first, end), *path[::-1]] if first else path[::-1]


def included_root(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree that has ``entry`` at ``index`` (2.1.3.2); None where there can be none with this path."""
    if not 0 <= index < size:
        return None
    at, last, root = index, size - 1, leaf_hash(entry)
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(sibling, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def grown_root(old_root: bytes, old: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of ``size`` leaves that begins with the old one (2.1.4.2); None where the path shows none."""
    if not 0 < old <= size:
        return None
    if old == size:
        return None if path else old_root
    steps = [old_root, *path] if not old & (old - 1) else list(path)
    if not steps:
        return None
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return after if last == 0 and before == old_root else None


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1
