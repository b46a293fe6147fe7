"""`lockerctl bus record` and `bus heard`: a line written down, and what it could be."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

RecordingFile = Annotated[Path, typer.Argument(metavar="FILE", help="The recording.")]


def record(
    file: RecordingFile,
    *,
    bus: Annotated[str | None, typer.Option("--bus", help="A line of the running daemon, by its id.")] = None,
    port: Annotated[str | None, typer.Option("--port", help="Listen only, beside whoever asks on this line.")] = None,
    speed: Annotated[int, typer.Option("--speed", min=1200, max=115_200, help="Of --port.")] = 9600,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=86_400, help="End after so long.")] = 60,
    megabytes: Annotated[int, typer.Option("--megabytes", min=1, max=256, help="End when it is so large.")] = 16,
    socket: Socket = DEFAULT_SOCKET,
) -> None:
    """Write down what is said on a line, with times. With --port nothing is ever sent: the port is opened for reading.

    Ends with its time, its size or Ctrl-C; the file is whole in each case, and never overwritten.
    """
    from lockerd.bus.watch.recording import Said, Writer

    if (bus is None) == (port is None):
        raise CliError(Exit.USAGE, say("say which line: --bus BUS of the daemon, or --port PORT to listen only"))
    about, said = _watched(bus, socket) if bus is not None else _listened(str(port), speed)
    try:
        with file.open("x", encoding="utf-8") as out:
            writer, ends_s, why = (
                Writer(out.write, about, bytes_max=megabytes << 20),
                time.monotonic() + seconds,
                "time",
            )
            try:
                for chunk in said:
                    if isinstance(chunk, Said) and not writer.add(chunk):
                        why = "size"
                        break
                    if time.monotonic() >= ends_s:
                        break
            except KeyboardInterrupt:
                why = "stopped"
            writer.end(why)
    except FileExistsError:
        raise CliError(Exit.USAGE, say("{path} is there already", path=file), say("give it another name")) from None
    show.line(say("{path}: {count} chunks", path=file, count=writer.chunks))


def heard(file: RecordingFile, *, json: Json = False) -> None:
    """Say whose frames a recording could hold, and how much of it is noise.

    Ends with 1 where no family that lockerd knows has three sound frames in it.
    """
    from lockerd.boards import CODECS
    from lockerd.boards.strangers import guesses
    from lockerd.bus.watch.recording import read

    about, said = read(file)
    data = b"".join(chunk.data for chunk in said)
    found = guesses(data, CODECS.values())
    if json:
        rows = [
            {
                "family": each.codec.profile.name,
                "share": round(each.share, 4),
                "requests": each.requests,
                "replies": each.replies,
                "addresses": sorted(each.addresses),
            }
            for each in found
        ]
        show.as_json({"about": about, "bytes": len(data), "families": rows})
    for each in () if json else found:
        text = say(
            "{family}: {percent} % are sound frames, {requests} questions, {replies} answers; boards {boards}",
            family=each.codec.profile.name,
            percent=round(100 * each.share),
            requests=each.requests,
            replies=each.replies,
            boards=", ".join(map(str, sorted(each.addresses))),
        )
        show.paragraph(text, indent="  ")
    if not found:
        cause = say("{count} bytes, and no frames of any family that lockerd knows", count=len(data))
        raise CliError(Exit.REFUSED, cause, say("another speed, or A and B swapped? or a board nobody told us of"))


def _watched(bus: str, socket: Path) -> tuple[dict[str, object], Iterator[object]]:
    from lockerd.cli.client import Admin

    def said() -> Iterator[object]:
        from lockerd.bus.line.wire import Direction
        from lockerd.bus.watch.recording import Said

        with Admin(socket).stream(f"/v1/buses/{quote(bus, safe='')}/frames", unchanged="true") as events:
            for name, data in events:
                if name == "frame":
                    yield Said(data["at_ms"], Direction(data["direction"]), bytes.fromhex(data["hex"]))
                else:
                    yield None

    return {"bus": bus, "by": "daemon"}, said()


def _listened(port: str, speed: int) -> tuple[dict[str, object], Iterator[object]]:
    def said() -> Iterator[object]:
        from lockerd.bus.line.wire import Direction
        from lockerd.bus.link.listening import Listening
        from lockerd.bus.watch.recording import Said

        began = time.monotonic()
        with Listening(port, speed_baud=speed) as open_port:
            for data in open_port.chunks():
                at_ms = (time.monotonic() - began) * 1000
                yield Said(at_ms, Direction.HEARD, data) if data else None

    return {"speed_baud": speed, "by": "listener"}, said()
