"""What is given away to prove one row of the log, or that the log only grew: one line of JSON in one form.

A row stands there as it went to central, opened with its own salts: nobody else's row, name or order is in it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockerd.codes import base64url, log_receipt, note
from lockerd.codes.log_receipt import ProofError, ProofReason
from lockerd.codes.note import Checkpoint

FILE_MAX: Final = 65_536
"""Bytes; the longest row with its proof has a tenth of it."""
ROW_FIELDS: Final = frozenset(
    {
        "epoch",
        "number",
        "boot",
        "mono_ms",
        "lo_s",
        "hi_s",
        "type",
        "compartment",
        "order",
        "salt",
        "commitment",
        "fact",
        "salts",
        "prev",
    }
)


@dataclass(frozen=True, slots=True)
class Proven:
    """The site signed a log of this checkpoint with this row in it."""

    row: Mapping[str, Any]
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Grown:
    """The site's log of this checkpoint begins with all that it was at an older one."""

    since: Checkpoint
    checkpoint: Checkpoint


def row_file(row: Mapping[str, Any], receipt: bytes) -> str:
    """The text of a file about one row."""
    return _written({"receipt": base64url.encode(receipt), "row": row})


def growth_file(since: str, receipt: bytes) -> str:
    """The text of a file about the log since a checkpoint (a note)."""
    return _written({"checkpoint": since, "receipt": base64url.encode(receipt)})


def check(raw: bytes, *, key: Ed25519PublicKey) -> Proven | Grown:
    """What a file proves, by the site's key; raises ``ProofError`` with its reason."""
    match _read(raw):
        case {"row": {} as row, "receipt": str() as receipt, **rest} if not rest:
            proof = log_receipt.verify_inclusion(_decoded(receipt), entry=entry_of(row), key=key)
            named = note.named_by(proof.checkpoint.origin)
            if named is None or (named[1], proof.index + 1) != (row["epoch"], row["number"]):
                raise ProofError(ProofReason.BAD_SIGNATURE)
            return Proven(row, proof.checkpoint)
        case {"checkpoint": str() as text, "receipt": str() as receipt, **rest} if not rest:
            try:
                since = note.verify(text, key=key)
            except note.NoteError as error:
                raise ProofError(ProofReason(error.reason)) from None
            if text != _alone(text, since):
                raise ProofError(ProofReason.MALFORMED)
            grown = log_receipt.verify_consistency(_decoded(receipt), since=since, key=key)
            return Grown(since, grown.checkpoint)
        case _:
            raise ProofError(ProofReason.MALFORMED)


def entry_of(row: Mapping[str, Any]) -> bytes:
    """The hash of an opened row; raises ``ProofError`` (malformed) where its salts do not open what it names."""
    try:
        return _entry(row)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise ProofError(ProofReason.MALFORMED) from None


def _entry(row: Mapping[str, Any]) -> bytes:
    if row.keys() != ROW_FIELDS or (row["order"] is None) != (row["salt"] is None):
        raise ValueError("not the fields of a row")
    if row["order"] is not None and _commitment(row["salt"], row["order"]) != row["commitment"]:
        raise ValueError("another order")
    fact = dict(row["fact"])
    closed = {field: f"salted:{_commitment(salt, fact[field])}" for field, salt in row["salts"].items()}
    chained = {name: row[name] for name in ROW_FIELDS - {"order", "salt", "commitment", "fact", "salts"}}
    chained |= {"order": row["commitment"], "data": fact | closed}
    return hashlib.sha256(_json(chained).encode()).digest()


def _commitment(salt: str, text: str) -> str:
    raw = bytes.fromhex(salt)
    if raw.hex() != salt:
        raise ValueError("not hex in its one form")
    return hashlib.sha256(raw + text.encode()).hexdigest()


def _alone(text: str, checkpoint: Checkpoint) -> str:
    """The note with the site's own signature line and no other: nothing unsigned is carried along."""
    head, _, lines = text.partition("\n\n")
    ours = [line for line in lines.split("\n") if line.startswith(f"— {checkpoint.origin} ")]
    return f"{head}\n\n{ours[0]}\n"


def _read(raw: bytes) -> Any:
    try:
        text = raw.decode() if len(raw) <= FILE_MAX else ""
        value = json.loads(text)
        again = _written(value)
    except (ValueError, RecursionError):
        raise ProofError(ProofReason.MALFORMED) from None
    if again != text:
        raise ProofError(ProofReason.MALFORMED)
    return value


def _decoded(text: str) -> bytes:
    try:
        return base64url.decode(text)
    except ValueError:
        raise ProofError(ProofReason.MALFORMED) from None


def _written(value: object) -> str:
    return _json(value) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
