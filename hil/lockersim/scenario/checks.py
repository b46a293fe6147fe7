"""What must be physically true of every run, whatever went wrong in it (docs/rules.md)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lockercentral.copy import Copy
from lockersim.people.watcher import Exposure, Right, RightKind, Watcher
from lockersim.wall.spec import WallSpec
from lockersim.world.model import Cause, ChannelRef
from lockersim.world.pulses import CoilPulse, overlaps
from lockersim.world.world import World

PULSES_PER_DOOR = {RightKind.COLLECTION: 5, RightKind.EXCHANGE: 5, RightKind.HAND_IN: 9}
"""Under one code: three attempts, and twice again on the person's word within the same visit (design rule 2).

To hand in, three attempts for each of three openings (rule 19).
"""

LONGEST_PULSE_MS = 1000.0
"""For which a solenoid may be energised (design rule 4)."""
LATE_MS = 150.0
"""How late a busy simulation may notice the end of a pulse."""
_PUTS_IN = {RightKind.LOADING: "loaded into", RightKind.HAND_IN: "handed in at"}


def intended(spec: WallSpec) -> dict[ChannelRef, str]:
    """Return which compartment each channel is meant to open: the description, not the cables as they are now."""
    return {channel: c.id for channel, c in spec.channels.items()}


def physical(watcher: Watcher) -> list[str]:
    """Return every breach of the physical rules, in words; none is what is wanted."""
    world, meant = watcher.wall.world, intended(watcher.wall.spec)
    return [
        *_one_coil_at_a_time(world),
        *_no_coil_stays_on(world),
        *_every_pulse_had_a_right(world.pulses, meant, watcher.rights),
        *_loaded_into_the_empty(watcher.rights),
        *_nobody_saw_what_is_not_theirs(watcher),
        *_nobody_took_what_is_not_theirs(watcher),
        *_a_code_opens_once(watcher),
        *_a_code_pulses_no_more_than_allowed(world.pulses, meant, watcher.rights),
        *(["a board was told to open everything"] if watcher.opened_all else []),
    ]


def in_step(copy: Copy, custody: list[dict[str, Any]]) -> list[str]:
    """Return where central's copy and the site's own log differ."""
    found = [f"central misses {gap}" for gap in copy.gaps()] + list(copy.problems)
    ours = {(event.epoch, event.number): event.hash for event in copy.in_order()}
    theirs = {(row["epoch"], row["number"]): row["hash"] for row in custody}
    for key in sorted(ours.keys() ^ theirs.keys()):
        found.append(f"row {key[1]} is only {'at central' if key in ours else 'at the site'}")
    found += [f"row {key[1]} differs" for key in sorted(ours.keys() & theirs.keys()) if ours[key] != theirs[key]]
    return found


def _one_coil_at_a_time(world: World) -> Iterable[str]:
    for one, other in overlaps(world.pulses):
        yield f"two coils of {one.power_group} at once: {one.channel} and {other.channel}"


def _no_coil_stays_on(world: World) -> Iterable[str]:
    for pulse in world.pulses:
        lasted_ms = (world.clock.now_ms() if pulse.end_ms is None else pulse.end_ms) - pulse.start_ms
        if lasted_ms > LONGEST_PULSE_MS + LATE_MS:
            yield f"the coil of {pulse.channel} was on for {lasted_ms:.0f} ms"


def _every_pulse_had_a_right(
    pulses: Iterable[CoilPulse], meant: dict[ChannelRef, str], rights: list[Right]
) -> Iterable[str]:
    for pulse in pulses:
        target = meant.get(pulse.channel)
        if not any(right.covers(target, pulse.start_ms) for right in rights):
            yield f"{target or pulse.channel} was fired and nobody had a right to it"


def _loaded_into_the_empty(rights: list[Right]) -> Iterable[str]:
    for right in rights:
        if right.kind in _PUTS_IN:
            for door in sorted(right.doors - right.empty):
                yield f"{right.document} was to be {_PUTS_IN[right.kind]} {door}, which was not empty"


def _nobody_saw_what_is_not_theirs(watcher: Watcher) -> Iterable[str]:
    swapped = {c for channel, c in watcher.wall.world.coils.items() if intended(watcher.wall.spec)[channel] != c}
    for seen in watcher.exposures:
        if seen.cause is Cause.FORCE or seen.compartment in swapped:
            continue
        for right in _people_at(seen, watcher.rights):
            foreign = [name for name in seen.things if name not in right.things]
            if foreign:
                yield f"{seen.compartment} opened for {right.document} and showed {', '.join(foreign)}"


def _people_at(seen: Exposure, rights: list[Right]) -> Iterable[Right]:
    return (r for r in rights if r.kind in PULSES_PER_DOOR and r.covers(seen.compartment, seen.at_ms))


def _nobody_took_what_is_not_theirs(watcher: Watcher) -> Iterable[str]:
    for taking in watcher.takings:
        if taking.by is not None and taking.thing not in taking.by.things:
            yield f"{taking.thing} was taken from {taking.compartment} with the code for {taking.by.document}"


def _a_code_opens_once(watcher: Watcher) -> Iterable[str]:
    visits = Counter(
        (right.document, door)
        for right in watcher.rights
        if right.kind in {RightKind.COLLECTION, RightKind.EXCHANGE}
        for door in right.doors
        if any(
            exposure.compartment == door and right.covers(door, exposure.at_ms) and exposure.cause is not Cause.FORCE
            for exposure in watcher.exposures
        )
    )
    for (document, door), times in visits.items():
        if times > 1:
            yield f"the code for {document} opened {door} in {times} visits"


def _a_code_pulses_no_more_than_allowed(
    pulses: Iterable[CoilPulse], meant: dict[ChannelRef, str], rights: list[Right]
) -> Iterable[str]:
    counts = Counter(
        (right.document, right.kind, meant.get(pulse.channel))
        for pulse in pulses
        for right in rights
        if right.kind in PULSES_PER_DOOR and right.covers(meant.get(pulse.channel), pulse.start_ms)
    )
    for (document, kind, door), count in counts.items():
        if count > PULSES_PER_DOOR[kind]:
            yield f"the code for {document} fired {door} {count} times"
