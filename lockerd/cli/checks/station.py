"""A running station: in service, doors, sensors, clock, log, central."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lockerd import __version__
from lockerd.cli.checks.limits import certificates, disk
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import mark, say, word
from lockerd.cli.reading.log import Verified
from lockerd.cli.reading.status import Scanner, Status
from lockerd.cli.reading.wall import Compartment, Walked
from lockerd.store.room import Room

MANY_UNSENT: Final = 1_000
UNREADABLE: Final = 20
"""Scans since the start that were no code; some always are somebody's other QR code."""
_LOOK: Final = mark("look inside: `lockerctl open`, then `lockerctl clear`")
_CLOCK: Final = {
    "holdover": mark("the time source is silent; it is kept by the crystal alone, for days well enough"),
    "unknown": mark("nobody trustworthy has told the time since the start: central's commands are refused until then"),
}


def release(status: Status) -> Check:
    """Daemon and tool of one release."""
    running = status.parts.version
    if running == __version__:
        return ok("release", f"lockerd {running}")
    found = say("lockerd {running} runs, lockerctl is {ours}", running=running, ours=__version__)
    return warning("release", found, say("restart lockerd after an update"))


def service(status: Status) -> Iterator[Check]:
    """Whether doors are opened for people, and what the cabinet's own lines say."""
    if status.halted is not None:
        next_step = say("look at the wall, mend the cause, then: lockerctl resume --reason TEXT")
        yield fault("service", say("HALTED ({why}): nothing is opened for anybody", why=status.halted), next_step)
    else:
        yield ok("service", say("not halted; {count} compartments", count=sum(status.compartments.values())))
    if status.typing.blocked_ms > 0:
        seconds = status.typing.blocked_ms // 1000
        found = say("typed codes are not taken for {seconds} s: somebody guesses", seconds=seconds)
        yield warning("typing", found, say("codes that are scanned work; see `lockerctl custody tail`"))
    yield from _scanner(status.scanner)
    if status.parts.active("mains_lost"):
        found = say("the mains are lost, the battery carries the station")
        yield warning("power", found, say("nothing new is opened"))
    if status.parts.active("fire"):
        yield warning("fire", say("the fire alarm has gone off"), say("leave the building; no door opens by itself"))
    if status.parts.active("tamper"):
        yield warning("cabinet", say("the cabinet of the electronics is open"), say("shut it"))
    for note in status.parts.auxiliary.notes if status.parts.auxiliary is not None else ():
        yield fault("cabinet", note, say("see the auxiliary lines in the configuration"))


def _scanner(counts: Scanner) -> Iterator[Check]:
    """Readers that garble: what is taken off again, and what cannot be."""
    if counts.framed or counts.lower_case:
        found = say(
            "scans came with framing {framed} times, in small letters {small} times",
            framed=counts.framed,
            small=counts.lower_case,
        )
        yield warning("scanner", found, say("understood; set the reader to no suffix, no AIM identifier, no keyboard"))
    if counts.unreadable >= UNREADABLE:
        found = say("{count} scans since the start were no code at all", count=counts.unreadable)
        yield warning("scanner", found, say("try a code: is its window clean, does its keyboard layout fit?"))


def doors(compartments: Sequence[Compartment]) -> Iterator[Check]:
    """Doors that stand open, sensors that are not believed, compartments out of use."""
    standing = _named(compartments, lambda row: row.door in {"opened", "unlatched"})
    if standing:
        yield warning(
            "doors",
            say("not shut: {doors}", doors=standing),
            say("shut them; is one shut, its sensor is wrong or stuck (F22)"),
        )
    elif unread := _named(compartments, lambda row: row.door == "unknown"):
        yield warning("doors", say("not read: {doors}", doors=unread), say("see the boards"))
    else:
        yield ok("doors", say("all are shut, as far as sensors tell"))
    flapping = _named(compartments, lambda row: bool(row.flapping))
    if flapping:
        yield fault(
            "sensors", say("never at rest: {doors}", doors=flapping), say("look at switch, magnet and cable (F30)")
        )
    for condition in ("quarantined", "jammed"):
        for row in compartments:
            if row.condition == condition:
                why = word(row.reason) if row.reason else say("no reason kept")
                found = say("{id} is {condition} ({why})", id=row.id, condition=word(condition), why=why)
                yield warning("compartment", found, say(_LOOK))


