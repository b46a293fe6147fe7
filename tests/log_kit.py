"""A log of a few rows as a site writes it, and what it signs of it, for tests of proofs."""

import hashlib
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rfc9162 import mth, path, proof

from lockerd.codes import log_receipt, note, proof_file
from lockerd.codes.log_receipt import Consistency, Inclusion
from lockerd.codes.note import Checkpoint

SITE: Final = "musterstadt-1"
KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC: Final = KEY.public_key()
ORIGIN: Final = "lockerd/v1/musterstadt-1/log/1"
SALT: Final = "ab" * 16
ORDER: Final = "01936f00-0000-7000-8000-00000000cafe"


def row(number: int) -> dict[str, Any]:
    """As it went to central, with an order and somebody's name to be opened."""
    return {
        "epoch": 1,
        "number": number,
        "boot": "b" * 32,
        "mono_ms": 1_000 * number,
        "lo_s": 1_800_000_000,
        "hi_s": None,
        "type": "part.collected",
        "compartment": "A07",
        "order": ORDER,
        "salt": SALT,
        "commitment": hashlib.sha256(bytes.fromhex(SALT) + ORDER.encode()).hexdigest(),
        "fact": {"badge": "Müller", "receipt": number},
        "salts": {"badge": "cd" * 16},
        "prev": "0" * 64,
    }


def entries(count: int) -> list[bytes]:
    return [proof_file.entry_of(row(number)) for number in range(1, count + 1)]


def checkpoint(size: int, *, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, mth(entries(size)))


def inclusion(number: int, size: int, *, origin: str = ORIGIN, key: Ed25519PrivateKey = KEY) -> bytes:
    shown = tuple(path(number - 1, entries(size)))
    return log_receipt.sign_inclusion(Inclusion(checkpoint(size, origin=origin), number - 1, shown), key=key)


def consistency(old: int, size: int, *, key: Ed25519PrivateKey = KEY) -> bytes:
    return log_receipt.sign_consistency(Consistency(checkpoint(size), old, tuple(proof(old, entries(size)))), key=key)


def row_proof(number: int = 5, size: int = 7) -> bytes:
    """A whole file."""
    return proof_file.row_file(row(number), inclusion(number, size)).encode()


def growth_proof(old: int = 3, size: int = 7) -> bytes:
    """A whole file."""
    return proof_file.growth_file(note.sign(checkpoint(old), key=KEY), consistency(old, size)).encode()
