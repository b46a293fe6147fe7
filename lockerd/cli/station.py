"""Commands that see and move the station: one door at a time (design rule 5)."""

from typing import Any
from urllib.parse import quote

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.options import DEFAULT_SOCKET, Compartment, Json, Reason, Socket

COMPARTMENT_COLUMNS = ("id", "condition", "reason", "door", "item", "order", "row", "column", "size", "attempt")
ORDER_COLUMNS = ("id", "authority", "kind", "state", "compartments", "item_count")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (status, compartments, orders, resume):
        app.command()(command)
    app.command("open")(open_compartment)
    app.command("touched")(touched_compartment)
    app.command("clear")(clear_compartment)


def status(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Show how the station is: in service or halted, what is in it, boards, central, time."""
    answer = show.object_of(_get(socket, "/v1/status"))
    (show.as_json if json else show.facts)(answer)


def compartments(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """List all compartments with condition, door and contents as the daemon believes them to be."""
    rows = show.rows_of(_get(socket, "/v1/compartments"))
    show.as_json(rows) if json else show.table(COMPARTMENT_COLUMNS, rows)


def orders(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """List all orders that are not erased yet."""
    rows = show.rows_of(_get(socket, "/v1/orders"))
    show.as_json(rows) if json else show.table(ORDER_COLUMNS, rows)


def open_compartment(
    compartment: Compartment, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False
) -> None:
    """Open one compartment as a technician. An occupied one is quarantined: its contents count as touched."""
    row = show.object_of(_act(socket, f"/v1/compartments/{quote(compartment, safe='')}/open", reason))
    if json:
        show.as_json(row)
    else:
        show.line(f"{compartment}: the lock is being fired; whether the door opened: `lockerctl compartments`")


def touched_compartment(
    compartment: Compartment, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False
) -> None:
    """Say that a door was open and no sensor told: with the mechanical key, say. An occupied one is quarantined."""
    row = show.object_of(_act(socket, f"/v1/compartments/{quote(compartment, safe='')}/touched", reason))
    if json:
        show.as_json(row)
    else:
        show.line(f"{compartment}: noted; it is {row.get('condition', 'unknown')} now")


def clear_compartment(
    compartment: Compartment, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False
) -> None:
    """Say that you looked and that a compartment is empty. Ends every order and code that names it."""
    row = show.object_of(_act(socket, f"/v1/compartments/{quote(compartment, safe='')}/clear", reason))
    if json:
        show.as_json(row)
    else:
        show.line(f"{compartment}: cleared; it is {row.get('condition', 'unknown')} now")


def resume(*, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """End a halt, after having looked for its cause at the wall."""
    answer = show.object_of(_act(socket, "/v1/resume", reason))
    if json:
        show.as_json(answer)
    if halted := answer.get("halted"):
        raise CliError(Exit.REFUSED, f"still halted: {halted}", "look at the wall again, then resume again")
    if not json:
        show.line("the station is in service again")


def _get(socket: Socket, path: str) -> Any:
    from lockerd.cli.client import Admin

    return Admin(socket).get(path)


def _act(socket: Socket, path: str, reason: str) -> Any:
    from lockerd.cli.client import Admin

    return Admin(socket).post(path, {"reason": reason})
