"""Frames of lock boards, made and explained without a daemon and without a port."""

import re
from typing import Annotated, Final

import typer

from lockerd.boards import codec_of
from lockerd.boards.codec import Codec
from lockerd.boards.describe import NotAFrameError, describe
from lockerd.boards.frames import Side
from lockerd.boards.options import Options
from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.errors import CallerError

app = typer.Typer(no_args_is_help=True, help="Bytes on the bus: print what lockerd would send, explain what was seen.")

_AROUND_A_BYTE: Final = re.compile(r"0[xX](?=[0-9A-Fa-f])|[-:,;]")
"""How people write bytes into a ticket."""

Address = Annotated[int, typer.Option("--address", help="As on the board's switch.")]
Channel = Annotated[int, typer.Option("--channel", help="As painted on the board, from 1.")]


@app.callback()
def choose(
    context: typer.Context,
    family: Annotated[str, typer.Argument(metavar="FAMILY", help="For example cu48 or bcc.")],
    *,
    model: Annotated[str | None, typer.Option("--model", help="Where the family has several.")] = None,
    pulse_ms: Annotated[int | None, typer.Option("--pulse-ms", help="Where the unlock says it.")] = None,
) -> None:
    """Bytes on the bus: print what lockerd would send, explain what was seen."""
    try:
        context.obj = codec_of(family, Options(model=model, pulse_ms=pulse_ms))
    except CallerError as error:
        raise CliError(Exit.USAGE, str(error)) from None


@app.command()
def status(context: typer.Context, *, address: Address) -> None:
    """Print the requests of one look at a board, a line each, in the order lockerd sends them."""
    try:
        for ask in _codec(context).look(address):
            _print(ask.request)
    except CallerError as error:
        raise CliError(Exit.USAGE, str(error)) from None


@app.command()
def unlock(context: typer.Context, *, address: Address, channel: Channel) -> None:
    """Print the request that fires one lock; there is none that fires several."""
    try:
        _print(_codec(context).unlock_request(address, channel))
    except CallerError as error:
        raise CliError(Exit.USAGE, str(error)) from None


@app.command()
def decode(
    context: typer.Context,
    digits: Annotated[list[str], typer.Argument(metavar="HEX", help="The bytes, also as 0x80,0x01 or 80-01 or 80:01.")],
    *,
    side: Annotated[Side | None, typer.Option("--as", help="Who sent it; without: every possible reading.")] = None,
) -> None:
    """Explain a frame as JSON: one object with --as, otherwise a list of all readings."""
    try:
        data = bytes.fromhex(_AROUND_A_BYTE.sub(" ", " ".join(digits)))
    except ValueError:
        next_step = say("two digits a byte, such as 02 00 00 50 03 55")
        raise CliError(Exit.USAGE, say("these are no bytes in hex"), next_step) from None
    try:
        readings = describe(_codec(context), data, side)
    except NotAFrameError as error:
        raise CliError(Exit.REFUSED, str(error)) from None
    show.as_json(readings if side is None else readings[0])


def _codec(context: typer.Context) -> Codec:
    codec: Codec = context.obj
    return codec


def _print(data: bytes) -> None:
    show.line(data.hex(" ").upper())
