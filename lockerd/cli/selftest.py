"""Look at everything that can be looked at without firing a lock."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import NEXT, CliError, Exit
from lockerd.cli.language import for_programs, say, word
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from lockerd.cli.checks.verdict import Check
    from lockerd.cli.client import Admin

CONFIG: Final = Path("/etc/lockerd/lockerd.toml")


def selftest(
    *,
    config: Annotated[
        Path, typer.Option("--config", metavar="FILE", help="What to check where no daemon runs.")
    ] = CONFIG,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Check the station and say for each thing ok, warning or fault, with the next step. Fires nothing.

    Ends with 0 (also with warnings), with 1 if there is a fault, with 3 if no daemon runs and nothing else is wrong.
    """
    from lockerd.cli.checks.verdict import worst

    with for_programs(json):
        checks, ends = _checked(socket, config)
    if json:
        show.as_json({"worst": worst(checks), "checks": [asdict(check) for check in checks]})
    else:
        print_checks(checks)
    raise typer.Exit(ends)


def _checked(socket: Path, config: Path) -> tuple[list["Check"], Exit]:
    """What the daemon knows, or what can be seen without one; raises `CliError`."""
    from lockerd.cli.checks.verdict import Verdict, fault, worst
    from lockerd.cli.client import Admin

    ends = Exit.OK
    try:
        checks = list(of_daemon(Admin(socket)))
    except CliError as error:
        if error.ends is not Exit.NO_DAEMON:
            raise
        from lockerd.cli.checks.offline import offline

        checks, ends = list(offline(config)), Exit.NO_DAEMON
        if worst(checks) is Verdict.FAULT:
            ends = Exit.REFUSED
        cause, _, next_step = str(error).partition(NEXT)
        checks.insert(0, fault("daemon", cause, next_step))
    else:
        if worst(checks) is Verdict.FAULT:
            ends = Exit.REFUSED
    return checks, ends


def of_daemon(admin: "Admin") -> Iterator["Check"]:
    """Everything that a running daemon knows; raises `CliError`."""
    from lockerd.cli.checks import lines, station
    from lockerd.cli.checks.configured import configured
    from lockerd.cli.checks.verdict import warning
    from lockerd.cli.reading import read, read_all
    from lockerd.cli.reading.log import Verified
    from lockerd.cli.reading.status import Status
    from lockerd.cli.reading.wall import Board, Commissioned, Compartment

    status = read(Status, admin.get("/v1/status"))
    buses = status.parts.buses
    yield station.release(status)
    yield from station.service(status)
    yield from configured(status.parts.config)
    yield station.commissioning(read(Commissioned, admin.get("/v1/commissioning/newest")).newest)
    yield from lines.boards(buses, read_all(Board, admin.get("/v1/boards")))
    yield from lines.lines(buses)
    yield from lines.locks(buses)
    yield from station.doors(read_all(Compartment, admin.get("/v1/compartments")))
    yield station.clock(status)
    yield station.storage(status)
    yield from station.central(status)
    try:
        yield station.log(read(Verified, admin.get("/v1/custody/verify")))
    except CliError as error:
        if error.ends is not Exit.TRY_LATER:
            raise
        found = say("the log is so long that checking it takes too long")
        yield warning("custody", found, "lockerctl custody verify --database FILE")


def print_checks(checks: list["Check"]) -> None:
    """A line or two for each, the next step below what was found."""
    for check in checks:
        show.paragraph(f"{word(check.verdict):<8} {check.name:<14} {check.found}", indent=f"{'':<24}")
        if check.next_step:
            text = say("next: {step}", step=check.next_step)
            show.paragraph(f"{'':<24}{text}", indent=f"{'':<24}")
