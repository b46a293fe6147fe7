"""The station in sentences: does it serve, who needs somebody, what else is out of the ordinary."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from lockerd.cli import hand_ins
from lockerd.cli.language import say, say_number, word
from lockerd.cli.reading.status import Status
from lockerd.cli.reading.wall import Compartment

NEED_SOMEBODY: Final = ("quarantined", "jammed")
NOT_SHUT: Final = frozenset({"opened", "unlatched"})
IN_USE: Final = frozenset({"loading", "handing_over"})


def service(status: Status, compartments: Sequence[Compartment]) -> Iterator[str]:
    """The first says whether doors are opened for people; each other one is something that somebody should know."""
    waiting = list(_waiting(compartments))
    if status.halted is not None:
        first = say("HALTED ({why}): nothing is opened for anybody", why=word(status.halted))
    elif status.parts.active("mains_lost"):
        first = say("on battery: nothing new is opened")
    else:
        first = say("in service")
    if waiting:
        text = say_number("{count} door needs somebody: {doors}", "{count} doors need somebody: {doors}", len(waiting),
                          doors=", ".join(waiting))  # fmt: skip
        yield f"{first}; {text}"
    else:
        yield first
    if status.halted is not None:
        yield say("next: look at the wall, mend the cause, then: lockerctl resume --reason TEXT")
    if out := [f"{row.id} ({why})" for row in compartments if (why := _kept_out(row))]:
        yield say("out of service: {doors}", doors=", ".join(out))
    if blocked_ms := status.typing.blocked_ms:
        yield say("typed codes are not taken for {seconds} s: somebody guesses", seconds=blocked_ms // 1000)
    if status.parts.time == "disputed":
        yield say("the time is disputed: `lockerctl time` says why")
    central = status.parts.central
    if central is not None and central.reach == "unsteady":
        yield say("the connection to central was lost {count} times within the hour", count=central.losses)
    if central is not None and central.away_since_s is not None:
        since = datetime.fromtimestamp(central.away_since_s, UTC).strftime("%Y-%m-%d %H:%MZ")
        yield say("central has not been reached since {since} ({why}); {count} messages wait",
                  since=since, why=central.error or say("not yet"), count=central.unsent)  # fmt: skip
    elif central is not None and not central.connected:
        yield say("central is not connected ({why}); {count} messages wait",
                  why=central.error or say("not yet"), count=central.unsent)  # fmt: skip


def _kept_out(row: Compartment) -> str:
    """Why nothing new is put in, and who of the offices says so; empty: something may be."""
    offices = (blocked_by(each.by, each.reason, own_use=each.own_use) for each in row.blocked)
    return ", ".join(filter(None, [row.out_of_service, *offices]))


def blocked_by(office: str, reason: str, *, own_use: bool) -> str:
    """A block of an office."""
    if own_use:
        return say("only for {office}: {why}", office=office, why=reason)
    return say("{office}: {why}", office=office, why=reason)


def _waiting(compartments: Sequence[Compartment]) -> Iterator[str]:
    for row in compartments:
        if row.condition in NEED_SOMEBODY:
            reason = f" ({word(row.reason)})" if row.reason else ""
            yield f"{row.id} {word(row.condition)}{reason}"
        elif row.door in NOT_SHUT and row.condition not in IN_USE and row.attempt is None:
            yield say("{id} is not shut", id=row.id)
        elif (why := hand_ins.waiting(row)) is not None:
            yield why
