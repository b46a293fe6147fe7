"""Feeds board codecs with random, truncated, glued and bit-flipped frames and judges everything they make of it.

Run: python hil/bench/fuzz_frames.py [--frames 10000000] [--family cu48 ...] [--seed 1] [--processes 2]. ``--frames`` is
per family. Ends with 1 and the bytes that did it at the first reply heard that is not there, buffer that grows, crash
or hang; a run with the same seed does the same. Prints a table and writes out/fuzz_frames.json.
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType
from typing import NoReturn

from fuzz_boards import BOARDS, OTHER, Board, Meaning

from lockerd.boards import codec_of
from lockerd.boards.codec import Codec
from lockerd.boards.frames import CoilsReply, ForeignFrame, ModesReply, Reply, StatusReply, UnlockReply
from lockerd.boards.stream import ReplyStream

OUT = Path(__file__).parent / "out" / "fuzz_frames.json"
SHARE = 20_000
"""Frames one task feeds; each share has a seed of its own."""
HANG_S = 60
"""Of processor time: a share takes about one second."""


class FuzzError(AssertionError):
    """A codec did what it must not do; the text has the bytes."""


@dataclass(slots=True)
class Count:
    """What was fed and what was heard."""

    frames: int = 0
    heard: int = 0
    changed_heard: int = 0
    """Replies heard in streams of which every frame was spoilt: they met the checksum (F35)."""


def fuzz(family: str, frames: int, seed: str) -> Count:
    """Feed so many frames to one codec; raises `FuzzError`."""
    chance, board, codec, count = Random(seed), BOARDS[family], codec_of(family), Count()
    while count.frames < frames:
        pieces = [_piece(board, chance) for _ in range(chance.randrange(1, 5))]
        data = b"".join(piece for piece, _ in pieces)
        heard = _feed(codec, board, data, chance)
        _judge(codec, board, data, heard)
        count.frames += len(pieces)
        count.heard += len(heard)
        count.changed_heard += len(heard) if all(spoilt for _, spoilt in pieces) else 0
    return count


def _piece(board: Board, chance: Random) -> tuple[bytes, bool]:
    """Bytes of about a frame, and whether they are spoilt."""
    frame = bytearray(board.make(chance))
    match chance.randrange(6):
        case 0:
            return bytes(frame), False
        case 1:
            return chance.randbytes(chance.randrange(1, 24)), True
        case 2:
            return bytes(frame[: chance.randrange(len(frame))]), True
        case 3:
            return bytes(frame[chance.randrange(1, len(frame)) :]), True
        case 4:
            at = chance.randrange(len(frame))
            frame[at:at] = chance.randbytes(chance.randrange(1, 3))
        case _:
            for _ in range(chance.randrange(1, 4)):
                frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
    return bytes(frame), True


def _feed(codec: Codec, board: Board, data: bytes, chance: Random) -> list[Reply]:
    stream, step, heard = ReplyStream(codec), chance.choice((1, 3, 7, len(data) + 1)), []
    for at in range(0, len(data), step):
        heard += stream.feed(data[at : at + step])
        if stream.held_bytes >= board.sizes[-1]:
            _fail(f"{stream.held_bytes} bytes are held back", codec, data)
    heard += stream.finish()
    if stream.held_bytes:
        _fail("bytes are held back at the end", codec, data)
    codec.parse_request(data)
    return heard


def _judge(codec: Codec, board: Board, data: bytes, heard: Sequence[Reply]) -> None:
    """Every reply heard is in the bytes, behind the one heard before it, and says there what was heard."""
    at = 0
    for reply in heard:
        meaning = _meaning(reply)
        while True:
            fits = (size for size in board.sizes if at + size <= len(data))
            size = next((size for size in fits if board.says(data[at : at + size]) == meaning), 0)
            if size:
                at += size
                break
            at += 1
            if at >= len(data):
                _fail(f"heard {reply}, which is not there", codec, data)


def _meaning(reply: Reply) -> Meaning:
    match reply:
        case StatusReply():
            return ("status", reply.address, reply.bits, reply.items)
        case CoilsReply():
            return ("coils", reply.address, reply.on)
        case ModesReply():
            return ("modes", reply.address, reply.modes)
        case UnlockReply():
            return ("unlock", reply.address, reply.channel, reply.bit, reply.ok)
        case ForeignFrame():
            return OTHER


def _fail(why: str, codec: Codec, data: bytes) -> NoReturn:
    raise FuzzError(f"{codec.profile.family}: {why}: {data.hex(' ')}")


def _hang(_signal: int, _frame: FrameType | None) -> NoReturn:
    msg = f"no end after {HANG_S} s of processor time"
    raise FuzzError(msg)


def _share(family: str, frames: int, seed: str) -> Count:
    signal.signal(signal.SIGVTALRM, _hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG_S)
    try:
        return fuzz(family, frames, seed)
    except FuzzError:
        raise
    except Exception as error:
        msg = f"{family}, seed {seed!r}: {error!r}"
        raise FuzzError(msg) from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main() -> int:
    """Spread the shares over the processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=10_000_000)
    parser.add_argument("--family", choices=sorted(BOARDS), nargs="+", default=list(BOARDS))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    found: dict[str, dict[str, float]] = {}
    print(f"{'family':10} {'frames':>12} {'heard':>12} {'of spoilt':>10} {'s':>8}")
    with ProcessPoolExecutor(chosen.processes) as pool:
        for family in chosen.family:
            began, total = time.monotonic(), Count()
            shares = [
                (family, min(SHARE, chosen.frames - at), f"{chosen.seed} {family} {at}")
                for at in range(0, chosen.frames, SHARE)
            ]
            try:
                for count in pool.map(_share, *zip(*shares, strict=True)):
                    total.frames += count.frames
                    total.heard += count.heard
                    total.changed_heard += count.changed_heard
            except FuzzError as error:
                print(error, file=sys.stderr)
                pool.shutdown(cancel_futures=True)
                return 1
            took_s = round(time.monotonic() - began, 1)
            found[family] = {"frames": total.frames, "heard": total.heard, "spoilt": total.changed_heard, "s": took_s}
            print(f"{family:10} {total.frames:12} {total.heard:12} {total.changed_heard:10} {took_s:8}", flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"seed": chosen.seed, "families": found}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
