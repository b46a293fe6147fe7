"""Walk along the wall, learn how it is wired, and sign what was found; check such a record."""

import time
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin

T = TypeVar("T")


class WalkByDefault(TyperGroup):
    """``lockerctl commission A07`` walks; a compartment called like a command is reached by ``commission walk``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See click."""
        if not args or args[0] not in {*self.commands, "--help"}:
            args = ["walk", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=WalkByDefault,
    help="Walk along the wall door by door and learn how it is wired. Without a command: walk.",
)

Compartments = Annotated[
    list[str] | None, typer.Argument(metavar="COMPARTMENT", help="Only these; without: all of them.")
]


@app.command()
def walk(
    compartments: Compartments = None,
    *,
    board: Annotated[str | None, typer.Option("--board", metavar="BUS/ADDRESS", help="Only this board's.")] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Write the learnt configuration; what stood there is kept."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="The record [default: commissioning-SITE.json].")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted walk.")] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Take Enter for every answer: rehearsals only, nobody looks, no kind is found."),
    ] = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Fire the locks one by one, ask which door opened, and see which sensor moves. Fires none that holds anything.

    Ends with 1 if anything could not be proven. Says what has to change; writes a configuration only with --write.
    """
    from lockerd.cli.client import Admin
    from lockerd.cli.commissioning.dialogue import Nobody, Terminal
    from lockerd.cli.commissioning.session import Session, Wishes
    from lockerd.cli.commissioning.station import Station

    wishes = Wishes(tuple(compartments or ()), board=board, write=write, record=record, resume=resume)
    station = Station(_Blocking(Admin(socket)), _sleep)
    found = _at_once(Session(station, Nobody() if yes else Terminal(), wishes).run())
    if json:
        show.as_json(found.as_json())
    else:
        show.line(found.in_words())
    if not found.all_proven:
        raise typer.Exit(Exit.REFUSED)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A commissioning record.")],
    *,
    key: Annotated[Path, typer.Option("--key", metavar="PEM", help="The site's public key, as `keys show` prints it.")],
    json: Json = False,
) -> None:
    """Check that a record is as this site signed it, without a network; ends with 1 if it is not."""
    from lockerd.cli.commissioning.record import verified
    from lockerd.codes.keys import KeyFormatError, key_id_hex, load_ed25519_public

    try:
        public = load_ed25519_public(key.read_bytes())
    except OSError as error:
        raise CliError(Exit.USAGE, f"{key}: {error.strerror}") from None
    except KeyFormatError as error:
        next_step = say("`lockerctl keys show DIR` prints the public key")
        raise CliError(Exit.USAGE, f"{key}: {error}", next_step) from None
    record, claims = verified(file, {key_id_hex(public): public})
    if json:
        show.as_json({"record": record, "claims": claims})
    else:
        signed = say(
            "{file}: as {site} signed it; walked by {who}, {begin} to {end}",
            file=file,
            site=claims["site"],
            who=claims.get("who"),
            begin=_utc(claims.get("lo_s")),
            end=_utc(claims.get("hi_s")),
        )
        show.line(signed)
        led_to = say(
            "configuration {config}, led to {new}; log: epoch {epoch}, number {number}",
            config=claims.get("config"),
            new=claims.get("new_config") or say("no other"),
            epoch=claims.get("epoch"),
            number=claims.get("number"),
        )
        show.line(led_to)
        show.facts({say("proven"): record.get("proven"), say("unproven"): record.get("unproven")})


def _utc(seconds: int | None) -> str:
    """One end of a time interval for people."""
    return "?" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


class _Blocking:
    """The admin API as the walk wants it; nothing here ever waits for a loop, see `_at_once`."""

    def __init__(self, admin: "Admin") -> None:
        self._admin = admin

    async def get(self, path: str, **query: int) -> Any:
        """See `Line.get`."""
        return self._admin.get(path, **query)

    async def post(self, path: str, body: Mapping[str, object]) -> Any:
        """See `Line.post`."""
        return self._admin.post(path, body)


async def _sleep(seconds: float) -> None:
    time.sleep(seconds)  # noqa: ASYNC251 - one thread, one thing to do


def _at_once(walk: Coroutine[Any, Any, T]) -> T:
    """Run what blocks wherever it waits: without a loop, so that Ctrl-C ends a question as everywhere else."""
    try:
        walk.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    raise AssertionError("something waited for a loop")
