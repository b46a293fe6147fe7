"""The custody log as a file for others: JSON Lines (UTF-8), a row each, just what its hash covers, and the hash."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from pydantic_core import to_json

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.store import CustodyRow, covered

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
        return _write(sys.stdout.buffer, rows)
    if file.exists():
        raise CliError(Exit.REFUSED, say("{path} exists already", path=file), say("name a new file"))
    begun = file.with_name(f".{file.name}.part")
    try:
        with begun.open("xb") as out, _gone_unless_whole(begun):
            written = _write(out, rows)
            begun.rename(file)
    except FileExistsError:
        cause = say("{path} exists already", path=begun)
        raise CliError(Exit.REFUSED, cause, say("another export writes it; if none does, remove it")) from None
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename or file}: {error.strerror}") from None
    return written


@contextmanager
def _gone_unless_whole(begun: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


def _write(out: IO[bytes], rows: Iterable[CustodyRow]) -> tuple[int, str]:
    count, digest = 0, "0" * 64
    for row in rows:
        count, digest = count + 1, row.hash
        out.write(to_json(covered(row) | {"hash": row.hash}) + b"\n")
    out.flush()
    return count, digest
