"""The custody log as a file for others: JSON Lines (UTF-8), a row each, just what its hash covers, and the
hash; of a row that was cut that it was, and the hash."""

import heapq
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Final

from pydantic_core import to_json

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.store import CustodyRow, CutRow, Head, covered, keeping
from lockerd.store.records import ZERO_HASH

PAGE: Final = 1_000


Pages = Callable[..., list[dict[str, Any]]]
"""Asks the daemon for up to ``limit`` rows behind the position ``after``."""


def from_daemon(page: Pages, cut_page: Pages) -> Iterator[CustodyRow | CutRow]:
    """All rows that a running daemon has, oldest first, the cut ones among them."""
    last = 0
    for row in heapq.merge(_all(page, CustodyRow), _all(cut_page, CutRow), key=itemgetter(0)):
        if row.position != last + 1:
            cause = say("rows of the log were cut while it was read")
            raise CliError(Exit.REFUSED, cause, say("once more; it takes a while until the next cut"))
        yield row
        last = row.position


def _all(page: Pages, kind: type[CustodyRow | CutRow]) -> Iterator[CustodyRow | CutRow]:
    last = 0
    while rows := page(after=last, limit=PAGE):
        for row in rows:
            yield _read(kind, row)
        last = rows[-1]["position"]


def _read(kind: type[CustodyRow | CutRow], row: dict[str, Any]) -> CustodyRow | CutRow:
    try:
        return kind(**row)
    except TypeError:
        cause = say("the daemon's rows are not those of this lockerctl")
        raise CliError(Exit.FAULT, cause, say("use the lockerctl of the daemon's release")) from None


def write(file: Path, rows: Iterable[CustodyRow | CutRow]) -> tuple[int, str]:
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


def write_into(folder: Path, rows: Iterable[CustodyRow | CutRow], keep: int) -> tuple[int, str]:
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


def _write(out: IO[bytes], rows: Iterable[CustodyRow | CutRow]) -> tuple[int, Head]:
    """How many were written, and the last of them."""
    count, last = 0, Head(epoch=1, number=0, hash=ZERO_HASH)
    for row in rows:
        count, last = count + 1, Head(epoch=row.epoch, number=row.number, hash=row.hash)
        out.write(to_json(_said(row)) + b"\n")
    out.flush()
    return count, last


def _said(row: CustodyRow | CutRow) -> dict[str, object]:
    if isinstance(row, CutRow):
        return {"cut": True, "epoch": row.epoch, "number": row.number, "hash": row.hash}
    return covered(row) | {"hash": row.hash}
