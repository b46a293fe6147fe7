"""COSE Receipts (RFC 9942) of the custody log: that one row is in it, or that it only grew.

COSE_Sign1 (RFC 9052, tag 18), Ed25519 (alg -19, RFC 9864), over the root of the tree, which is left out (detached):
whoever checks makes it from the proof. The RFC leaves size and place in the unprotected header, where other numbers can
lead to the same root. So the signed claims (RFC 9597) name log and size, ``typ`` (RFC 9596) what is proven, and there
is one deterministic form: every other text is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockerd.codes.keys import key_id
from lockerd.codes.note import Checkpoint
from lockerd.codes.refused import SignedRefusedError
from lockerd.codes.tree import HASH_BYTES, SIZE_MAX, grown_root, included_root

RAW_MAX: Final = 8_192
"""Bytes; a proof over as many rows as can be counted has half of it."""
INCLUSION: Final = "application/lockerd-inclusion"
CONSISTENCY: Final = "application/lockerd-consistency"

_COSE_SIGN1 = 18
_ALG, _KID, _CLAIMS, _TYP, _VDS, _VDP = 1, 4, 15, 16, 395, 396
_ISS, _SUB = 1, 2
_ED25519, _RFC9162_SHA256 = -19, 1
_LABELS: Final = {INCLUSION: -1, CONSISTENCY: -2}


class ProofReason(StrEnum):
    """Why something is not believed to be a proof."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    """The site never signed a root that this proof and this entry lead to."""


class ProofError(SignedRefusedError[ProofReason]):
    """Not a proof of the site whose key was given."""

    code = "proof_refused"
    what = "proof"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What shows that the leaf ``index`` is in the tree of a checkpoint."""

    checkpoint: Checkpoint
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """What shows that the tree of a checkpoint begins with the one of ``old`` leaves."""

    checkpoint: Checkpoint
    old: int
    path: tuple[bytes, ...]


def sign_inclusion(proof: Inclusion, *, key: Ed25519PrivateKey) -> bytes:
    """The receipt; ``key`` is the site's."""
    size = proof.checkpoint.size
    return _sign(INCLUSION, proof.checkpoint, [size, proof.index, list(proof.path)], key)


def sign_consistency(proof: Consistency, *, key: Ed25519PrivateKey) -> bytes:
    """The receipt; ``key`` is the site's."""
    size = proof.checkpoint.size
    return _sign(CONSISTENCY, proof.checkpoint, [proof.old, size, list(proof.path)], key)


def verify_inclusion(raw: bytes, *, entry: bytes, key: Ed25519PublicKey) -> Inclusion:
    """What is proven of ``entry``, the hash of a row; raises ``ProofError`` with its reason."""

    def root(size: int, index: int, path: list[bytes]) -> tuple[int, bytes | None]:
        return size, included_root(entry, index, size, path)

    checkpoint, (_, index, path) = _verify(raw, INCLUSION, key, root)
    return Inclusion(checkpoint, index, tuple(path))


def verify_consistency(raw: bytes, *, since: Checkpoint, key: Ed25519PublicKey) -> Consistency:
    """What is proven of the log since a checkpoint that was believed; raises ``ProofError`` with its reason."""

    def root(old: int, size: int, path: list[bytes]) -> tuple[int, bytes | None]:
        return size, grown_root(since.root, old, size, path) if old == since.size else None

    checkpoint, (old, _, path) = _verify(raw, CONSISTENCY, key, root)
    if checkpoint.origin != since.origin:
        raise ProofError(ProofReason.BAD_SIGNATURE)
    return Consistency(checkpoint, old, tuple(path))


def _sign(typ: str, checkpoint: Checkpoint, proof: list[Any], key: Ed25519PrivateKey) -> bytes:
    protected = _protected(typ, checkpoint.origin, checkpoint.size, key.public_key())
    signature = key.sign(_dumps(["Signature1", protected, b"", checkpoint.root]))
    return _message(typ, protected, proof, signature)


def _protected(typ: str, origin: str, size: int, key: Ed25519PublicKey) -> bytes:
    claims = {_ISS: origin, _SUB: str(size)}
    return _dumps({_ALG: _ED25519, _KID: key_id(key), _CLAIMS: claims, _TYP: typ, _VDS: _RFC9162_SHA256})


def _message(typ: str, protected: bytes, proof: list[Any], signature: bytes) -> bytes:
    unprotected = {_VDP: {_LABELS[typ]: [_dumps(proof)]}}
    return _dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, unprotected, None, signature]))


def _verify(
    raw: bytes, typ: str, key: Ed25519PublicKey, root_of: Callable[[int, int, list[bytes]], tuple[int, bytes | None]]
) -> tuple[Checkpoint, tuple[int, int, list[bytes]]]:
    protected, proof, signature = _parts(raw, typ)
    match _loads(protected):
        case {4: bytes() as kid, 15: {1: str() as origin}}:
            if kid != key_id(key):
                raise ProofError(ProofReason.UNKNOWN_KEY)
        case _:
            raise ProofError(ProofReason.MALFORMED)
    size, root = root_of(*proof)
    if raw != _message(typ, _protected(typ, origin, size, key), list(proof), signature):
        raise ProofError(ProofReason.MALFORMED)
    if root is None:
        raise ProofError(ProofReason.BAD_SIGNATURE)
    try:
        key.verify(signature, _dumps(["Signature1", protected, b"", root]))
    except InvalidSignature:
        raise ProofError(ProofReason.BAD_SIGNATURE) from None
    return Checkpoint(origin, size, root), proof


def _parts(raw: bytes, typ: str) -> tuple[bytes, tuple[int, int, list[bytes]], bytes]:
    """Protected header, proof and signature of what may be a receipt."""
    message = _loads(raw) if len(raw) <= RAW_MAX else None
    if not isinstance(message, cbor2.CBORTag) or message.tag != _COSE_SIGN1:
        raise ProofError(ProofReason.MALFORMED)
    match message.value:
        case [bytes() as protected, {396: {} as proofs}, None, bytes() as signature]:
            match proofs.get(_LABELS[typ]):
                case [bytes() as written]:
                    return protected, _proof(written), signature
    raise ProofError(ProofReason.MALFORMED)


def _proof(written: bytes) -> tuple[int, int, list[bytes]]:
    match _loads(written):
        case [int() as one, int() as two, [*path]] if 0 <= one < SIZE_MAX and 0 <= two < SIZE_MAX:
            if all(isinstance(each, bytes) and len(each) == HASH_BYTES for each in path):
                return one, two, path
    raise ProofError(ProofReason.MALFORMED)


def _loads(raw: bytes) -> Any:
    try:
        return cbor2.loads(raw)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError):
        raise ProofError(ProofReason.MALFORMED) from None


def _dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)
