"""Standard streams that may be closed, full or hung up on: told in words, once, instead of a traceback."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO, cast

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say

_NOWHERE: Final = Path(os.devnull)


class OutputLostError(CliError):
    """What was to be said could not be written; what was asked may have been done."""

    def __init__(self, error: OSError) -> None:
        self.hung_up = error.errno == errno.EPIPE
        """Whether the reader has simply read enough."""
        cause = say("the output cannot be written: {why}", why=error.strerror)
        super().__init__(Exit.FAULT, cause, say("what was asked may have been done: see `lockerctl status`"))


@contextmanager
def guarded() -> Iterator[None]:
    """In this block writing to standard output ends in `OutputLostError`, and complaints that nobody hears in nothing.

    Streams that are closed lead nowhere: a number of theirs may belong to another file by now.
    """
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = sys.stdin or _NOWHERE.open()
    sys.stdout = cast("TextIO", _Guarded(sys.stdout or _NOWHERE.open("w"), is_output=True))
    sys.stderr = cast("TextIO", _Guarded(sys.stderr or _NOWHERE.open("w"), is_output=False))
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


class _Guarded:
    """A text stream; everything but writing is its own."""

    def __init__(self, stream: TextIO, *, is_output: bool) -> None:
        self._stream = stream
        self._is_output = is_output
        self._loss: OutputLostError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lost(error)
            return len(text)

    def flush(self) -> None:
        """Raises what was lost before, too: libraries try out streams, and keep to themselves what comes of it."""
        try:
            self._stream.flush()
        except OSError as error:
            self._lost(error)
        if self._loss is not None:
            raise self._loss

    def _lost(self, error: OSError) -> None:
        with suppress(OSError, ValueError):  # what it still holds back would be complained about at the very end
            os.dup2(os.open(_NOWHERE, os.O_WRONLY), self._stream.fileno())
        if self._is_output:
            self._loss = OutputLostError(error)
            raise self._loss
