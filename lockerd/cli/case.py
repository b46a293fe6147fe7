"""`lockerctl case`: what the station holds of one order, for whom it is about; and its erasure (GDPR, 15 and 17)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from lockerd.cli import show
from lockerd.cli.asking import confirmed
from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.language import say, word
from lockerd.cli.options import DEFAULT_SOCKET, Json, Reason, Socket, Yes

if TYPE_CHECKING:
    from lockerd.cli.reading.case import Case, CaseRow

app = typer.Typer(no_args_is_help=True, help="One case: tell whom it is about what is held of it, and erase it.")

Order = Annotated[str, typer.Argument(metavar="ORDER", help="The order's number, as `lockerctl orders` lists it.")]
DAY_MS = 86_400_000


@app.command()
def answer(order: Order, *, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Say what the station holds of one order, and of nobody else; with --json every column of every row."""
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import read
    from lockerd.cli.reading.case import Case

    told = Admin(socket).get(f"/v1/orders/{quote(order, safe='')}/case")
    if json:
        show.as_json(told)
        return
    for line in sentences(read(Case, told)):
        show.paragraph(line, indent="  ")


@app.command()
def erase(order: Order, *, reason: Reason, socket: Socket = DEFAULT_SOCKET, yes: Yes = False) -> None:
    """Erase what names the case of an order that is over. The log keeps its lines, which name no order any more."""
    from lockerd.cli.client import Admin

    consequence = say("What is held of order {order} is erased, and cannot be had back.", order=order)
    confirmed(consequence, say("Erase it?"), yes=yes)
    try:
        done = Admin(socket).post(f"/v1/orders/{quote(order, safe='')}/erase", {"reason": reason})
    except RefusedError as refused:
        if refused.word != "not_now":
            raise
        cause = say("the order is not over, or central does not have all of its events yet")
        next_step = say("`lockerctl orders` says how far it is, `lockerctl status` what central lacks")
        raise CliError(Exit.REFUSED, cause, next_step) from None
    show.line(say("erased; the log says that it was, by whom and why"))
    if not show.object_of(done)["log_emptied"]:
        show.paragraph(say("of the database's own log it goes within the hour"), indent="")
    show.paragraph(
        say("copies made before hold it until they have gone: `lockerctl backup FOLDER --keep 1` ends that"), indent=""
    )


def sentences(case: "Case") -> Iterator[str]:
    """What is held, for people."""
    (order,) = case.tables["orders"]
    yield say("Order {order}, of the office {office}", order=case.order, office=order["authority"])
    yield say("the office's own reference: {reference}", reference=order["case_reference"])
    yield say("kind: {kind}; document: {document}", kind=word(order["kind"]), document=order["document_class"])
    for part in case.tables["parts"]:
        yield say("part {id}: {state}", id=part["id"].rpartition("/")[2], state=word(part["state"]))
    for grant in case.tables["grants"]:
        state = word(grant["state"])
        yield say("a code with the pick-up number {number}: {state}", number=grant["pickup_number"], state=state)
    for paper in case.tables["receipts"]:
        yield say("paper {number}, of door {door}", number=paper["id"], door=paper["compartment"] or "-")
    yield say("The code itself is not held, only what it is known by; nor a name, an address or a birthday.")
    days = case.keep_ended_ms // DAY_MS
    yield say("This is erased {days} days after the order is over; then the lines below name no order.", days=days)
    yield from map(_line, case.log)


def _line(row: "CaseRow") -> str:
    from lockerd.cli.meaning import happened

    at = datetime.fromtimestamp(row.lo_s, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    door = "" if row.compartment is None else f" {row.compartment}"
    return f"{at}{door}  {happened(row.type)}{_written(row.data)}"


def _written(data: dict[str, Any]) -> str:
    """What somebody wrote, where it is still known."""
    texts = [
        str(data[field]) for field in ("reason", "cancel_reason", "hold_reason", "block_reason") if data.get(field)
    ]
    return "".join(f" ({text})" for text in texts if not text.startswith("salted:"))
