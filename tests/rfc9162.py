"""The Merkle tree as RFC 9162, section 2.1, defines it: over lists, slow, and written from its text alone."""

import hashlib


def mth(entries: list[bytes]) -> bytes:
    """The root."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    middle = split(len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:middle]) + mth(entries[middle:])).digest()


def path(index: int, entries: list[bytes]) -> list[bytes]:
    """The inclusion proof of 2.1.3.1."""
    if len(entries) == 1:
        return []
    middle = split(len(entries))
    if index < middle:
        return [*path(index, entries[:middle]), mth(entries[middle:])]
    return [*path(index - middle, entries[middle:]), mth(entries[:middle])]


def proof(old: int, entries: list[bytes]) -> list[bytes]:
    """The consistency proof of 2.1.4.1."""
    return subproof(old, entries, known=True)


def subproof(old: int, entries: list[bytes], *, known: bool) -> list[bytes]:
    """SUBPROOF of 2.1.4.1."""
    if old == len(entries):
        return [] if known else [mth(entries)]
    middle = split(len(entries))
    if old <= middle:
        return [*subproof(old, entries[:middle], known=known), mth(entries[middle:])]
    return [*subproof(old - middle, entries[middle:], known=False), mth(entries[:middle])]


def split(size: int) -> int:
    """The largest power of two that is smaller."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power
