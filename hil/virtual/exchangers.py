"""People who give an old document for a new one, behind one door or behind two, honest ones and others."""

import random
from contextlib import suppress
from typing import Final

from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.citizens import Citizen
from virtual.givers import THIN, Giver
from virtual.people import Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene

OLD: Final = 1
"""The part that is brought; the other one is fetched."""
OLD_IN_FIRST: Final = 0.05
"""How often somebody lays the old one beside the new one before taking that out: no sensor sees the door empty."""


class Swapper(Giver):
    """Somebody who gives the old one behind one door and fetches the new one behind another."""

    kind = Kind.EXCHANGE

    def __init__(self, scene: Scene, document: str, rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        super().__init__(scene, document, rng, slip=slip)
        self._taking = Citizen(scene, document, random.Random(rng.randrange(2**64)), slip=slip)

    def right(self) -> Right:
        """See `Person.right`: what takes in the old one, and where the new one really lies."""
        right = super().right()
        right.places = self._scene.takes_in(self.document) | self._scene.places(self.document)
        return right

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        if visit.part == OLD or visit.next_step == "print_paper":
            await super().act(visit, compartment)
        else:
            await self._taking.act(visit, compartment)


class Exchanger(Giver):
    """Somebody who fetches the new one and leaves the old one behind one door. ``LEAVES_ITEM`` keeps both."""

    kind = Kind.EXCHANGE

    def right(self) -> Right:
        """See `Person.right`: where the new one lies, or lay."""
        known = self._scene.documents[self.document]
        places = self._scene.places(self.document) | (frozenset({known.door}) if known.door else frozenset())
        return self._scene.rights.give(self.kind, self.document, places, frozenset(known.items))

    def began(self, right: Right, visit: Visit) -> None:
        """See `Person.began`."""
        super().began(right, visit)
        self._scene.documents[self.document].door = visit.compartment

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "exchange" if not opened:
                self._scene.hands.pull(compartment.id)
            case "exchange":
                await self._exchange(compartment)
            case "confirm_exchanged":
                await self._asked_at_the_end(visit, compartment)
            case _:
                await super().act(visit, compartment)

    async def _exchange(self, compartment: Compartment) -> None:
        slip, first = self._slip, self.first_at(compartment)
        self._where[OLD] = compartment.id
        if slip is Slip.SHUTS_AT_ONCE and first:
            await self.shut(compartment)
            return
        if self._rng.random() < OLD_IN_FIRST:
            self._leave_old(compartment)
            await self.react()
        for item in self._scene.office_in(self.document, compartment):
            self._scene.take(compartment.id, item)
            await self.react()
            await self.react()  # hands are slower than two equal readings of a sensor
        if slip is Slip.PUTS_IN and first:
            self._scene.litter(compartment.id, thin=False)
            self._scene.documents[self.document].cheated = True
        elif slip is not Slip.LEAVES_ITEM:
            self._leave_old(compartment)
            await self.react()
        if slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    def _leave_old(self, compartment: Compartment) -> None:
        old = self._scene.in_bag(self.document, OLD)
        if old is not None:
            self._scene.put_in(compartment.id, old, thin=self._rng.random() < THIN)

    async def _asked_at_the_end(self, visit: Visit, compartment: Compartment) -> None:
        if self._slip is Slip.SAYS_NOTHING:
            return
        inside = bool(self._scene.own_in(self.document, compartment))
        if self._slip is Slip.SHUTS_AT_ONCE and "open_again" in visit.may and self.first_at_the_end():
            with suppress(RefusedError):
                await self._scene.terminal.say(visit.id, "open-again")
        elif inside or self._slip in {Slip.LEAVES_ITEM, Slip.PUTS_IN}:
            await self.say(visit, "exchanged")
        else:
            await self.say(visit, "nothing-in")

    def first_at_the_end(self) -> bool:
        """Whether they are asked for the first time; from now on they are not."""
        first = "the end" not in self._done_at
        self._done_at.add("the end")
        return first
