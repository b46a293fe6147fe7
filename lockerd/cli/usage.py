"""`lockerctl usage`: how the station is used, for statistics and open data."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket
from lockerd.cli.usage_files import write_metadata, write_months
from lockerd.domain.shown.open_data import CC_ZERO, Publisher

if TYPE_CHECKING:
    from lockerd.cli.reading.usage import Usage

app = typer.Typer(no_args_is_help=True, help="How the station is used, without persons.")

URI = r"https?://[^\s<>\"{}|\\^`]+"


@app.callback()
def usage() -> None:
    """How the station is used, without persons."""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go; what lies there is kept.")],
    *,
    url: Annotated[str, typer.Option(metavar="URL", help="Where the folder will be published.")],
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Who publishes it: the office.")],
    license_uri: Annotated[str, typer.Option("--license", metavar="URI", help="Its licence.")] = CC_ZERO,
    contributor: Annotated[str, typer.Option(metavar="URI", help="The data provider's id at the portal.")] = "",
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Write the counts of all days that are over as CSV, with metadata for a portal. Small counts are hidden."""
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import read
    from lockerd.cli.reading.usage import SiteName

    _check(url, license_uri, *([contributor] if contributor else []))
    admin = Admin(socket)
    site = read(SiteName, admin.get("/v1/status"))
    start = _ask(admin.get("/v1/usage", since="1970-01-01"))
    files: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if start.first is not None:
            cells, since = [], start.first
            while since <= start.last:
                cells += _ask(admin.get("/v1/usage", since=since.isoformat())).cells
                since += timedelta(days=31)
            files = write_months(folder, cells, start.first)
        files.append(write_metadata(folder, site, Publisher(publisher, url.rstrip("/"), license_uri, contributor)))
    except OSError as error:
        cause = say("{path}: {error}", path=error.filename or folder, error=error.strerror or error)
        raise CliError(Exit.FAULT, cause, say("name a folder that you may write to")) from None
    if json:
        show.as_json({"files": [str(path) for path in files], "last": start.last.isoformat()})
        return
    for path in files:
        show.line(str(path))


def _check(*uris: str) -> None:
    for uri in uris:
        if re.fullmatch(URI, uri) is None:
            raise CliError(Exit.USAGE, say("{uri} is no address", uri=uri), say("write https://... in full"))


def _ask(answer: object) -> "Usage":
    from lockerd.cli.reading import read
    from lockerd.cli.reading.usage import Usage

    return read(Usage, answer)
