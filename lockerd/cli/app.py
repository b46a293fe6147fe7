"""The command `lockerctl`: its words, and how errors become exit codes."""

import sys
from collections.abc import Sequence
from typing import Annotated, Final, NoReturn, cast

import typer

from lockerd import __version__
from lockerd.cli import (
    backup,
    badges,
    bus,
    case,
    commission,
    configuration,
    custody,
    custody_proofs,
    decommission,
    doctor,
    doors,
    explain,
    frame,
    key_lists,
    keys,
    locate,
    receipts,
    restarting,
    rounds,
    selftest,
    show,
    station,
    support,
    timekeeping,
    usage,
)
from lockerd.cli.exits import HELP, NEXT, CliError, Exit, RefusedError
from lockerd.cli.helping import translated
from lockerd.cli.language import spoken
from lockerd.cli.streams import OutputLostError, guarded
from lockerd.cli.terminals import commands as terminals
from lockerd.errors import LockerdError

USAGE_ERROR: Final = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""What typer raises for wrong words on the command line; it publishes only what it derives from it."""

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
doors.add_to(app)
app.command()(selftest.selftest)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(decommission.decommission)
app.command()(doctor.doctor)
app.command()(explain.explain)
app.command()(locate.locate)
app.command()(restarting.may_restart)
app.command("round")(rounds.go_round)
for command in (custody_proofs.proof, custody_proofs.growth, custody_proofs.check):
    custody.app.command()(command)
keys.app.command("list")(key_lists.take)
keys.app.command()(key_lists.status)
keys.app.command()(key_lists.sign)
keys.app.command()(key_lists.raw)
app.add_typer(badges.app, name="badge")
app.add_typer(bus.app, name="bus")
app.add_typer(case.app, name="case")
app.add_typer(commission.app, name="commission")
app.add_typer(custody.app, name="custody")
app.add_typer(keys.app, name="keys")
app.add_typer(receipts.app, name="receipt")
app.add_typer(support.app, name="support")
app.add_typer(terminals.app, name="terminal")
app.add_typer(timekeeping.app, name="time")
app.add_typer(usage.app, name="usage")
app.add_typer(configuration.app, name="config")
app.add_typer(frame.app, name="frame")


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        print(f"lockerctl {__version__}")
        raise typer.Exit


@app.callback()
def lockerctl(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """See, test, repair and prove a document locker, on site and without a network."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with an `Exit` code; ``arguments`` None: those of the process.

    With ``--json`` an error is an object too, on stderr: stdout holds nothing but results.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    with guarded():
        try:
            ends = _run(words)
            sys.stdout.flush()
        except OutputLostError as lost:
            ends = lost.ends
            if not lost.hung_up:
                _tell(lost, ends, words)
        except CliError as error:
            ends = error.ends
            _tell(error, ends, words)
        except LockerdError as error:
            ends = Exit.REFUSED
            _tell(error, ends, words)
        except USAGE_ERROR as error:
            ends = Exit.USAGE
            _tell(error, ends, words)
        sys.stderr.flush()
    sys.exit(ends)


def _run(words: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    if spoken() != "en":
        translated(command)
    if "--json" in words:
        return int(command.main(words, prog_name="lockerctl", standalone_mode=False) or 0)
    try:
        command.main(words, prog_name="lockerctl")
    except SystemExit as ended:
        return int(ended.code or 0)
    return Exit.OK


def _tell(error: Exception, ends: int, words: Sequence[str]) -> None:
    text = error.format_message() if isinstance(error, USAGE_ERROR) else str(error)  # type: ignore[attr-defined]
    if "--json" not in words:
        show.complain(text)
        return
    cause, _, next_step = text.partition(NEXT)
    refused = error if isinstance(error, RefusedError) else None
    show.error_as_json(
        {
            "code": refused.word if refused else Exit(ends).name.lower(),
            "exit": int(ends),
            "detail": cause,
            "next": next_step,
            "retry_after_ms": refused.wait_ms if refused else None,
        }
    )
