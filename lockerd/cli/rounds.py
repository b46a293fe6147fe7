"""Going round on the bench: door after door is opened, and whoever looks says what lies there."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.language import say, word
from lockerd.cli.options import DEFAULT_SOCKET, Json, Reason, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin
    from lockerd.cli.reading.rounds import Bench


class Kind(StrEnum):
    """What it is for."""

    STOCKTAKE = "stocktake"
    EMPTYING = "emptying"


COUNTED: Final = frozenset({"as_expected", "found"})


def go_round(
    kind: Annotated[Kind, typer.Argument(help="Leave what belongs there, or take everything out.")],
    *,
    reason: Reason,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Begin with the doors that wait for staff, not with all of them.")
    ] = False,
    end: Annotated[
        bool, typer.Option("--end", help="End the round; the doors that are left stay as they are.")
    ] = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Go from door to door and say what lies there. Broken off, it goes on where it was."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    if end:
        _finish(_bench(admin.post("/v1/round/end", {})), json=json)
        return
    here = _begin(admin, kind, reason, "waiting" if waiting else "all")
    seen: set[str] = set()
    while here.compartment is not None and here.compartment not in seen:
        seen.add(here.compartment)
        here = _at_door(admin, here)
        if here.round is None or here.round.left == 0:
            break
        here = _next(admin, kind, reason)
    _finish(here, json=json)


def _begin(admin: "Admin", kind: Kind, reason: str, scope: str) -> "Bench":
    try:
        return _next(admin, kind, reason)
    except RefusedError as refused:
        if refused.word != "no_round":
            raise
    return _bench(admin.post("/v1/round", {"kind": kind.value, "reason": reason, "scope": scope}))


def _next(admin: "Admin", kind: Kind, reason: str) -> "Bench":
    return _bench(admin.post("/v1/round", {"kind": kind.value, "reason": reason}))


def _at_door(admin: "Admin", here: "Bench") -> "Bench":
    """Ask until something was said of this door that stands, or nothing more can be said of it."""
    door = here.compartment
    show.complain(say("{id}: pull the door open, look inside, count, and press it shut", id=door))
    while True:
        report, count = _answer()
        try:
            here = _bench(admin.post("/v1/round/report", {"report": report, "item_count": count}))
        except RefusedError as refused:
            show.complain(str(refused))
            if refused.word == "visit_over":
                return _bench(admin.get("/v1/round"))
            continue
        if here.phase == "over":
            return here
        show.complain(say("{id}: {trouble}. The same once more stands.", id=door, trouble=word(here.trouble or "")))


def _answer() -> tuple[str, int]:
    """One line of whoever looks: a word and, where things are counted, how many; none more: the round is broken off."""
    while True:
        show.complain(say("as_expected N, found N, found_old, found_new, found_both, nothing or other?"))
        line = sys.stdin.readline()
        if not line:
            raise CliError(Exit.REFUSED, say("broken off"), say("the same command goes on where it was"))
        said, _, count = line.strip().partition(" ")
        number = int(count) if count.strip().isdecimal() else 1
        if said:
            return said, number if said in COUNTED else 0


def _bench(answer: object) -> "Bench":
    from lockerd.cli.reading import read
    from lockerd.cli.reading.rounds import Bench

    return read(Bench, answer)


def _finish(here: "Bench", *, json: bool) -> None:
    if json:
        show.as_json(here.model_dump(mode="json"))
    elif here.round is not None:
        show.paragraph(here.round.text)
