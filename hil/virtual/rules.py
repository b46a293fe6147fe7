"""What must be true at every moment, judged by the physical world alone (docs/rules.md)."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lockercentral.copy import Copy
from lockersim.wall.wall import Wall
from lockersim.world.model import Cause, ChannelRef, Door, Happening, Latch, WorldEvent
from virtual.durable import is_attempted
from virtual.loop import SeededLoop
from virtual.rights import Kind, Right, Rights

LONGEST_PULSE_MS: Final = 1_000.0
"""Of a solenoid (design rule 4)."""
LATE_MS: Final = 150.0
ALARM_S: Final = 240.0
"""So long an open door holds up everybody else at least."""
GIVES_WAY_S: Final = 45.0
"""So long somebody without a code, from when they came, holds up whoever has a code, a badge or a name (rule 17)."""
PULSES_PER_CODE: Final = 5
"""Three attempts, and twice again on the person's word within the same visit (design rule 2)."""
SEEN_S: Final = 5.0
"""An opening can be seen where nothing was wrong so long before and after it."""


class Rules:
    """Watches from the first moment; ``breach`` hears of every breach in words."""

    def __init__(
        self, loop: SeededLoop, wall: Wall, rights: Rights, *, database: Path, breach: Callable[[str], None]
    ) -> None:
        self._loop, self._wall, self._rights, self._breach = loop, wall, rights, breach
        self._database = database
        self._moved_s: dict[str, float] = {}
        self._opened_s: dict[str, float] = {}
        """When each door sprang open that has not been shut since."""
        self._strangers: dict[str, Right] = {}
        """Whoever came without a code and opened the door, while it is not shut."""
        self._meant = {str(channel): c.id for channel, c in wall.spec.channels.items()}
        self._groups = {
            str(ChannelRef(bus.id, c.address, c.channel)): bus.power_group
            for bus in wall.spec.buses
            for c in bus.compartments
        }
        self._on: dict[str, tuple[str, float]] = {}
        self._pulses: dict[tuple[str, str], int] = {}
        self._openings: list[tuple[float, Right, str]] = []
        self._troubled: list[tuple[float, frozenset[str]]] = []
        self.troubled_now: Callable[[], frozenset[str]] = frozenset
        """Doors at which something is wrong."""
        self.barred: Callable[[Right, str], str | None] = lambda _right, _door: None
        """Why a door must not be fired under a right that covers it; None: it may."""
        self.fired: Callable[[Right, str], None] = lambda _right, _door: None
        """Hears which door was fired while somebody had a right to it."""
        self.excused: set[str] = set()
        """Documents that somebody laid where they do not belong."""
        wall.world.subscribe(self._see)

    def trouble(self, compartments: frozenset[str]) -> None:
        """What happens at these doors just now may be seen by nobody."""
        self._troubled.append((self._loop.time(), compartments))

    def _see(self, event: WorldEvent) -> None:
        if event.kind in {Happening.DOOR_OPENED, Happening.LATCH_RELEASED} and event.compartment is not None:
            self._moved_s[event.compartment] = self._loop.time()
        if event.kind is Happening.DOOR_CLOSED and event.compartment is not None:
            self._opened_s.pop(event.compartment, None)
            self._strangers.pop(event.compartment, None)
        match event.kind:
            case Happening.COIL_ON if event.detail in self._meant:  # no lock hangs on a second board of one address
                self._coil_on(event.detail)
            case Happening.COIL_OFF if event.detail in self._on:
                self._coil_off(event.detail)
            case Happening.DOOR_OPENED if event.cause is Cause.SPRING and event.compartment is not None:
                self._opened(event.compartment)
            case Happening.OPEN_ALL:
                self._breach("a board was told to open everything")
            case Happening.MISLED if event.compartment is not None:
                self._rights.end(self._rights.give(Kind.MISLED, None, frozenset({event.compartment})), late=True)
            case _:
                pass

    def _coil_on(self, channel: str) -> None:
        group, now_s = self._groups[channel], self._loop.time()
        target = self._meant[channel]
        rights = self._rights.covering(target)
        misled = any(right.kind is Kind.MISLED for right in rights)
        for other, (its_group, _) in self._on.items():
            if its_group == group and other != channel and not misled:
                self._breach(f"two coils of {group} at once: {other} and {channel}")
        self._on[channel] = group, now_s
        if not rights:
            self._breach(f"{target} was fired and nobody had a right to it")
        elif not misled:  # a second master's pulse may come while somebody has a right, and nobody writes it down
            self._was_written_down(target)
            self._beside_an_open_door(target)
        bars = [self.barred(right, target) for right in rights]
        if rights and all(bars):
            self._breach(f"{target} was fired for {rights[0].document}, which {bars[0]}")
        for right in rights:
            self.fired(right, target)
            if right.kind is Kind.COLLECTION and right.document is not None:
                key = right.document, target
                self._pulses[key] = self._pulses.get(key, 0) + 1
                if self._pulses[key] > PULSES_PER_CODE:
                    self._breach(f"the code for {right.document} fired {target} {self._pulses[key]} times")

    def _beside_an_open_door(self, target: str) -> None:
        """The next door only when the last is seen shut, its alarm ran (design rule 6), or whoever stands there has to
        give way (rule 17)."""
        now_s = self._loop.time()
        strangers_turn = all(right.kind is Kind.WALK_IN for right in self._rights.covering(target))
        for other, since_s in self._opened_s.items():
            stranger = self._strangers.get(other)
            if stranger is not None and not strangers_turn and now_s - stranger.since_s >= GIVES_WAY_S:
                continue
            stood = SEEN_S < now_s - since_s < ALARM_S and self.could_be_seen(since_s, other, until_s=now_s)
            if other != target and stood:
                self._breach(f"{target} was fired while {other} stood open")

    def _was_written_down(self, target: str) -> None:
        if not is_attempted(self._database, target, self._loop.now_ms()):
            self._breach(f"{target} was fired, and no attempt at it is durable")

    def said_opened(self, compartment: str, since_s: float) -> None:
        """A visit says that its door was seen open: it was, since then, or it still is (design rule 7)."""
        door = self._wall.world.compartments[compartment]
        shut = door.door is Door.CLOSED and door.latch is Latch.LATCHED
        moved = self._moved_s.get(compartment, -math.inf) >= since_s
        if shut and not moved and self.could_be_seen(since_s, compartment, until_s=self._loop.time()):
            self._breach(f"{compartment} is said to have opened and did not")

    def said_full(self, compartment: str) -> None:
        """A receipt says by its sensor that something lies there, and nothing does."""
        if self.could_be_seen(self._loop.time() - 60, compartment, until_s=self._loop.time()):
            self._breach(f"there is a receipt for what lies in {compartment}, and nothing does")

    def _coil_off(self, channel: str) -> None:
        _, began_s = self._on.pop(channel)
        lasted_ms = (self._loop.time() - began_s) * 1000
        if lasted_ms > LONGEST_PULSE_MS + LATE_MS:
            self._breach(f"the coil of {channel} was on for {lasted_ms:.0f} ms")

    def _opened(self, compartment: str) -> None:
        self._opened_s[compartment] = self._loop.time()
        items = [item.name for item in self._wall.world.compartments[compartment].items]
        rights = self._rights.covering(compartment)
        if len(rights) == 1 and rights[0].kind is Kind.WALK_IN:
            self._strangers[compartment] = rights[0]
        if any(right.kind is not Kind.COLLECTION for right in rights):
            return  # opened for staff, a moment after somebody was refused
        for right in rights:
            if right.document is None:
                continue
            foreign = [name for name in items if name not in right.items and name not in self.excused]
            if foreign:
                self._breach(f"{compartment} opened for {right.document} and showed {', '.join(foreign)}")
            if self.could_be_seen(self._loop.time(), compartment):
                self._openings.append((self._loop.time(), right, compartment))

    # At the end

    def spent_once(self) -> None:
        """No code opened its door in two visits, wherever the first opening could be seen."""
        visits: dict[tuple[str, str], set[Right]] = {}
        for at_s, right, compartment in self._openings:
            if right.document is not None and self.could_be_seen(at_s, compartment):
                visits.setdefault((right.document, compartment), set()).add(right)
        for (document, door), rights in sorted(visits.items()):
            if len(rights) > 1:
                self._breach(f"the code for {document} opened {door} in {len(rights)} visits")

    def could_be_seen(self, from_s: float, compartment: str, *, until_s: float | None = None) -> bool:
        until_s = from_s if until_s is None else until_s
        troubled = any(
            from_s - SEEN_S <= when_s <= until_s + SEEN_S and compartment in doors for when_s, doors in self._troubled
        )
        return not troubled and compartment not in self.troubled_now()

    def numbered(self, copy: Copy, head: tuple[int, int]) -> None:
        """Central has every event from 1 to n, and n is the site's."""
        for gap in copy.gaps():
            self._breach(f"central misses {gap}")
        for problem in copy.problems:
            self._breach(f"central: {problem}")
        if (copy.epoch, copy.head) != head:
            self._breach(f"central's copy ends at {copy.epoch}.{copy.head}, the site's log at {head[0]}.{head[1]}")
