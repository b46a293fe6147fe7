"""Staff with a pile: at each shut door they read the next envelope, and confirm when there is none left."""

import asyncio
from collections.abc import Sequence

from lockersim import qr
from lockersim.errors import SimError
from lockersim.people.acts import REACTION_S, Acts
from lockersim.people.manners import Ending, Manner
from lockersim.people.papers import Document
from lockersim.people.person import Person
from lockersim.people.scene import Scene
from lockersim.site.terminal import Visit


class PileActs(Acts):
    """What they do at each door; they go away, without a word, when ``leaves_at`` envelopes are left."""

    def __init__(self, scene: Scene, pile: Sequence[Document], *, leaves_at: int | None) -> None:
        super().__init__(
            scene,
            pile[0],
            staff=True,
            manner=Manner.NORMAL,
            thin=False,
            leaves_at=None,
            reaction_s=REACTION_S,
        )
        self._rest, self._left, self._read_at, self._printed = list(pile[1:]), leaves_at, "", 0

    def leaves(self, visit: Visit) -> bool:
        """See `Acts.leaves`."""
        filled = visit.next_step == "confirm_loaded" and visit.compartment != self._read_at
        return filled and len(self._rest) == self._left

    async def act(self, visit: Visit) -> None:
        """See `Acts.act`."""
        if visit.next_step != "confirm_loaded" or not self._rest:
            await super().act(visit)
        elif visit.compartment != self._read_at:
            body = {"scan": self._rest[0].name, "although_not_seen": visit.trouble == "item_not_seen"}
            await self._scene.terminal.say(visit.id, "next", body)
            self._read_at = visit.compartment
            self._document = self._rest.pop(0)

    async def _print(self, visit: Visit) -> None:
        """Every code in turn: it is the one for what lies behind the door that is named beside it."""
        picture = await self._scene.terminal.code_png(visit.id)
        printed = await asyncio.to_thread(qr.scan_png, picture)
        (item,) = self._scene.wall.world.compartments[visit.compartment].items
        letter = self._scene.papers.letter(item.name)
        if letter is not None and letter.token != printed:
            raise SimError(f"{item.name}: the printed code is not the one central opened")
        self._printed += 1
        more = self._printed < visit.raw["codes"]
        await self._scene.terminal.say(visit.id, "next-code" if more else "done")


class PilePerson(Person):
    """The one who carries it; the first document says whose it is."""

    def __init__(self, scene: Scene, pile: Sequence[str], *, leaves_at: int | None = None) -> None:
        super().__init__(scene, pile[0], staff=True)
        self._pile = tuple(scene.papers.document(name) for name in pile)
        self._acts = PileActs(scene, self._pile, leaves_at=leaves_at)

    @property
    def things(self) -> tuple[str, ...]:
        """See `Person.things`."""
        return tuple(thing for document in self._pile for thing in document.things)

    def _ending(self, visit: Visit) -> Ending:
        if visit.trouble is not None:
            return Ending("trouble", visit.trouble)
        inside = [self._scene.wall.world.where(thing) for thing in self.things]
        return Ending("left", visit.next_step) if None in inside else Ending("loaded")
