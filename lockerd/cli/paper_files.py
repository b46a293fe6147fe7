"""A receipt in whatever form somebody brings it: its text, its bytes, a picture of its QR code, a PDF."""

import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.codes.receipt import PREFIX, unwrap

FILE_MAX: Final = 20_000_000
"""Bytes; a photograph of a receipt has less."""
COSE: Final = bytes([0xD2, 0x84])
"""How a COSE_Sign1 of four members begins."""
PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")
READER: Final = "zbarimg"
READ_WITHIN_S: Final = 60
_TEXT: Final = re.compile(re.escape(PREFIX) + r"[0-9A-Z $%*+\-./:]+")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def paper_in(path: Path) -> bytes:
    """The COSE message; raises ``CliError`` where there is none."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX)
    except PermissionError:
        raise CliError(Exit.NOT_ALLOWED, say("{path}: you may not read it", path=path)) from None
    except OSError as error:
        raise CliError(Exit.USAGE, f"{path}: {error.strerror}") from None
    found = next(_candidates(data, path), None)
    if found is None:
        next_step = say("it takes the text that begins with LR1:, the bytes, a picture of the QR code, or the PDF")
        raise CliError(Exit.REFUSED, say("{path}: no receipt and no record in it", path=path), next_step)
    return found


def _candidates(data: bytes, path: Path) -> Iterator[bytes]:
    if data.startswith(COSE):
        yield data
    elif data.startswith(b"%PDF-"):
        yield from _embedded(data)
    else:
        text = _scanned(path) if data.startswith(PICTURES) else data.decode("utf-8", "replace")
        yield from (unwrap(found[0]) for found in _TEXT.finditer(text))


def _embedded(pdf: bytes) -> Iterator[bytes]:
    """What is embedded in a PDF, packed or not, that begins like a COSE message."""
    for stream in (found[1] for found in _STREAM.finditer(pdf)):
        if stream.startswith(COSE):
            yield stream
            continue
        try:
            plain = zlib.decompressobj().decompress(stream, FILE_MAX)
        except zlib.error:
            continue
        if plain.startswith(COSE):
            yield plain


def _scanned(path: Path) -> str:
    """Read by a public tool: a photograph wants more than a few lines."""
    program = shutil.which(READER)
    if program is None:
        next_step = say("install it (Debian: zbar-tools), or scan the code with a telephone and give the text")
        raise CliError(
            Exit.REFUSED, say("a picture is read by {program}, which is not here", program=READER), next_step
        )
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, and one file
            [program, "--quiet", "--raw", str(path.absolute())],
            capture_output=True,
            text=True,
            check=False,
            timeout=READ_WITHIN_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise CliError(Exit.REFUSED, say("{program} did not read it", program=READER)) from None
    return done.stdout
