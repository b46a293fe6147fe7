"""Checkpoints of the custody log as signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

Three lines say which log, how many rows it had and the root of the tree over them; signature lines of the site, and of
witnesses who saw that the log only grew, follow. The log of each epoch is one of its own: a database that was put back
is not the same log any more.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockerd.codes.refused import SignedRefusedError
from lockerd.codes.tree import HASH_BYTES, SIZE_MAX

NOTE_CHARS: Final = 8_192
"""Of a checkpoint with 16 signatures of Ed25519 there are fewer."""

_ED25519, _COSIGNATURE = b"\x01", b"\x04"
_ORIGIN: Final = re.compile(r"lockerd/v1/([a-z0-9-]{1,32})/log/([1-9][0-9]{0,9})")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_LINE: Final = re.compile(r"— ([!-*,-~]{1,255}) ([A-Za-z0-9+/]+={0,2})\n")
_TIME_BYTES: Final = 8


class NoteReason(StrEnum):
    """Why something is not believed to be a checkpoint."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"


class NoteError(SignedRefusedError[NoteReason]):
    """Not a checkpoint of the site whose key was given."""

    code = "checkpoint_refused"
    what = "checkpoint"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first ``size`` rows of the log ``origin`` have this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def origin_of(site_id: str, epoch: int) -> str:
    """What names the log of one epoch of a site; also the name of the key in its signature line."""
    return f"lockerd/v1/{site_id}/log/{epoch}"


def named_by(origin: str) -> tuple[str, int] | None:
    """Site and epoch that an origin names; None where it is none of a lockerd station."""
    found = _ORIGIN.fullmatch(origin)
    return None if found is None else (found[1], int(found[2]))


def sign(checkpoint: Checkpoint, *, key: Ed25519PrivateKey) -> str:
    """The note, signed by the site; the same checkpoint gives the same text."""
    raw = _key_id(checkpoint.origin, _ED25519, key.public_key()) + key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n— {checkpoint.origin} {b64encode(raw).decode()}\n"


def verify(note: str, *, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint that the site with this key signed; other signatures are passed over.

    Raises ``NoteError`` with its reason. That the log only grew since another one is not judged here.
    """
    checkpoint, lines = _read(note)
    wanted = _key_id(checkpoint.origin, _ED25519, key)
    ours = [raw for name, raw in lines if name == checkpoint.origin and raw[:4] == wanted]
    if not ours:
        raise NoteError(NoteReason.UNKNOWN_KEY)
    for raw in ours:
        _verify(key, raw[4:], checkpoint.text)
    return checkpoint


def witnessed_s(note: str, *, key: Ed25519PublicKey) -> int | None:
    """When the witness with this key countersigned the checkpoint, Unix seconds; None where it did not.

    Raises ``NoteError`` (malformed, bad_signature).
    """
    checkpoint, lines = _read(note)
    for name, raw in lines:
        if raw[:4] == _key_id(name, _COSIGNATURE, key):
            at_s = int.from_bytes(raw[4 : 4 + _TIME_BYTES], "big")
            _verify(key, raw[4 + _TIME_BYTES :], f"cosignature/v1\ntime {at_s}\n{checkpoint.text}")
            return at_s
    return None


def _read(note: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    if len(note) > NOTE_CHARS:
        raise NoteError(NoteReason.MALFORMED)
    text, _, signatures = note.partition("\n\n")
    match text.split("\n"):
        case [origin, size, root] if _ORIGIN.fullmatch(origin) and _SIZE.fullmatch(size) and int(size) < SIZE_MAX:
            checkpoint = Checkpoint(origin, int(size), _decoded(root))
        case _:
            raise NoteError(NoteReason.MALFORMED)
    if len(checkpoint.root) != HASH_BYTES:
        raise NoteError(NoteReason.MALFORMED)
    return checkpoint, list(_lines(signatures))


def _lines(signatures: str) -> Iterator[tuple[str, bytes]]:
    while signatures:
        found = _LINE.match(signatures)
        if found is None:
            raise NoteError(NoteReason.MALFORMED)
        yield found[1], _decoded(found[2])
        signatures = signatures[found.end() :]


def _decoded(text: str) -> bytes:
    """Base64 in its one form."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError(NoteReason.MALFORMED) from None
    if b64encode(raw).decode() != text:
        raise NoteError(NoteReason.MALFORMED)
    return raw


def _key_id(name: str, kind: bytes, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + key.public_bytes_raw()).digest()[:4]


def _verify(key: Ed25519PublicKey, signature: bytes, text: str) -> None:
    try:
        key.verify(signature, text.encode())
    except InvalidSignature:
        raise NoteError(NoteReason.BAD_SIGNATURE) from None
