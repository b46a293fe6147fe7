"""Commands that show the station as it is, and end a halt."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lockerd.cli import show
from lockerd.cli.custody import page, print_row
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Reason, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin

COMPARTMENT_COLUMNS: Final = ("id", "condition", "reason", "door", "item", "size", "row", "column")
ORDER_COLUMNS: Final = ("id", "authority", "kind", "state", "compartments", "item_count")
PART_COLUMNS: Final = ("number", "direction", "state", "right", "compartment", "item_count", "missing", "attempts")
VISIT_COLUMNS: Final = ("compartment", "kind", "phase", "since_s", "trouble", "badge", "second_badge")
WAITING_COLUMNS: Final = ("compartment", "why", "reason", "since", "item_count", "missing", "authority")
LOG_ROWS: Final = 12


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (status, compartments, orders, visits, waiting, resume):
        app.command()(command)
    app.command("show")(show_one)


def status(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Say whether the station serves and who needs somebody; then numbers: what is in it, boards, central, time."""
    from lockerd.cli.reading import read, read_all
    from lockerd.cli.reading.status import Status
    from lockerd.cli.reading.wall import Compartment
    from lockerd.cli.sentences import service

    admin = _admin(socket)
    answer = show.object_of(admin.get("/v1/status"))
    if json:
        show.as_json(answer)
        return
    for sentence in service(read(Status, answer), read_all(Compartment, admin.get("/v1/compartments"))):
        show.paragraph(sentence, indent="  ")
    show.line("")
    show.facts(answer)


def compartments(
    *,
    orders: Annotated[bool, typer.Option("--orders", help="With the order of each.")] = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """List all compartments with condition, door and contents as the daemon believes them to be."""
    rows = show.rows_of(_admin(socket).get("/v1/compartments"))
    if json:
        show.as_json(rows)
    elif orders:
        show.table(("id", "condition", "order"), [{**row, "order": order_behind(row)} for row in rows])
    else:
        show.table(COMPARTMENT_COLUMNS, map(_with_reasons, rows))


def orders(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """List all orders that are not erased yet."""
    rows = show.rows_of(_admin(socket).get("/v1/orders"))
    show.as_json(rows) if json else show.table(ORDER_COLUMNS, [line for row in rows for line in _with_parts(row)])


def visits(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """List the visits that are going on: who stands at which door, and how far they are."""
    rows = show.rows_of(_admin(socket).get("/v1/visits"))
    if json:
        show.as_json(rows)
    elif rows:
        show.table(VISIT_COLUMNS, [{**row, "since_s": row["since_ms"] // 1000} for row in rows])
    else:
        show.line(say("nobody is at the wall"))


def waiting(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """List the doors that wait for staff, who take out under a badge at the terminal: why, and since when."""
    rows = show.rows_of(_admin(socket).get("/v1/waiting"))
    if json:
        show.as_json(rows)
    elif rows:
        show.table(WAITING_COLUMNS, [{**row, "since": _since(row["since_lo_s"], row["since_hi_s"])} for row in rows])
    else:
        show.line(say("nothing waits for staff"))


def _since(lo_s: int | None, hi_s: int | None) -> str | None:
    """Never more exact than it is known."""
    if lo_s is None:
        return None
    lo = _moment(lo_s)
    hi = None if hi_s is None else _moment(hi_s)
    if hi is None:
        return say("{moment} or later", moment=lo)
    return lo if lo == hi else say("{lo} to {hi}", lo=lo, hi=hi)


def _moment(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%MZ")


def show_one(
    what: Annotated[str, typer.Argument(metavar="COMPARTMENT|ORDER", help="A painted number, or an order's id.")],
    *,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Show all that is known of one compartment or one order, and what happened to it last."""
    admin = _admin(socket)
    rows = show.rows_of(admin.get("/v1/compartments"))
    kind, found = "compartment", [row for row in rows if row["id"] == what]
    if not found:
        kind, found = "order", [row for row in show.rows_of(admin.get("/v1/orders")) if row["id"] == what]
    if not found:
        cause = say("{what} is neither a compartment nor an order of this station", what=what)
        raise CliError(Exit.REFUSED, cause, say("`lockerctl compartments` and `lockerctl orders` list them"))
    going = [row for row in show.rows_of(admin.get("/v1/visits")) if row[kind] == what]
    log = page(admin, limit=LOG_ROWS, newest="true", **{kind: what})
    if json:
        show.as_json({kind: found[0], "visits": going, "custody": log})
        return
    parts = found[0].get("parts") if kind == "order" else None
    plain = {name: value for name, value in found[0].items() if name != "parts" or not parts}
    show.facts({**plain, "visit": going})
    show.line("")
    if parts and len(parts) > 1:
        show.table(PART_COLUMNS, parts)
        show.line("")
    for row in log:
        print_row(row)


def resume(*, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """End a halt, after having looked for its cause at the wall."""
    answer = show.object_of(_admin(socket).post("/v1/resume", {"reason": reason}))
    if json:
        show.as_json(answer)
    if halted := answer.get("halted"):
        cause = say("still halted: {why}", why=halted)
        raise CliError(Exit.REFUSED, cause, say("look at the wall again, then resume again"))
    if not json:
        show.line(say("the station is in service again"))


def order_behind(row: dict[str, Any]) -> object:
    """The order of a compartment; of one that lies behind several doors, with which of them this is."""
    if row["order"] is None or row["parts"] == 1:
        return row["order"]
    return say("{order} ({part} of {parts})", order=row["order"], part=row["part"], parts=row["parts"])


def _with_parts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for an order, and one for each of its parts where it has several."""
    yield row
    if len(row["parts"]) > 1:
        for part in row["parts"]:
            yield {**part, "id": f"{row['id']}/{part['number']}", "compartments": part["compartment"]}


def _with_reasons(row: dict[str, Any]) -> dict[str, Any]:
    """With a technician's reason, and those of offices, beside that of the rules."""
    from lockerd.cli.sentences import blocked_by

    offices = [blocked_by(each["by"], each["reason"], own_use=each["own_use"]) for each in row["blocked"]]
    if not row["out_of_service"] and not offices:
        return row
    ours = say("out of service: {why}", why=", ".join(filter(None, [row["out_of_service"], *offices])))
    return {**row, "reason": f"{row['reason']}; {ours}" if row["reason"] else ours}


def _admin(socket: Socket) -> "Admin":
    from lockerd.cli.client import Admin

    return Admin(socket)
