"""Proofs of the custody log for somebody else: one row, or that the log only grew. Made here, checked anywhere."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from lockerd.cli.client import Admin

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}")
_ORDER: Final = re.compile(r"[0-9A-Za-z-]{1,64}")

NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")]
Epoch = Annotated[
    int | None, typer.Option(min=1, help="Of a log that was put back from a copy; the newest where it is left out.")
]


def proof(
    row: Annotated[str, typer.Argument(metavar="NUMBER|ORDER", help="Of a row, or of an order: its hand-over.")],
    file: NewFile,
    *,
    epoch: Epoch = None,
    socket: Socket = DEFAULT_SOCKET,
) -> None:
    """Write a file that proves one row of the log to whoever has the site's public key: nobody else's is in it."""
    from lockerd.cli.client import Admin
    from lockerd.codes.proof_file import row_file

    if _NUMBER.fullmatch(row):
        path, asked = f"/v1/custody/rows/{row}/proof", epoch
    elif _ORDER.fullmatch(row):
        path, asked = f"/v1/orders/{row}/proof", None
    else:
        raise CliError(Exit.USAGE, say("{text} is neither a number nor an order", text=row))
    none = say("the log has no such row, or nothing of that order changed hands: {row}", row=row)
    answer = _asked(Admin(socket), path, asked, none)
    proven = show.object_of(answer.get("row"))
    _write(file, row_file(proven, _receipt(answer)))
    said = {name: proven.get(name) for name in ("type", "epoch", "number")}
    show.line(say("{type}, row {epoch}/{number}: proven in {path}", path=file, **said))


def growth(
    since: Annotated[int, typer.Argument(min=1, metavar="NUMBER", help="The newest row of an older checkpoint.")],
    file: NewFile,
    *,
    epoch: Epoch = None,
    socket: Socket = DEFAULT_SOCKET,
) -> None:
    """Write a file that proves that nothing of the first rows was altered, taken out or put between since."""
    from lockerd.cli.client import Admin
    from lockerd.codes.proof_file import growth_file

    none = say("the log has not got so many rows: {number}", number=since)
    answer = _asked(Admin(socket), "/v1/custody/growth", epoch, none, since=since)
    _write(file, growth_file(str(answer.get("checkpoint")), _receipt(answer)))
    show.line(say("since row {number}: proven in {path}", number=since, path=file))


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A proof.", dir_okay=False)],
    *,
    key: Annotated[
        Path, typer.Option("--key", metavar="PEM", help="The site's public key, as its office publishes it.")
    ],
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="NOTE", help="A checkpoint that somebody else kept: of the same log?")
    ] = None,
    witness: Annotated[
        Path | None, typer.Option(metavar="PEM", help="The public key of a witness that countersigned it.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what a proof proves, without the station and without a network. Exit code 1: not genuine."""
    from lockerd.cli.proof_check import check as check_proof

    check_proof(file, key, checkpoint, witness, json=json)


def _asked(admin: "Admin", path: str, epoch: int | None, none: str, **query: int) -> dict[str, object]:
    given = query if epoch is None else query | {"epoch": epoch}
    try:
        return show.object_of(admin.get(path, **given))
    except RefusedError as error:
        if error.word != "not_found":
            raise
        next_step = say("lockerctl custody tail shows the rows with their numbers, --order those of one order")
        raise CliError(Exit.REFUSED, none, next_step) from None


def _receipt(answer: dict[str, object]) -> bytes:
    from lockerd.codes import base64url

    try:
        return base64url.decode(str(answer.get("receipt")))
    except ValueError:
        raise CliError(Exit.FAULT, say("the daemon's answer is no proof"), "") from None


def _write(file: Path, text: str) -> None:
    try:
        with file.open("xb") as out:
            out.write(text.encode())
    except FileExistsError:
        raise CliError(Exit.REFUSED, say("{path} exists already", path=file), say("name a new file")) from None
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{file}: {error.strerror}") from None
