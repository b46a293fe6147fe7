"""People of the office who take out what waits for them: door by door, under their badge, as the terminal lists it.

They say what they saw, and somebody who found what nobody expected leaves it to a supervisor (rule 26).
"""

import random
from contextlib import suppress
from typing import Any, Final

from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door, ItemSensor
from virtual.badges import CLERK, COLLEAGUE, LOADER, SUPERVISOR
from virtual.documents import OLD, Holder
from virtual.people import Person, Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene

SLIPS: Final = (Slip.WALKS_AWAY, Slip.LEAVES_OPEN, Slip.LEAVES_ITEM, Slip.SHUTS_AT_ONCE, Slip.SAYS_NOTHING)
"""What they do wrong; they do not lie."""
WRONG_BADGE: Final = 0.05
EMERGENCY: Final = 0.1
REASONS: Final = ("person_waits_at_night", "court_order", "water", "fire_damage", "smell_or_noise", "other")
ONE_BADGE: Final = 0.2
"""How often somebody tries it with one badge, shown twice."""


class Retriever(Person):
    """Somebody at one door that waits for staff."""

    kind = Kind.RETRIEVAL

    def __init__(
        self, scene: Scene, door: str, rng: random.Random, *, slip: Slip = Slip.NONE, supervisor: bool = False
    ) -> None:
        super().__init__(scene, f"staff at {door}", rng, slip=slip)
        self.reported = ""
        """What they said last of what they saw."""
        self._door, self._supervisor = door, supervisor
        self._saw, self._count = "", 0
        self._names: tuple[str, ...] = ()
        self._badges: tuple[str, ...] = (scene.badges.name_of(SUPERVISOR if supervisor else CLERK),)

    def right(self) -> Right:
        """See `Person.right`: this door, whatever lies there."""
        return self._scene.rights.give(Kind.RETRIEVAL, None, frozenset({self._door}), badges=self._badges)

    async def begin(self) -> Visit:
        """See `Person.begin`: show the badge, and choose the door from the list."""
        await self.react()
        badge = self._scene.badges.of(SUPERVISOR if self._supervisor else CLERK)
        return await self._scene.terminal.retrieve(self._door, badge)

    def began(self, right: Right, visit: Visit) -> None:
        """See `Person.began`."""
        if visit.compartment not in (right.places or ()):
            self._scene.breach(f"staff asked for {self._door} and were given {visit.compartment}")
        if self._slip is not Slip.NONE:
            for item in self._scene.compartment(visit.compartment).items:
                if item.name in self._scene.owner:
                    self._scene.sums.spoil(self._scene.owner[item.name].name)

    def went(self, began_s: float) -> None:
        """See `Person.went`: what happens to documents is counted by those who lie there."""

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "pull_door" | "take_out" if not opened:
                self._scene.hands.pull(compartment.id)
            case "take_out" | "close_door" if opened:  # told to shut an empty one, they have looked all the same
                await self._take_out(compartment)
            case "report" if self._saw and self._slip is not Slip.SAYS_NOTHING:
                word = self._word(visit)
                await self.say(visit, word, {"item_count": self._count} if word == "found" else None)
                self.reported = self._saw
            case _:
                pass

    async def _take_out(self, compartment: Compartment) -> None:
        if self._slip is Slip.SHUTS_AT_ONCE:  # and has seen nothing that could be reported
            await self.shut(compartment)
            return
        if not self._saw:
            self._saw, self._count = self._look(compartment), len(compartment.items)
            self._names = tuple(item.name for item in compartment.items if item.name in self._scene.owner)
        # Where no sensor looks, nothing but their word keeps the next thing out: there they do not forget it.
        forgets = self._slip is Slip.LEAVES_ITEM and compartment.item_sensor is ItemSensor.FITTED
        if self._saw != "other" and not forgets:
            self._scene.empty_out(compartment)
            await self.react()
        if self._slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    def _word(self, visit: Visit) -> str:
        """Of an exchange, which of the two."""
        if self._saw != "found" or "found_old" not in visit.may:
            return self._saw
        old = [name for name in self._names if name.endswith(OLD)]
        both = len(old) not in {0, len(self._names)}
        return "found-both" if both else "found-old" if old else "found-new"

    def _look(self, compartment: Compartment) -> str:
        if any(item.name in self._scene.owner for item in compartment.items):
            return "found"
        return "other" if compartment.items and not self._supervisor else "nothing"


