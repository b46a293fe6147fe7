"""A running station: in service, doors, sensors, clock, log, central."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lockerd import __version__
from lockerd.cli.checks.limits import certificates, disk
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.store.room import Room

MANY_UNSENT: Final = 1_000
UNREADABLE: Final = 20
"""Scans since the start that were no code; some always are somebody's other QR code."""
_LOOK: Final = "look inside: `lockerctl open`, then `lockerctl clear`"
_CLOCK: Final = {
    "holdover": "the time source is silent; it is kept by the crystal alone, for days well enough",
    "unknown": "nobody trustworthy has told the time since the start: central's commands are refused until then",
}


def release(status: Mapping[str, Any]) -> Check:
    """Daemon and tool of one release."""
    running = status["parts"]["version"]
    if running == __version__:
        return ok("release", f"lockerd {running}")
    found = f"lockerd {running} runs, lockerctl is {__version__}"
    return warning("release", found, "restart lockerd after an update")


def service(status: Mapping[str, Any]) -> Iterator[Check]:
    """Whether doors are opened for people, and what the cabinet's own lines say."""
    if status["halted"] is not None:
        next_step = "look at the wall, mend the cause, then: lockerctl resume --reason TEXT"
        yield fault("service", f"halted ({status['halted']}): nothing is opened for anybody", next_step)
    else:
        yield ok("service", f"not halted; {sum(status['compartments'].values())} compartments")
    if status["typing"]["blocked_ms"] > 0:
        found = f"typed codes are blocked for {status['typing']['blocked_ms'] // 1000} s: somebody guesses"
        yield warning("typing", found, "codes that are scanned work; see `lockerctl custody tail`")
    yield from _scanner(status["scanner"])
    lines = status["parts"].get("auxiliary") or {"active": {}, "notes": []}
    if lines["active"].get("mains_lost"):
        yield warning("power", "the mains are lost, the battery carries the station", "nothing new is opened")
    if lines["active"].get("tamper"):
        yield warning("cabinet", "the cabinet of the electronics is open", "shut it")
    for note in lines["notes"]:
        yield fault("cabinet", note, "see the auxiliary lines in the configuration")


def _scanner(counts: Mapping[str, int]) -> Iterator[Check]:
    """Readers that garble: what is taken off again, and what cannot be."""
    if counts["framed"] or counts["lower_case"]:
        found = f"scans came with framing {counts['framed']} times, in small letters {counts['lower_case']} times"
        yield warning("scanner", found, "understood; set the reader to no suffix, no AIM identifier, no keyboard")
    if counts["unreadable"] >= UNREADABLE:
        found = f"{counts['unreadable']} scans since the start were no code at all"
        yield warning("scanner", found, "try a code: is its window clean, does its keyboard layout fit?")


def doors(compartments: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Doors that stand open, sensors that are not believed, compartments out of use."""
    standing = _named(compartments, lambda row: row["door"] in {"opened", "unlatched"})
    if standing:
        yield warning("doors", f"not shut: {standing}", "shut them; is one shut, its sensor is wrong or stuck (F22)")
    elif unread := _named(compartments, lambda row: row["door"] == "unknown"):
        yield warning("doors", f"not read: {unread}", "see the boards")
    else:
        yield ok("doors", "all are shut, as far as sensors tell")
    flapping = _named(compartments, lambda row: bool(row["flapping"]))
    if flapping:
        yield fault("sensors", f"never at rest: {flapping}", "look at switch, magnet and cable (F30)")
    for condition in ("quarantined", "jammed"):
        for row in compartments:
            if row["condition"] == condition:
                yield warning("compartment", f"{row['id']} is {condition} ({row['reason'] or 'no reason kept'})", _LOOK)


def _named(compartments: Sequence[Mapping[str, Any]], wanted: Any) -> str:
    return ", ".join(row["id"] for row in compartments if wanted(row))


def clock(status: Mapping[str, Any]) -> Check:
    """What the trusted time rests on."""
    standing = status["parts"]["time"]
    if standing == "trusted":
        return ok("clock", "the time source is believed")
    if standing == "disputed":
        found = "the time source contradicts what is known and is not believed (F56)"
        return fault("clock", found, "`lockerctl time` says what and why; compare `timedatectl` with a watch")
    return warning("clock", _CLOCK.get(standing, str(standing)), "see `timedatectl`; battery clock and NTP server")


def log(verified: Mapping[str, Any]) -> Check:
    """The chain of the custody log."""
    if (wrong := verified["fault"]) is not None:
        found = f"not whole: epoch {wrong['epoch']}, number {wrong['number']}: {wrong['what']}"
        return fault("custody", found, "keep the database file as it is: it is evidence; compare with central's copy")
    return ok("custody", f"{verified['rows']} rows, all as they were written")


def commissioning(last: Mapping[str, Any] | None) -> Check:
    """Whether somebody has proven the wiring that runs."""
    if last is None:
        return warning("commissioning", "nobody has walked along this wall yet", "lockerctl commission")
    found = f"{last['proven']} doors proven by {last['who']}, {last['unproven']} not"
    if not last["runs"]:
        found += ", with another configuration than the one that runs"
        return warning("commissioning", found, "lockerctl commission, at least for what was changed")
    if last["unproven"]:
        return warning("commissioning", found, "mend them, then: lockerctl commission COMPARTMENT")
    return ok("commissioning", found)


def storage(status: Mapping[str, Any]) -> Check:
    """The disk of the database."""
    if (found := status["parts"]["storage"]) is None:
        return fault(
            "disk", "the disk of the database does not say how full it is", "see `dmesg`; is it still mounted?"
        )
    return disk(Room(**found))


def central(status: Mapping[str, Any]) -> Iterator[Check]:
    """The link to central, what waits for it, and until when its certificates are good."""
    link = status["parts"]["central"]
    if link is None:
        yield ok("central", "the site runs without")
    elif not link["connected"]:
        next_step = "everything local works on; see network, broker and certificates"
        yield warning(
            "central", f"not connected: {link['error'] or 'not yet'}; {link['unsent']} messages wait", next_step
        )
    elif link["unsent"] > MANY_UNSENT:
        yield warning("central", f"connected, but {link['unsent']} messages wait", "look again: it should become less")
    elif link["oversized"]:
        large = ", ".join(
            f"{each['topic']} {each['size_bytes']} of {each['limit_bytes']}" for each in link["oversized"]
        )
        next_step = "have the broker's operator raise its packet size; everything else goes out"
        yield warning("central", f"connected, but the broker takes smaller packets (bytes): {large}", next_step)
    else:
        yield ok("central", f"connected, {link['unsent']} messages wait")
    yield from certificates(status["parts"]["certificates"], status["time"]["lo_s"])
