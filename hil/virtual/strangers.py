"""People who come without a code and hand something in, where the site takes that in."""

import random
from contextlib import suppress
from typing import Any, Final

from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from virtual.givers import Giver
from virtual.people import Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene
from virtual.terms import FOUND_THINGS

WITHIN_REACH: Final = 0.2
COMES_AGAIN: Final = 0.5
"""How often somebody wants their receipt once more, by its number."""


class Stranger(Giver):
    """Somebody with one thing, and no code; what opens for them ends with their visit."""

    kind = Kind.WALK_IN

    def __init__(self, scene: Scene, document: str, rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        super().__init__(scene, document, rng, slip=slip)
        self._number = ""
        self._reach = rng.random() < WITHIN_REACH

    async def begin(self) -> Visit:
        """See `Person.begin`: choose the class that is offered."""
        await self.react()
        needs: dict[str, Any] = {"needs": {"within_reach": True}} if self._reach else {}
        visit = await self._scene.terminal.walk_in(FOUND_THINGS, **needs)
        self._number = visit.raw["fetch_number"]
        return visit

    def began(self, right: Right, visit: Visit) -> None:
        """See `Person.began`: no other door is offered (rule 21), and nothing that is seen lies behind this one."""
        places = right.places or frozenset()
        if visit.compartment not in places:
            self._scene.breach(f"{visit.compartment} is given to somebody without a code, and is not empty")
        right.places = places & {visit.compartment}

    async def come(self) -> str:
        """See `Person.come`; perhaps they want a copy of the receipt that they have."""
        ended = await super().come()
        if self._scene.documents[self.document].receipts and self._rng.random() < COMES_AGAIN:
            with suppress(RefusedError, UnreachableError):
                await self._fetch_again()
        return ended

    async def _fetch_again(self) -> None:
        shown = Visit.read(await self._scene.terminal.post("/v1/papers", {"fetch_number": self._number}))
        paper = await self._scene.terminal.paper(shown.id)
        if paper["paper"] != "receipt":
            self._scene.breach(f"{self.document} has a receipt, and its number gives a {paper['paper']}")
        await self._scene.terminal.say(shown.id, "done")