class Rescuers(Retriever):
    """Two of the office at a door that does not wait for them, one after the other with the same reason (ADR 46)."""

    def __init__(self, scene: Scene, door: str, rng: random.Random) -> None:
        super().__init__(scene, door, rng, supervisor=True)
        self._badges = (scene.badges.name_of(SUPERVISOR), scene.badges.name_of(COLLEAGUE))

    async def begin(self) -> Visit:
        """See `Person.begin`: no badge alone opens it, shown once or twice."""
        badges, asked = self._scene.badges, {"want": "emergency", "compartment": self._door}
        asked["reason"] = self._rng.choice(REASONS)
        alone = (SUPERVISOR, SUPERVISOR) if self._rng.random() < ONE_BADGE else (SUPERVISOR,)
        for holder in alone:
            await self.react()
            try:
                await self._scene.terminal.begin({**asked, "badge": badges.of(holder)})
            except RefusedError as refusal:
                if refusal.code != "second_badge_needed":
                    raise
            else:
                self._scene.breach(f"{self._door} was opened in an emergency by one badge")
        await self.react()
        return await self._scene.terminal.begin({**asked, "badge": badges.of(COLLEAGUE)})


class Bench:
    """The office's bench before the wall: what waits there is taken out. ``slips``: of a hundred, who does it wrong."""

    def __init__(self, scene: Scene, rng: random.Random, *, slips: int) -> None:
        self._scene, self._rng, self._slips = scene, rng, slips

    async def go(self, *, slips: bool = True) -> None:
        """One round: every door on the list, as far as it can be opened now."""
        if slips and self._rng.random() < WRONG_BADGE:
            await self._ask_with_the_wrong_badge()
        if slips and self._rng.random() < EMERGENCY:
            await self.emergency()
        for row in await self.waiting():
            wrong = slips and self._rng.randrange(100) < self._slips
            slip = self._rng.choice(SLIPS) if wrong else Slip.NONE
            await self.take_out(row["compartment"]["id"], slip=slip, supervisor=row["why"] == "other_found")

    async def waiting(self) -> list[dict[str, Any]]:
        """The list; nothing while it cannot be had."""
        with suppress(RefusedError, UnreachableError):
            return await self._scene.terminal.waiting(self._scene.badges.of(CLERK))
        return []

    async def take_out(self, door: str, *, slip: Slip = Slip.NONE, supervisor: bool = False) -> None:
        """Look behind one door; what somebody else has to decide is left to the supervisor, who is called at once."""
        for supervises in (False, True) if not supervisor else (True,):
            somebody = Retriever(self._scene, door, self._own(), slip=slip, supervisor=supervises)
            ended = await somebody.come()
            if ended != "supervisor_needed" and somebody.reported != "other":
                return

    async def emergency(self) -> None:
        """Somebody cannot wait for what lies behind one of the doors."""
        documents = self._scene.documents.values()
        full = sorted(door for each in documents if each.some(Holder.WALL) for door in self._scene.places(each.name))
        if full:
            await Rescuers(self._scene, self._rng.choice(full), self._own()).come()

    async def _ask_with_the_wrong_badge(self) -> None:
        door = self._rng.choice(sorted(self._scene.station.wall.world.compartments))
        with suppress(RefusedError, UnreachableError):
            await self._scene.terminal.retrieve(door, self._scene.badges.of(LOADER))
            self._scene.breach(f"a badge that may only put in began a retrieval at {door}")

    def _own(self) -> random.Random:
        return random.Random(self._rng.randrange(2**64))
