"""Badges that were called back: which list is known, and a newer one brought as a file."""

from pathlib import Path
from typing import Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

LONGEST: Final = 16 * 1024
"""Characters; no list is longer."""

app = typer.Typer(help="Badges that were called back, without a network.", no_args_is_help=True)


@app.callback()
def badge() -> None:
    """Badges that were called back, without a network."""


@app.command("list")
def badge_list(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A signed list; without one, show which is known.")
    ] = None,
    *,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Take a signed list of badges that were called back; an older one than is known is refused."""
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import read
    from lockerd.cli.reading.badges import BadgeList

    admin = Admin(socket)
    answer = admin.get("/v1/badges/list") if file is None else admin.post("/v1/badges/list", {"list": text_of(file)})
    if json:
        show.as_json(answer)
        return
    known = read(BadgeList, answer)
    if known.version == 0:
        show.paragraph(say("no list of badges that were called back was ever received"))
    else:
        show.paragraph(say("list {version}: {count} badges called back", version=known.version, count=known.badges))


def text_of(file: Path) -> str:
    """The signed list in a file; raises ``CliError`` where there can be none."""
    try:
        with file.open(encoding="ascii") as source:
            text = source.read(LONGEST + 1).strip()
    except (OSError, ValueError) as error:
        raise CliError(Exit.USAGE, say("{file} cannot be read: {why}", file=file, why=_why(error))) from None
    if not text or len(text) > LONGEST:
        raise CliError(Exit.USAGE, say("{file} holds no signed list", file=file))
    return text


def _why(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else say("not a text")
