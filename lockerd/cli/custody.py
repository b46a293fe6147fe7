"""The custody log: read it, follow it, prove that it is whole."""

import json as jsonlib
import time
from collections import deque
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin

PAGE: Final = 1_000
LOOK_AGAIN_S: Final = 1.0

app = typer.Typer(no_args_is_help=True, help="The log of everything that happened to doors, codes and orders.")


@app.command()
def tail(
    *,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="How many of the newest rows.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until interrupted.")] = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Show the newest rows, oldest first; with --json one object a line."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    last = _newest(admin, number, json=json)
    try:
        while follow:
            time.sleep(LOOK_AGAIN_S)
            for row in _page(admin, after=last):
                _print(row, json=json)
                last = row["position"]
    except KeyboardInterrupt:
        raise typer.Exit(Exit.OK) from None


@app.command()
def verify(
    *,
    database: Annotated[
        Path | None,
        typer.Option(help="Check this file instead of asking the daemon; it may be in use.", metavar="FILE"),
    ] = None,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Check every row's hash and the chain from the first row to the newest; ends with 1 at the first bad row."""
    found = show.object_of(_ask_daemon(socket) if database is None else _read(database))
    if json:
        show.as_json(found)
    if fault := found.get("fault"):
        where = f"epoch {fault.get('epoch')}, number {fault.get('number')}"
        next_step = "keep the database file as it is: it is evidence; compare with central's copy"
        raise CliError(Exit.REFUSED, f"the log is not whole: {where}: {fault.get('what')}", next_step)
    if not json:
        head = show.object_of(found.get("head"))
        place = f"epoch {head.get('epoch')}, number {head.get('number')}, hash {head.get('hash')}"
        show.line(f"{found.get('rows')} rows, all as they were written; the newest: {place}")


def _ask_daemon(socket: Path) -> Any:
    from lockerd.cli.client import Admin

    return Admin(socket).get("/v1/custody/verify")


def _read(database: Path) -> Any:
    from lockerd.store import verify as verify_file

    if not database.is_file():
        raise CliError(Exit.USAGE, f"{database} is not a file", "it is called lockerd.db and lies in paths.state")
    return asdict(verify_file(database))


def _newest(admin: "Admin", number: int, *, json: bool) -> int:
    """Print the newest rows; returns the position of the very newest.

    The log is asked for by position, which counts on where numbers begin anew with an epoch: so the newest row lies
    at or after the position that equals its number, and with one epoch, which is the rule, exactly there.
    """
    head = show.object_of(show.object_of(admin.get("/v1/status")).get("head"))
    last = max(0, int(head.get("number", 0)) - max(number, 1))
    rows: deque[dict[str, Any]] = deque(maxlen=number)
    while page := _page(admin, after=last):
        rows.extend(page)
        last = page[-1]["position"]
    for row in rows:
        _print(row, json=json)
    return last


def _page(admin: "Admin", *, after: int) -> list[dict[str, Any]]:
    page = show.object_of(admin.get("/v1/custody", after=after, limit=PAGE))
    return show.rows_of(page.get("rows"))


def _print(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print(jsonlib.dumps(row, ensure_ascii=False), flush=True)
        return
    at = datetime.fromtimestamp(int(row.get("lo_s") or 0), UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    place = f"{row.get('epoch')}/{row.get('number')}"
    data = " ".join(f"{name}={value}" for name, value in (row.get("data") or {}).items())
    order = f" order {row['order']}" if row.get("order") else ""
    show.line(f"{at}  {place:>8}  {row.get('type'):<24} {row.get('compartment') or '-':<6} {data}{order}")
