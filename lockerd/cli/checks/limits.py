"""Figures that mean the same whether a daemon or this tool found them."""

from collections.abc import Iterator, Mapping
from typing import Final

from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import mark, say
from lockerd.store.room import LAST_BYTES, Room

ENOUGH_BYTES: Final = 200 << 20
DAY_S: Final = 86_400
SOON_DAYS: Final = 30

_MAKE_ROOM: Final = mark(
    "make room: journalctl --vacuum-size=50M, old images and packages; lockerd itself deletes nothing"
)


def disk(room: Room) -> Check:
    """Room for what has to be written down."""
    free_mb = room.free_bytes >> 20
    found = say(
        "{free} MB free in {folder}; the database takes {taken} MB",
        free=free_mb,
        folder=room.folder,
        taken=room.database_bytes >> 20,
    )
    if room.free_bytes < LAST_BYTES:
        return fault("disk", found, say(_MAKE_ROOM))
    if room.free_bytes < ENOUGH_BYTES:
        return warning("disk", found, say(_MAKE_ROOM))
    return ok("disk", found)


def certificates(until: Mapping[str, int | str], now_s: int) -> Iterator[Check]:
    """The dates of the certificates towards central; ``now_s`` is the earliest that it can be now."""
    renew = say("have central's operator renew it; the station serves on without, but nobody hears of it")
    for path, end in until.items():
        if isinstance(end, str):
            yield fault("certificate", f"{path} {end}", say("see keys and paths in the configuration"))
            continue
        days = (end - now_s) // DAY_S
        if days < 0:
            yield fault("certificate", say("{path} expired {days} days ago", path=path, days=-days), renew)
        elif days < SOON_DAYS:
            yield warning("certificate", say("{path} is good for {days} days only", path=path, days=days), renew)
        else:
            yield ok("certificate", say("{path} is good for {days} days", path=path, days=days))
