"""The folder of ``[api.remote]``: written by one at a time, whole files only, on the disk before anybody needs them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lockerd.cli.terminals.authority import Made, make_authority, make_machine, read, serves, today
from lockerd.config.remote import (
    REVOKED_KEPT,
    TERMINALS_MAX,
    EnrolledTerminal,
    RemoteConfig,
    TerminalList,
    read_terminals,
)

FOR_ALL: Final = 0o644
FOR_THE_DAEMON: Final = 0o640
"""The group is the folder's: root makes it, the daemon's group reads."""
FOR_ITS_OWNER: Final = 0o600


class EnrolledAlreadyError(Exception):
    """There is a live terminal of this name."""


class TooManyError(Exception):
    """As many are enrolled as there may be."""


@contextmanager
def locked(remote: RemoteConfig) -> Iterator[None]:
    """Nobody else enrols or revokes meanwhile; the folder is made. Raises ``OSError``."""
    remote.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    descriptor = os.open(remote.folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def authority(remote: RemoteConfig, site: str) -> Made:
    """The one that signs here, made where there is none; raises ``OSError`` and ``ValueError``."""
    if remote.ca.exists():
        return read(remote.ca.read_bytes(), remote.ca_key.read_bytes())
    made = make_authority(site, today())
    write(remote.ca_key, made.key_pem, FOR_ITS_OWNER)
    write(remote.ca, made.pem, FOR_ALL)
    return made


def machine(remote: RemoteConfig, by: Made) -> bool:
    """Make this machine's certificate where it is missing, ends soon or has other names; True where that was done."""
    if remote.certificate.exists() and remote.key.exists():
        found = read(remote.certificate.read_bytes(), remote.key.read_bytes())
        if serves(found, remote.names, today()):
            return False
    made = make_machine(by, remote.names, today())
    write(remote.key, made.key_pem, FOR_THE_DAEMON)
    write(remote.certificate, made.pem, FOR_ALL)
    return True


def add(remote: RemoteConfig, name: str, made: Made) -> None:
    """Let a terminal in."""
    found = read_terminals(remote.list)
    certificate = made.certificate
    entry = EnrolledTerminal(
        name=name,
        serial=f"{certificate.serial_number:x}",
        enrolled_s=int(today().timestamp()),
        until_s=int(certificate.not_valid_after_utc.timestamp()),
    )
    _save(remote, (*found.terminals, entry))


def check_free(remote: RemoteConfig, name: str) -> None:
    """Raises ``EnrolledAlreadyError`` and ``TooManyError``."""
    live = read_terminals(remote.list).live
    if any(each.name == name for each in live):
        raise EnrolledAlreadyError
    if len(live) >= TERMINALS_MAX:
        raise TooManyError


def revoke(remote: RemoteConfig, name: str) -> bool:
    """Let a terminal in no more; False where none of this name is let in."""
    found = read_terminals(remote.list).terminals
    now_s = int(today().timestamp())
    changed = tuple(
        each.model_copy(update={"revoked_s": now_s}) if each.name == name and each.revoked_s is None else each
        for each in found
    )
    if changed == found:
        return False
    _save(remote, changed)
    return True


def _save(remote: RemoteConfig, terminals: tuple[EnrolledTerminal, ...]) -> None:
    revoked = [each for each in terminals if each.revoked_s is not None][-REVOKED_KEPT:]
    kept = tuple(each for each in terminals if each.revoked_s is None or each in revoked)
    write(remote.list, TerminalList(terminals=kept).model_dump_json(indent=1).encode() + b"\n", FOR_ALL)


def write(path: Path, data: bytes, mode: int) -> None:
    """Put a file there whole, in place of an older one; raises ``OSError``."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_ITS_OWNER), "wb") as file:
        if mode == FOR_THE_DAEMON and os.geteuid() == 0:
            os.fchown(file.fileno(), -1, path.parent.stat().st_gid)
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