def _named(compartments: Sequence[Compartment], wanted: Callable[[Compartment], bool]) -> str:
    return ", ".join(row.id for row in compartments if wanted(row))


def clock(status: Status) -> Check:
    """What the trusted time rests on."""
    standing = status.parts.time
    if standing == "trusted":
        return ok("clock", say("the time source is believed"))
    if standing == "disputed":
        found = say("the time source contradicts what is known and is not believed (F56)")
        return fault("clock", found, say("`lockerctl time` says what and why; compare `timedatectl` with a watch"))
    found = say(_CLOCK[standing]) if standing in _CLOCK else standing
    return warning("clock", found, say("see `timedatectl`; battery clock and NTP server"))


def log(verified: Verified) -> Check:
    """The chain of the custody log."""
    if (wrong := verified.fault) is not None:
        found = say("the log is not whole: epoch {epoch}, number {number}: {what}", **wrong.model_dump())
        next_step = say("keep the database file as it is: it is evidence; compare with central's copy")
        return fault("custody", found, next_step)
    if verified.cut:
        whole = say("{rows} rows, all as they were written; what {cut} of them say was cut",
                    rows=verified.rows, cut=verified.cut)  # fmt: skip
        return ok("custody", whole)
    return ok("custody", say("{rows} rows, all as they were written", rows=verified.rows))


def commissioning(last: Walked | None) -> Check:
    """Whether somebody has proven the wiring that runs."""
    if last is None:
        return warning("commissioning", say("nobody has walked along this wall yet"), "lockerctl commission")
    found = say(
        "{proven} doors proven by {who}, {unproven} not",
        proven=last.proven,
        who=last.who,
        unproven=last.unproven,
    )
    if not last.runs:
        found = say("{found}, with another configuration than the one that runs", found=found)
        return warning("commissioning", found, say("lockerctl commission, at least for what was changed"))
    if last.unproven:
        return warning("commissioning", found, say("mend them, then: lockerctl commission COMPARTMENT"))
    return ok("commissioning", found)


def storage(status: Status) -> Check:
    """The disk of the database."""
    if (found := status.parts.storage) is None:
        unsaid = say("the disk of the database does not say how full it is")
        return fault("disk", unsaid, say("see `dmesg`; is it still mounted?"))
    return disk(Room(**found.model_dump()))


def central(status: Status) -> Iterator[Check]:
    """The link to central, what waits for it, and until when its certificates are good."""
    link = status.parts.central
    if link is None:
        yield ok("central", say("the site runs without"))
    elif not link.connected:
        next_step = say("everything local works on; see network, broker and certificates")
        why = link.error or say("not yet")
        found = say("not connected: {why}; {count} messages wait", why=why, count=link.unsent)
        yield warning("central", found, next_step)
    elif link.reach == "unsteady":
        found = say("connected, but lost {count} times within the hour", count=link.losses)
        yield warning("central", found, say("have a look at the network: aerial, cable, router"))
    elif link.unsent > MANY_UNSENT:
        yield warning(
            "central",
            say("connected, but {count} messages wait", count=link.unsent),
            say("look again: it should become less"),
        )
    elif link.oversized:
        large = ", ".join(f"{each.topic} {each.size_bytes} of {each.limit_bytes}" for each in link.oversized)
        next_step = say("have the broker's operator raise its packet size; everything else goes out")
        yield warning(
            "central", say("connected, but the broker takes smaller packets (bytes): {large}", large=large), next_step
        )
    else:
        yield ok("central", say("connected, {count} messages wait", count=link.unsent))
    yield from certificates(status.parts.certificates, status.time.lo_s)
