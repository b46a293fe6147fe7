"""The record of a walk on disk: kept after each door, signed at the end, checked without a network."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from lockerd.cli.commissioning.found import Record
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.codes import jws
from lockerd.codes.jws import JwsType, SignatureError


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of a record as canonical JSON (RFC 8785: sorted names, no blanks, UTF-8), hex."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write(path: Path, record: Record, signature: str = "") -> None:
    """Put the file in place whole or not at all; without a signature the walk is not finished. Raises `CliError`."""
    paper = {"record": record.model_dump(mode="json"), "signature": signature}
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(json.dumps(paper, indent=2, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        next_step = say("name another place with --record")
        raise CliError(Exit.NOT_ALLOWED, f"{path}: {error.strerror}", next_step) from None


def begin(path: Path, record: Record) -> None:
    """Begin a record where there is none; raises `CliError`."""
    if path.exists():
        cause = say("{path} is there already", path=path)
        raise CliError(Exit.REFUSED, cause, say("go on with it by --resume, or name another --record"))
    write(path, record)


def kept(path: Path) -> Record:
    """The record of a walk to go on with; raises `CliError`."""
    try:
        return Record.model_validate(_paper(path)["record"])
    except ValidationError:
        cause = say("{path} was begun by another release", path=path)
        raise CliError(Exit.REFUSED, cause, say("begin anew with another --record")) from None


def verified(path: Path, keys: Mapping[str, Ed25519PublicKey]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record and what the site's signature says about it; raises `CliError` where the two do not belong together."""
    paper = _paper(path)
    record, signature = paper["record"], paper["signature"]
    if not signature:
        cause = say("{path} is not signed: the walk was not finished", path=path)
        raise CliError(Exit.REFUSED, cause, say("go on with --resume"))
    try:
        claims = jws.verify(signature, keys=keys, typ=JwsType.COMMISSIONING)
    except SignatureError as error:
        next_step = say("is this the public key of this site? `lockerctl keys show` prints it there")
        raise CliError(Exit.REFUSED, f"{path}: {error}", next_step) from None
    if claims.get("record") != digest(record) or claims.get("site") != record.get("site"):
        cause = say("{path}: the signature is good, but for another record: this one was changed", path=path)
        raise CliError(Exit.REFUSED, cause)
    return record, claims


def _paper(path: Path) -> dict[str, Any]:
    try:
        paper = json.loads(path.read_bytes())
    except OSError as error:
        raise CliError(Exit.REFUSED, f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        paper = None
    if not isinstance(paper, dict) or not isinstance(paper.get("record"), dict):
        raise CliError(Exit.REFUSED, say("{path} is no commissioning record", path=path))
    if not isinstance(paper.get("signature"), str):
        raise CliError(Exit.REFUSED, say("{path} is no commissioning record", path=path))
    return paper
