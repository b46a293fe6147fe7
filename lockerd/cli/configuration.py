"""Check a configuration before the daemon has to."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import Json

app = typer.Typer(no_args_is_help=True, help="The configuration file.")


@app.callback()
def _group() -> None:
    """Keep ``check`` a word of its own although it is the only command."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A lockerd.toml.")],
    *,
    keys: Annotated[
        bool, typer.Option("--keys/--no-keys", help="Whether to look at the key files too, which lie on the device.")
    ] = True,
    json: Json = False,
) -> None:
    """Name every mistake in a configuration and in the key files it names; ends with 1 if there is any."""
    from lockerd.cli.checks.capacity import figures, sentences
    from lockerd.config import ConfigError, load, load_keys

    try:
        config = load(file)
        if keys:
            load_keys(config)
    except ConfigError as error:
        if json:
            found = [{"key": each.key, "reason": each.reason} for each in error.problems]
            show.as_json({"file": str(file), "problems": found})
        raise CliError(Exit.REFUSED, str(error)) from None
    if json:
        capacity = {name: each._asdict() for name, each in figures(config).items()}
        show.as_json({"file": str(file), "problems": [], "sha256": config.sha256, "without_staff": capacity})
    else:
        boards = sum(len(bus.boards) for bus in config.buses)
        drives = Counter(lock.drive.value for gpio in config.gpio for lock in gpio.locks)
        sizes = [
            say("{count} compartments", count=len(config.compartments)),
            say("{count} boards", count=boards),
            say("{count} buses", count=len(config.buses)),
            *(say("{count} locks on pins by {drive}", count=n, drive=drive) for drive, n in sorted(drives.items())),
        ]
        text = say(
            "{file}: good: site {site}, {sizes}; SHA-256 {hash}",
            file=file,
            site=config.site.id,
            sizes=", ".join(sizes),
            hash=config.sha256,
        )
        show.line(text)
        for sentence in sentences(config):
            show.line(sentence)
