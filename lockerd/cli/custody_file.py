"""The custody log as a file for others: JSON Lines (UTF-8), a row each, just what its hash covers, and the hash."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from pydantic_core import to_json

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.store import CustodyRow, Head, covered, keeping
from lockerd.store.records import ZERO_HASH

PAGE: Final = 1_000


def from_daemon(page: Callable[..., list[dict[str, Any]]]) -> Iterator[CustodyRow]:
    """All rows that a running daemon has, oldest first; ``page`` asks it for some."""
    last = 0
    while rows := page(after=last, limit=PAGE):
        for row in rows:
            yield _read(row)
        last = rows[-1]["position"]


def _read(row: dict[str, Any]) -> CustodyRow:
    try:
        return CustodyRow(**row)
    except TypeError:
        cause = say("the daemon's rows are not those of this lockerctl")
        raise CliError(Exit.FAULT, cause, say("use the lockerctl of the daemon's release")) from None


def write(file: Path, rows: Iterable[CustodyRow]) -> tuple[int, str]:
    """Write all of them; returns how many, and the last one's hash. Raises `CliError`; leaves no half file behind."""
    if str(file) == "-":
        count, last = _write(sys.stdout.buffer, rows)
        return count, last.hash
    if file.exists():
        raise CliError(Exit.REFUSED, say("{path} exists already", path=file), say("name a new file"))
    begun = file.with_name(f".{file.name}.part")
    try:
        with begun.open("xb") as out, _gone_unless_whole(begun):
            count, last = _write(out, rows)
            begun.rename(file)
    except FileExistsError:
        cause = say("{path} exists already", path=begun)
        raise CliError(Exit.REFUSED, cause, say("another export writes it; if none does, remove it")) from None
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename or file}: {error.strerror}") from None
    return count, last.hash


def write_into(folder: Path, rows: Iterable[CustodyRow], keep: int) -> tuple[int, str]:
    """The same in a folder that keeps so many, each synced before it has its name. Raises `CopyError`."""
    with keeping.begun(folder, keeping.LOG, keep) as begun:
        with begun.part.open("wb") as out:
            count, last = _write(out, rows)
        begun.finish(last.epoch, last.number)
    return count, last.hash


@contextmanager
def _gone_unless_whole(begun: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


def _write(out: IO[bytes], rows: Iterable[CustodyRow]) -> tuple[int, Head]:
    """How many were written, and the last of them."""
    count, last = 0, Head(epoch=1, number=0, hash=ZERO_HASH)
    for row in rows:
        count, last = count + 1, Head(epoch=row.epoch, number=row.number, hash=row.hash)
        out.write(to_json(covered(row) | {"hash": row.hash}) + b"\n")
    out.flush()
    return count, last
