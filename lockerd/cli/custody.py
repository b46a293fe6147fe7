"""The custody log: read it, follow it, prove that it is whole."""

import json as jsonlib
import re
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Keep, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin
    from lockerd.store import CustodyRow, CutRow

PAGE: Final = 1_000
LOOK_AGAIN_S: Final = 1.0
_AGO: Final = re.compile(r"(\d{1,4})([mhd])")
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86_400}
_SEALED: Final = frozenset({"sealed_code", "note"})
"""Long, and for nobody at a terminal: --json has them."""

Database = Annotated[
    Path | None, typer.Option(help="Read this file instead of asking the daemon; it may be in use.", metavar="FILE")
]

app = typer.Typer(no_args_is_help=True, help="The log of everything that happened to doors, codes and orders.")


@app.command()
def tail(
    *,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="How many of the newest rows.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until interrupted.")] = False,
    compartment: Annotated[str | None, typer.Option(help="Only what is about this one.", metavar="COMPARTMENT")] = None,
    order: Annotated[str | None, typer.Option(help="Only what is about this one.", metavar="ORDER")] = None,
    since: Annotated[str | None, typer.Option(help="As 2027-01-15T08:00Z, or 30m, 2h, 3d ago.", metavar="TIME")] = None,
    until: Annotated[str | None, typer.Option(help="The same.", metavar="TIME")] = None,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Show the newest rows, oldest first; with --json one object a line, with all that its hash covers."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    wanted: dict[str, str | int | None] = {
        "compartment": compartment,
        "order": order,
        "since_s": None if since is None else moment_s(since),
        "until_s": None if until is None else moment_s(until),
    }
    last = newest_position(admin) if follow else 0
    if number:
        for row in page(admin, limit=min(number, PAGE), newest="true", **wanted):
            print_row(row, json=json)
            last = max(last, row["position"])
    try:
        while follow:
            time.sleep(LOOK_AGAIN_S)
            for row in page(admin, after=last, limit=PAGE, **wanted):
                print_row(row, json=json)
                last = row["position"]
    except KeyboardInterrupt:
        raise typer.Exit(Exit.OK) from None


@app.command()
def verify(
    *,
    database: Database = None,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Check every row's hash and the chain from the first row to the newest; ends with 1 at the first bad row."""
    from lockerd.cli.reading import read
    from lockerd.cli.reading.log import Verified

    answer = _ask_daemon(socket) if database is None else _read(database)
    if json:
        show.as_json(answer)
    found = read(Verified, answer)
    if found.fault is not None:
        cause = say("the log is not whole: epoch {epoch}, number {number}: {what}", **found.fault.model_dump())
        next_step = say("keep the database file as it is: it is evidence; compare with central's copy")
        raise CliError(Exit.REFUSED, cause, next_step)
    if not json:
        if found.cut:
            show.line(say("what {cut} of the rows say was cut; their hashes are those of the chain", cut=found.cut))
        show.line(
            say(
                "{rows} rows, all as they were written; the newest: epoch {epoch}, number {number}, hash {hash}",
                rows=found.rows,
                **found.head.model_dump(),
            )
        )


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, or a folder; - is the output.")],
    *,
    database: Database = None,
    keep: Keep = 7,
    socket: Socket = DEFAULT_SOCKET,
) -> None:
    """Write the whole log for somebody else to check without lockerd (docs/custody.md): a row a line, nobody named.

    In a folder the file is named by where the log ends, and the newest --keep of them are kept.
    """
    from lockerd.cli.custody_file import from_daemon, write, write_into

    if database is None:
        from lockerd.cli.client import Admin

        admin = Admin(socket)
        rows: Iterable[CustodyRow | CutRow] = from_daemon(partial(page, admin), partial(cut_page, admin))
    else:
        from lockerd.store import read_file

        require_file(database)
        rows = read_file(database)
    count, digest = write_into(file, rows, keep) if file.is_dir() else write(file, rows)
    if str(file) != "-":
        show.line(say("{rows} rows; the hash of the newest: {hash}", rows=count, hash=digest))


def _ask_daemon(socket: Path) -> Any:
    from lockerd.cli.client import Admin

    return Admin(socket).get("/v1/custody/verify")


def _read(database: Path) -> Any:
    from lockerd.store import verify as verify_file

    require_file(database)
    return asdict(verify_file(database))


def require_file(database: Path) -> None:
    """Raises `CliError` where there is no such file."""
    if not database.is_file():
        cause = say("{path} is not a file", path=database)
        raise CliError(Exit.USAGE, cause, say("it is called lockerd.db and lies in paths.state"))


def newest_position(admin: "Admin") -> int:
    """Where the log ends now."""
    return max((row["position"] for row in page(admin, limit=1, newest="true")), default=0)


def page(admin: "Admin", **query: str | int | None) -> list[dict[str, Any]]:
    """Rows of the log, oldest first; the query is that of the admin API."""
    given = {name: value for name, value in query.items() if value is not None}
    return show.rows_of(show.object_of(admin.get("/v1/custody", **given)).get("rows"))


def cut_page(admin: "Admin", **query: int) -> list[dict[str, Any]]:
    """Rows of which only the hash is left, oldest first."""
    return show.rows_of(show.object_of(admin.get("/v1/custody/cut", **query)).get("rows"))


def moment_s(text: str) -> int:
    """A time as people write it, as Unix seconds; raises `CliError`."""
    if (ago := _AGO.fullmatch(text)) is not None:
        return int(time.time()) - int(ago[1]) * _SECONDS[ago[2]]
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        cause = say("{text} is no time with its zone", text=text)
        raise CliError(Exit.USAGE, cause, say("write it as 2027-01-15T08:00Z, or as 30m, 2h, 3d ago"))
    return int(at.timestamp())


def print_row(row: dict[str, Any], *, json: bool = False) -> None:
    """One row; for people without what only a key can read."""
    if json:
        print(jsonlib.dumps(row, ensure_ascii=False), flush=True)
        return
    from lockerd.cli.reading import read
    from lockerd.cli.reading.log import Row

    known = read(Row, row)
    at = datetime.fromtimestamp(known.lo_s, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    place = f"{known.epoch}/{known.number}"
    data = " ".join(f"{name}={value}" for name, value in known.data.items() if name not in _SEALED)
    order = "" if known.order is None else f" order {known.order}"
    text = f"{at}  {place:>8}  {known.type:<24} {known.compartment or '-':<6} {data}{order}"
    show.paragraph(text, indent=" " * 8)
