"""Terminals that are other machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import Json

if TYPE_CHECKING:
    from lockerd.config.model import Config
    from lockerd.config.remote import RemoteConfig

app = typer.Typer(no_args_is_help=True, help="Terminals that are other machines.")

DEFAULT_FILE = Path("/etc/lockerd/lockerd.toml")
File = Annotated[Path, typer.Option("--config", metavar="FILE", help="The site's lockerd.toml.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the terminal is called, such as foyer.")]


@app.command()
def enroll(
    name: Name,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where its files go; a folder of its name.")
    ] = None,
    config: File = DEFAULT_FILE,
    json: Json = False,
) -> None:
    """Let a terminal in: make its key and certificate, which are to be taken to it, with ca.pem."""
    from lockerd.cli.terminals import folder
    from lockerd.cli.terminals.authority import make_terminal, today

    loaded, remote = _loaded(config)
    _check_name(name)
    to = Path(name) if out is None else out
    with _trouble(remote), folder.locked(remote):
        folder.check_free(remote, name)
        by = folder.authority(remote, loaded.site.id)
        renewed = folder.machine(remote, by)
        made = make_terminal(by, name, today())
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.write(to / "terminal.key", made.key_pem, folder.FOR_ITS_OWNER)
        folder.write(to / "terminal.pem", made.pem, folder.FOR_ITS_OWNER)
        folder.write(to / "ca.pem", by.pem, folder.FOR_ITS_OWNER)
        folder.add(remote, name, made)
    until = _day(int(made.certificate.not_valid_after_utc.timestamp()))
    if json:
        show.as_json({"name": name, "folder": str(to), "until": until, "restart": renewed})
        return
    show.line(
        say("{name} is let in until {until}. Take {folder} to it, and keep no copy.", name=name, until=until, folder=to)
    )
    if renewed:
        show.line(say("This machine has a new certificate: restart lockerd."))


@app.command()
def revoke(name: Name, *, config: File = DEFAULT_FILE, json: Json = False) -> None:
    """Let a terminal in no more; its connections end within some seconds, without a restart."""
    from lockerd.cli.terminals import folder

    _, remote = _loaded(config)
    with _trouble(remote), folder.locked(remote):
        if not folder.revoke(remote, name):
            raise CliError(Exit.REFUSED, say("no terminal {name} is let in", name=name), _see_list())
    if json:
        show.as_json({"name": name})
    else:
        show.line(say("{name} is not let in any more.", name=name))


@app.command("list")
def list_terminals(*, config: File = DEFAULT_FILE, json: Json = False) -> None:
    """Show who is let in, until when, and who is not any more."""
    from lockerd.config.remote import read_terminals

    _, remote = _loaded(config)
    with _trouble(remote):
        found = read_terminals(remote.list).terminals
    if json:
        show.as_json([each.model_dump() for each in found])
        return
    for each in found:
        revoked = each.revoked_s
        if revoked is None:
            show.line(say("{name}: let in until {until}", name=each.name, until=_day(each.until_s)))
        else:
            show.line(say("{name}: revoked on {day}", name=each.name, day=_day(revoked)))
    if not found:
        show.line(say("No terminal is another machine."))


def _loaded(file: Path) -> "tuple[Config, RemoteConfig]":
    from lockerd.config import ConfigError, load

    try:
        config = load(file)
    except ConfigError as error:
        raise CliError(Exit.REFUSED, str(error)) from None
    if config.api.remote is None:
        next_step = say("write it as docs/remote-terminals.md says")
        raise CliError(Exit.REFUSED, say("{file} has no [api.remote]", file=file), next_step)
    return config, config.api.remote


def _check_name(name: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    from lockerd.config.parts import Word

    try:
        TypeAdapter(Word).validate_python(name)
    except ValidationError:
        text = say("{name} is no name for a terminal: letters, digits, . _ and -, at most 32", name=repr(name))
        raise CliError(Exit.REFUSED, text) from None


@contextmanager
def _trouble(remote: "RemoteConfig") -> Iterator[None]:
    from lockerd.cli.terminals.folder import EnrolledAlreadyError, TooManyError
    from lockerd.config.remote import TERMINALS_MAX

    try:
        yield
    except EnrolledAlreadyError:
        next_step = say("revoke it first, if its key is lost")
        raise CliError(Exit.REFUSED, say("a terminal of this name is let in already"), next_step) from None
    except TooManyError:
        text = say("{count} terminals are let in, and there are no more than that", count=TERMINALS_MAX)
        raise CliError(Exit.REFUSED, text, _see_list()) from None
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename or remote.folder}: {error.strerror}") from None
    except ValueError as error:
        raise CliError(Exit.REFUSED, f"{remote.folder}: {error}") from None


def _see_list() -> str:
    return say("`lockerctl terminal list` shows them")


def _day(unix_s: int) -> str:
    return f"{datetime.fromtimestamp(unix_s, UTC):%Y-%m-%d}"
