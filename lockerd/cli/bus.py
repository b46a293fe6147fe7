"""A line with lock boards: find out what hangs on it, see what is said on it."""

import time
from json import dumps
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from lockerd.cli import recording, show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket
from lockerd.errors import CallerError, LockerdError

if TYPE_CHECKING:
    from lockerd.bus.link.link import Link
    from lockerd.bus.probe.scan import OpenAt

app = typer.Typer(no_args_is_help=True, help="A line with lock boards: what hangs on it, what is said on it.")

Port = Annotated[str | None, typer.Argument(metavar="PORT", help="For example /dev/lockerd/bus0.")]
Tcp = Annotated[str | None, typer.Option("--tcp", metavar="HOST:PORT", help="A gateway instead, address in numbers.")]
Families = Annotated[
    list[str] | None, typer.Option("--family", help="Ask only such boards: you have read their label. Repeatable.")
]
Speeds = Annotated[
    list[int] | None, typer.Option("--speed", min=1200, max=115_200, help="Ask only at this speed. Repeatable.")
]


@app.command()
def scan(
    port: Port = None, *, tcp: Tcp = None, family: Families = None, speed: Speeds = None, json: Json = False
) -> None:
    """Find the boards on a line, while no daemon uses it. Only reads: nothing that is asked can open a door.

    Ends with 1 if nobody answered or something is wrong with the line or a board.
    """
    import asyncio

    from lockerd.bus.link.link import PortBusyError
    from lockerd.bus.probe.advice import problems
    from lockerd.bus.probe.plan import plan
    from lockerd.bus.probe.scan import Scan
    from lockerd.cli.scanning.progress import ProgressLine
    from lockerd.cli.scanning.report import as_json, print_report

    where, open_at = _line(port, tcp)
    for each in family or ():
        _check_family(each)
    if tcp is not None and len(speed or ()) > 1:
        cause = say("behind a gateway a line has one speed")
        raise CliError(Exit.USAGE, cause, say("set it in the gateway; --speed names it"))
    wanted = plan(families=family or (), speeds_baud=speed or (), one_speed=tcp is not None)
    progress = ProgressLine(wanted, gateway=tcp is not None)
    scan = Scan(open_at, wanted, progress=progress)
    progress.begin()
    stopped = ""
    try:
        asyncio.run(scan.run())
    except KeyboardInterrupt:
        stopped = say("stopped by you")
    except PortBusyError as error:
        raise CliError(Exit.REFUSED, str(error), say("`systemctl stop lockerd`, scan, start it again")) from None
    except LockerdError as error:
        if scan.findings.overheard is None:
            raise
        stopped = str(error)
    finally:
        progress.end()
    if json:
        show.as_json(as_json(scan.findings, wanted, where=where))
    else:
        print_report(scan.findings, wanted, where=where)
    if stopped:
        cause = say("the scan is not finished: {why}", why=stopped)
        raise CliError(Exit.REFUSED, cause, say("what was found so far stands above"))
    if any(problems(scan.findings)):
        raise typer.Exit(Exit.REFUSED)


@app.command()
def watch(
    bus: Annotated[str, typer.Argument(metavar="BUS", help="Its id in the configuration.")],
    *,
    unchanged: Annotated[
        bool, typer.Option("--all", help="Show also questions whose answer is what it was before.")
    ] = False,
    seconds: Annotated[float | None, typer.Option("--seconds", min=0.1, help="End after so long.")] = None,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Show the frames on a bus of the running daemon as they come, with what they mean; Ctrl-C ends it.

    Answers that say what they said before are left out; unlocks never are. With --json each event is one line.
    """
    from lockerd.cli.client import Admin
    from lockerd.cli.watching.lines import Telling

    telling, ends_s = Telling(), inf
    query = {"unchanged": "true"} if unchanged else {}
    try:
        with Admin(socket).stream(f"/v1/buses/{quote(bus, safe='')}/frames", **query) as events:
            for name, data in events:
                if json:
                    print(dumps({"event": name, **data}, ensure_ascii=False), flush=True)
                for line in () if json else telling.lines(name, data):
                    print(show.printable(line), flush=True)
                if name == "bus" and seconds is not None:
                    ends_s = time.monotonic() + seconds
                if time.monotonic() >= ends_s:
                    break
            else:
                raise CliError(Exit.FAULT, say("the daemon ended the stream"), "`systemctl status lockerd`")
    except KeyboardInterrupt:
        pass
    finally:
        if not json and telling.began:
            show.line(telling.summary())


app.command()(recording.record)
app.command()(recording.heard)


def _line(port: str | None, tcp: str | None) -> tuple[tuple[str, str], "OpenAt"]:
    """How the configuration names the line, and how it is opened."""
    from lockerd.bus.link.serial_link import SerialLink
    from lockerd.bus.link.tcp_link import TcpLink

    match port, tcp:
        case str(), None:
            path = str(Path(port).absolute())

            async def open_port(speed_baud: int) -> "Link":
                return SerialLink(path, speed_baud=speed_baud)

            return ("port", path), open_port
        case None, str():
            address = _gateway(tcp)

            async def open_gateway(_speed_baud: int) -> "Link":
                host, _, number = address.rpartition(":")
                return await TcpLink.connect(host.strip("[]"), int(number))

            return ("tcp", address), open_gateway
        case _:
            cause = say("say which line: a PORT, or --tcp HOST:PORT")
            raise CliError(Exit.USAGE, cause, "`ls -l /dev/serial/by-path`")


def _gateway(text: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from lockerd.config.parts import SocketAddress

    try:
        return TypeAdapter[str](SocketAddress).validate_python(text)
    except ValidationError as error:
        raise CliError(Exit.USAGE, f"--tcp: {error.errors()[0]['msg']}") from None


def _check_family(family: str) -> None:
    from lockerd.boards import codec_of

    try:
        codec_of(family)
    except CallerError as error:
        raise CliError(Exit.USAGE, str(error)) from None
