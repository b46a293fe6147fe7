"""Commands that act at one door: open it, say that it was open, say that it is empty (design rule 5: one at a time)."""

from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import typer

from lockerd.cli import exchanges, hand_ins, show
from lockerd.cli.asking import confirmed
from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.following import Log, follow
from lockerd.cli.language import say, word
from lockerd.cli.options import DEFAULT_SOCKET, Compartment, Json, Reason, Socket, Yes

if TYPE_CHECKING:
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import wall

EMPTY: Final = frozenset({"free", "reserved", "to_check"})
"""Conditions in which nothing is expected inside."""


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("open")(open_compartment)
    app.command("touched")(touched_compartment)
    app.command("clear")(clear_compartment)
    app.command("found")(found_in_compartment)
    app.command("out-of-service")(out_of_service)
    app.command("in-service")(in_service)


def open_compartment(
    compartment: Compartment,
    *,
    reason: Reason,
    yes: Yes = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until it is known what became of it.")] = True,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Open one compartment as a technician, and say what became of it. Asks first where something lies inside."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    row = _known(_row(admin, compartment))
    log = Log(admin) if wait else None
    body: dict[str, object] = {"reason": reason}
    if row.condition not in EMPTY:
        confirmed(_opening(row), say("Open it?"), yes=yes)
    elif not yes:
        # Something may be put in between our look and the opening: then the daemon refuses, and we ask after all.
        body["only_if_empty"] = True
    try:
        answer = _post(admin, compartment, "open", body)
    except RefusedError as error:
        if error.word != "not_empty":
            raise
        confirmed(_opening(_known(_row(admin, compartment))), say("Open it?"), yes=yes)
        answer = _post(admin, compartment, "open", {"reason": reason})
    became = None if log is None else follow(log, compartment)
    after = answer if became is None else _row(admin, compartment)
    if json:
        outcome = None if became is None else {"outcome": became.outcome, "reason": became.reason}
        show.as_json({**after, "became": outcome})
    elif became is None:
        text = say("{id}: the lock is being fired; what became of it: `lockerctl show {id}`", id=compartment)
        show.paragraph(text, indent="  ")
    elif became.opened:
        show.paragraph(f"{compartment}: {became.sentence()}; {_now(after)}", indent="  ")
        if hand_ins.of_hand_in(row):
            show.paragraph(hand_ins.after_opening(row), indent="  ")
    if became is not None and not became.opened:
        raise CliError(Exit.REFUSED, f"{compartment}: {became.sentence()}; {_now(after)}", _mend(became.outcome))


def touched_compartment(
    compartment: Compartment,
    *,
    reason: Reason,
    yes: Yes = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Say that a door was open and no sensor told: with the mechanical key, say. An occupied one is quarantined."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    row = _known(_row(admin, compartment))
    if row.condition not in EMPTY and row.condition != "quarantined":
        consequence = say(
            "{id} is {condition}. What lies inside then counts as touched: the compartment is quarantined, waits"
            " for staff, and no code opens it any more.",
            id=compartment,
            condition=word(row.condition),
        )
        confirmed(consequence, say("Was it open?"), yes=yes)
    after = _post(admin, compartment, "touched", {"reason": reason})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: noted; {now}", id=compartment, now=_now(after)))


def clear_compartment(
    compartment: Compartment,
    *,
    reason: Reason,
    yes: Yes = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Say that you looked and that a compartment is empty. Ends every order and code that names it."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    row = _known(_row(admin, compartment))
    if row.order is not None or row.condition not in EMPTY:
        confirmed(*_clearing(row), yes=yes)
    after = _post(admin, compartment, "clear", {"reason": reason})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: cleared; {now}", id=compartment, now=_now(after)))


def found_in_compartment(
    compartment: Compartment,
    *,
    reason: Reason,
    which: Annotated[
        exchanges.Which | None, typer.Option("--which", help="Of an exchange: which of the two documents lay there.")
    ] = None,
    yes: Yes = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Say that you looked and took out what a person had put in without a receipt. They get one now."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    row = _known(_row(admin, compartment))
    if exchanges.of_exchange(row):
        _found_exchanged(admin, row, reason, which, yes=yes, json=json)
        return
    if which is not None:
        raise CliError(
            Exit.USAGE, say("no exchange was to be made behind {id}", id=compartment), say("leave out --which")
        )
    if not hand_ins.of_hand_in(row) or hand_ins.in_custody(row):
        cause = say("nobody waits for a receipt for what lies in {id}", id=compartment)
        raise CliError(Exit.REFUSED, cause, say("once it is empty: lockerctl clear {id} --reason TEXT", id=compartment))
    confirmed(*hand_ins.finding(row), yes=yes)
    after = _post(admin, compartment, "found", {"reason": reason})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: found, with a receipt; {now}", id=compartment, now=_now(after)))


def _found_exchanged(
    admin: "Admin", row: "wall.Compartment", reason: str, which: exchanges.Which | None, *, yes: bool, json: bool
) -> None:
    if which is None:
        cause = say("behind {id} two documents may have lain: the new one and the old one", id=row.id)
        raise CliError(Exit.USAGE, cause, say("say which you found: --which old, new or both"))
    confirmed(*exchanges.finding(row, which), yes=yes)
    after = _post(admin, row.id, "found", {"reason": reason, "which": which})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: reported; {now}", id=row.id, now=_now(after)))


def out_of_service(
    compartment: Compartment, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False
) -> None:
    """Have nothing new put into a compartment. What lies inside can still be collected; a reservation ends."""
    from lockerd.cli.client import Admin

    after = _post(Admin(socket), compartment, "out_of_service", {"reason": reason})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: out of service; back with: lockerctl in-service {id} --reason TEXT", id=compartment))


def in_service(
    compartment: Compartment, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, json: Json = False
) -> None:
    """Give a compartment that was taken out of service back to use."""
    from lockerd.cli.client import Admin

    after = _post(Admin(socket), compartment, "in_service", {"reason": reason})
    if json:
        show.as_json(after)
    else:
        show.line(say("{id}: in service; {now}", id=compartment, now=_now(after)))


def _row(admin: "Admin", compartment: str) -> dict[str, Any]:
    """What the daemon believes of one compartment; raises `CliError` where there is none."""
    for row in show.rows_of(admin.get("/v1/compartments")):
        if row["id"] == compartment:
            return row
    detail = say("there is no compartment {id}", id=compartment)
    next_step = say("`lockerctl compartments` lists them")
    raise RefusedError(Exit.REFUSED, "compartment_unknown", detail, next_step=next_step, wait_ms=None)


def _known(answer: dict[str, Any]) -> "wall.Compartment":
    from lockerd.cli.reading import read, wall

    return read(wall.Compartment, answer)


def _post(admin: "Admin", compartment: str, verb: str, body: dict[str, object]) -> dict[str, Any]:
    return show.object_of(admin.post(f"/v1/compartments/{quote(compartment, safe='')}/{verb}", body))


def _opening(row: "wall.Compartment") -> str:
    values = {"id": row.id, "condition": word(row.condition)}
    if hand_ins.of_hand_in(row):
        return hand_ins.opening(row)
    if row.condition == "quarantined":
        return say("{id} is quarantined already: something may lie inside. It stays so until it is cleared.", **values)
    if row.condition in EMPTY:
        return say(
            "{id} is {condition}, and something may lie inside or is to be put in. Opening it ends a reservation, and"
            " somebody has to look inside before it is used again.",
            **values,
        )
    return say(
        "{id} is {condition}. Opening it counts what lies inside as touched: the compartment is quarantined, waits for"
        " staff, and no code opens it any more.",
        **values,
    )


def _clearing(row: "wall.Compartment") -> tuple[str, str]:
    """What it means, and the question."""
    if hand_ins.of_hand_in(row):
        return hand_ins.clearing(row)
    question = say("Did you look, and is it empty?")
    values = {"id": row.id, "condition": word(row.condition), "order": row.order or say("none that is named")}
    if row.parts is not None and row.parts > 1:
        consequence = say(
            "{id} is {condition}, it holds part {part} of {parts} of the order {order}. To clear it says that you"
            " looked inside and that NOTHING is left there: this part ends for good, its code opens this door never"
            " again, and the compartment is given to the next one.",
            part=str(row.part),
            parts=str(row.parts),
            **values,
        )
        return consequence, question
    consequence = say(
        "{id} is {condition}, its order: {order}. To clear it says that you looked inside and that NOTHING is left"
        " there: the order and its code end for good, and the compartment is given to the next one.",
        **values,
    )
    return consequence, question


def _now(answer: dict[str, Any]) -> str:
    row = _known(answer)
    if row.reason:
        return say("it is {condition} now ({reason})", condition=word(row.condition), reason=word(row.reason))
    return say("it is {condition} now", condition=word(row.condition))


def _mend(outcome: str) -> str:
    if outcome == "not_opened":
        return say("does it stick? Press against the door and try again; see docs/faults.md, F20")
    return say("`lockerctl selftest` looks at boards and lines; then try again")
