"""A line written down: text that people can read, cut and send, one chunk a line with its time.

``# lockerd line 1``, then one line of JSON about it, then ``MS > HEX`` for what was sent and ``MS < HEX`` for what was
heard; of a line that somebody else asks, nobody knows who spoke, and all of it is ``<``. ``# end: WHY`` closes it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from lockerd.bus.line.wire import Direction
from lockerd.errors import CallerError

FIRST: Final = "# lockerd line 1"
END: Final = "# end: "
_LINE: Final = re.compile(r"([0-9]{1,12}\.[0-9]{1,3}) ([<>]) ((?:[0-9A-F]{2} ?)+)")
_WAYS: Final = {">": Direction.SENT, "<": Direction.HEARD}
_SIGNS: Final = {way: sign for sign, way in _WAYS.items()}


class NoRecordingError(CallerError):
    """A file that is no recording of a line; the text says where."""

    code: ClassVar[str] = "no_recording"


@dataclass(frozen=True, slots=True)
class Said:
    """Bytes that went one way in one go; milliseconds since the beginning, by a clock that never jumps."""

    at_ms: float
    way: Direction
    data: bytes


class Writer:
    """Writes until time or size is used up."""

    def __init__(self, write: Callable[[str], object], about: Mapping[str, object], *, bytes_max: int) -> None:
        self._write = write
        self._left = bytes_max
        self.chunks = 0
        self._put(FIRST)
        self._put(json.dumps(about, ensure_ascii=False))

    def add(self, said: Said) -> bool:
        """Write one chunk down; False: there is no more room, and it was left out."""
        line = f"{said.at_ms:.3f} {_SIGNS[said.way]} {said.data.hex(' ').upper()}"
        if len(line) + 1 > self._left:
            return False
        self.chunks += 1
        self._put(line)
        return True

    def end(self, why: str) -> None:
        """Close it: a file without this line was cut off."""
        self._write(f"{END}{why}\n")

    def _put(self, line: str) -> None:
        self._left -= len(line) + 1
        self._write(line + "\n")


def read(path: Path) -> tuple[Mapping[str, object], list[Said]]:
    """What it is about, and what was said. Raises `NoRecordingError` and OSError."""
    with path.open(encoding="utf-8", errors="replace") as file:
        if file.readline().rstrip("\n") != FIRST:
            raise NoRecordingError(f"{path} is no recording of a line: it does not begin with {FIRST!r}")
        try:
            about = json.loads(file.readline())
        except ValueError:
            about = None
        if not isinstance(about, dict):
            raise NoRecordingError(f"{path}, line 2: one line of JSON should say what was recorded")
        return about, list(_said(path, file))


def _said(path: Path, lines: Iterable[str]) -> Iterator[Said]:
    for number, line in enumerate(lines, 3):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            raise NoRecordingError(f"{path}, line {number}: no chunk such as '12.300 < 80 01 00 33 B2'")
        yield Said(float(found[1]), _WAYS[found[2]], bytes.fromhex(found[3]))
