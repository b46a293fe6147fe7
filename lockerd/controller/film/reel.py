"""The film in two bounded files, so that it outlives a life that ends badly (ADR 61).

Each file is a row of frames: length, checksum, compressed JSON. What a cut tore off is not read, and nothing before it
is lost. No frame holds a code, a token, a hash or a salt.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

from lockerd import __version__
from lockerd.controller.film.film import LONGEST_MS, STEPS
from lockerd.controller.film.packing import NoFilmError, pack, unpack
from lockerd.controller.film.step import Unkept
from lockerd.controller.film.take import Shot, Take, as_bytes, digest, told
from lockerd.domain.model.state import Policy

FILE: Final = "film"
BEFORE: Final = "film.before"
FILE_BYTES: Final = 1 << 20
"""Then the next file begins, and the one before the last is gone."""
FILE_STEPS: Final = STEPS // 2
TURN_MS: Final = 600_000
"""A file that is full sooner is not begun anew before: whoever has thousands of things refused wears no card out."""
_HEAD: Final = struct.Struct(">II")


class Reel:
    """Written by one thread, read by another."""

    def __init__(self, folder: Path, boot: str, policy: Policy) -> None:
        """``boot``: whose life is filmed."""
        self._folder = folder
        self._boot = boot
        self._policy = policy
        self._steps: int | None = None
        """In the file that is written; None: this life has written none."""
        self._follow = False
        self._turned_ms: int | None = None
        """When this life began a file, in powered time."""
        self._lock = Lock()

    def write(self, unkept: Unkept) -> None:
        """Put decisions behind what is there. Raises OSError: these are not in the film then, and it begins anew; so it
        does after more was decided than `TURN_MS` allows."""
        if not unkept.steps:
            return
        first, last = unkept.steps[0], unkept.steps[-1]
        shots = [[pack(step.event), pack(step.now), digest(told(step.decision))] for step in unkept.steps]
        frame = _framed(shots)
        with self._lock:
            again = not (self._follow and unkept.follow)
            self._follow = False
            if self._steps is None:
                self._steps = _mended(self._folder / FILE)
            if self._is_full():
                if self._turned_ms is not None and last.now.powered_ms - self._turned_ms < TURN_MS:
                    return
                self._turned_ms = last.now.powered_ms
                (self._folder / FILE).replace(self._folder / BEFORE)
                self._steps, again = 0, True
            if again:
                about = {"boot": self._boot, "version": __version__, "powered_ms": last.now.powered_ms}
                frame = _framed(about | {"policy": pack(self._policy), "start": pack(first.before)}) + frame
            _append(self._folder / FILE, frame)
            self._steps += len(shots)
            self._follow = True

    def before(self, powered_ms: int) -> tuple[list[Take], int]:
        """The lives before this one, of a night, the oldest first; and how many decisions of other releases are left
        out: they may rightly come out otherwise now."""
        with self._lock:
            frames = [*_whole(self._folder / BEFORE)[0], *_whole(self._folder / FILE)[0]]
        takes: list[Take] = []
        others = 0
        for about, shots in _lives(frames):
            if about["boot"] == self._boot:
                continue
            try:
                take = _take(about, shots) if about["version"] == __version__ else None
            except NoFilmError:
                take = None
            if take is None:
                others += len(shots)
            elif take.shots and powered_ms - take.shots[-1].now.powered_ms <= LONGEST_MS:
                takes.append(take)
        return takes, others

    def forget_old(self, powered_ms: int) -> None:
        """Delete each file whose last life began more than a night ago and of which nothing is newer."""
        with self._lock:
            for path in (self._folder / BEFORE, self._folder / FILE):
                newest = max(map(_powered_ms, _whole(path)[0]), default=powered_ms)
                if powered_ms - newest > LONGEST_MS:
                    path.unlink()
                    if path.name == FILE:
                        self._steps, self._follow = None, False

    def _is_full(self) -> bool:
        assert self._steps is not None
        if self._steps >= FILE_STEPS:
            return True
        with suppress(FileNotFoundError):
            return (self._folder / FILE).stat().st_size >= FILE_BYTES
        return False


def _framed(content: Any) -> bytes:
    data = zlib.compress(as_bytes(content))
    return _HEAD.pack(len(data), zlib.crc32(data)) + data


def _append(path: Path, data: bytes) -> None:
    """All of it or, where the disk is full, nothing: a torn frame would hide what is written behind it."""
    path.touch(0o600)
    with path.open("r+b", buffering=0) as file:
        end = file.seek(0, 2)
        try:
            written = file.write(data)
        except OSError:
            file.truncate(end)
            raise
        if written != len(data):
            file.truncate(end)
            raise OSError(28, "no room for the film")


def _whole(path: Path) -> tuple[list[Any], int]:
    """The frames as far as they are whole, and where the last of them ends."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    at, frames = 0, []
    while len(data) - at >= _HEAD.size:
        length, crc = _HEAD.unpack_from(data, at)
        packed = data[at + _HEAD.size : at + _HEAD.size + length]
        if not length or len(packed) != length or zlib.crc32(packed) != crc:
            break
        frames.append(json.loads(zlib.decompress(packed)))
        at += _HEAD.size + length
    return frames, at


def _mended(path: Path) -> int:
    """Cut off what a cut tore; gives how many steps stand there."""
    frames, end = _whole(path)
    with suppress(FileNotFoundError), path.open("r+b") as file:
        file.truncate(end)
    return sum(len(frame) for frame in frames if isinstance(frame, list))


def _lives(frames: list[Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    about: dict[str, Any] | None = None
    shots: list[Any] = []
    for frame in frames:
        if isinstance(frame, dict):
            if about is not None:
                yield about, shots
            about, shots = frame, []
        else:
            shots.extend(frame)
    if about is not None:
        yield about, shots


def _take(about: dict[str, Any], shots: list[Any]) -> Take:
    made = tuple(Shot(unpack(event), unpack(now), found) for event, now, found in shots)
    return Take(unpack(about["policy"]), unpack(about["start"]), made)


def _powered_ms(frame: Any) -> int:
    found = frame["powered_ms"] if isinstance(frame, dict) else unpack(frame[-1][1]).powered_ms
    assert isinstance(found, int)
    return found
