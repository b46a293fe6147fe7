"""The command `lockerctl`: its words, and how errors become exit codes."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from lockerd.cli import bus, commission, configuration, custody, frame, keys, selftest, show, station, timekeeping
from lockerd.cli.exits import HELP, CliError, Exit
from lockerd.cli.streams import OutputLostError, guarded
from lockerd.errors import LockerdError

app = typer.Typer(
    name="lockerctl",
    help="See, test, repair and prove a document locker, on site and without a network.",
    epilog=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
station.add_to(app)
app.command()(selftest.selftest)
app.add_typer(bus.app, name="bus")
app.add_typer(commission.app, name="commission")
app.add_typer(custody.app, name="custody")
app.add_typer(keys.app, name="keys")
app.add_typer(timekeeping.app, name="time")
app.add_typer(configuration.app, name="config")
app.add_typer(frame.app, name="frame")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with an `Exit` code; ``arguments`` None: those of the process."""
    with guarded():
        try:
            ends = _run(arguments)
            sys.stdout.flush()
        except OutputLostError as lost:
            ends = lost.ends
            if not lost.hung_up:
                show.complain(str(lost))
        except CliError as error:
            show.complain(str(error))
            ends = error.ends
        except LockerdError as error:
            show.complain(str(error))
            ends = Exit.REFUSED
        sys.stderr.flush()
    sys.exit(ends)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(arguments, prog_name="lockerctl")
    except SystemExit as ended:
        return int(ended.code or 0)
    return Exit.OK
