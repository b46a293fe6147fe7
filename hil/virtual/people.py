"""Whoever stands at the wall with one document's business: does what the terminal says, or something else.

What somebody does wrong is drawn anew each time. Whoever walks away leaves a visit behind that goes on without them.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.hands import HandError
from lockersim.world.model import Door
from virtual.rights import Kind, Right
from virtual.scene import Scene

REACTION_S: Final = (0.4, 4.0)
LOOK_AGAIN_S: Final = 6.0
PATIENCE_S: Final = 420.0
TRIES: Final = 4
PASSES: Final = frozenset({"busy", "wait", "brake", "on_battery", "too_many_tries", "pickup_number_closed"})
"""Refusals that pass by themselves."""


class Slip(StrEnum):
    """What somebody does wrong in a visit."""

    NONE = "none"
    WALKS_AWAY = "walks_away"
    """At some moment, wherever they are."""
    LEAVES_OPEN = "leaves_open"
    LEAVES_ITEM = "leaves_item"
    SHUTS_AT_ONCE = "shuts_at_once"
    """And asks for the door to be opened again."""
    PUTS_IN = "puts_in"
    """Something that does not belong there."""
    SAYS_NOTHING = "says_nothing"
    DISPUTES = "disputes"
    """Says that it is not theirs, or that nothing lies there; it is a lie."""
    PRESSES_EVERYTHING = "presses_everything"


class Person(ABC):
    """One person; ``ended`` is the word with which the last visit ended."""

    kind: Kind

    def __init__(self, scene: Scene, document: str, rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        self.document = document
        self.ended = ""
        self._scene, self._rng, self._slip = scene, rng, slip
        self._visit: Visit | None = None
        self._news = asyncio.Event()
        self._said: set[str] = set()
        self._done_at: set[str] = set()
        self._doors: set[str] = set()
        self.rights: list[Right] = []
        """Under which the door was asked for, the newest at last."""

    async def react(self) -> None:
        """Take one's time."""
        await asyncio.sleep(self._rng.uniform(*REACTION_S))

    @abstractmethod
    async def begin(self) -> Visit:
        """Ask for the door; raises ``RefusedError`` and ``UnreachableError``."""

    @abstractmethod
    def right(self) -> Right:
        """What the request may have opened."""

    def began(self, right: Right, visit: Visit) -> None:
        """The site has chosen the door; of several, and for what is brought, it may choose another one next."""
        if right.places is None and len(self._scene.documents[self.document].items) == 1:
            right.places = frozenset({visit.compartment})

    async def come(self) -> str:
        """One whole visit, refusals that pass waited out; returns how it ended."""
        for _ in range(TRIES):
            began_s = self._scene.now_s
            self._scene.sums.comes(self.document)
            right = self.right()
            try:
                visit = await self.begin()
            except RefusedError as refusal:
                self._scene.rights.end(right, late=True)
                self.ended = refusal.code
                if refusal.code == "expired":
                    self._scene.told_expired(self.document)
                if refusal.code in PASSES:
                    await asyncio.sleep(max(refusal.retry_after_ms / 1000, 1.0))
                    continue
                break
            except UnreachableError:
                self._scene.rights.end(right, late=True)
                self.ended = "gone"
                break
            self.began(right, visit)
            self._note(f"begins at {visit.compartment} ({self._slip})")
            await self._attend(visit, right)
            self.went(began_s)
            break
        self._note(f"ends: {self.ended}")
        return self.ended

    def went(self, began_s: float) -> None:
        """The visit is over for them."""
        well = self._slip is Slip.NONE and self.ended not in {"gone", "walked away"}
        self._scene.sums.went(self.document, frozenset(self._doors), began_s, well=well)

    async def _attend(self, visit: Visit, right: Right) -> None:
        self._visit = visit
        self._doors.add(visit.compartment)
        self._said.clear()
        self.rights.append(right)
        following = self._scene.follow(visit.id, self.rights, self._hear)
        until_s = self._scene.now_s + PATIENCE_S
        while not following.done() and self._scene.now_s < until_s:
            if self._visit.over:
                break
            await self.react()
            if self._slip is Slip.WALKS_AWAY and self._rng.random() < 0.25:
                self.ended = "walked away"
                self._scene.passes_by(self._visit.compartment)
                return
            with suppress(RefusedError, UnreachableError, HandError):
                await self.act(self._visit, self._scene.compartment(self._visit.compartment))
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._news.wait()
        over = self._visit
        self.ended = (over.trouble or "over") if over.over else "gone"
        self._leave(self._scene.compartment(over.compartment))

    def _hear(self, visit: Visit) -> None:
        self._visit = visit
        self._doors.add(visit.compartment)
        self._news.set()

    def first_at(self, compartment: Compartment) -> bool:
        """Whether they do what is to be done at this door for the first time; from now on they do not."""
        first = compartment.id not in self._done_at
        self._done_at.add(compartment.id)
        return first

    @abstractmethod
    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """Do what is to be done now, or something else."""

    async def say(self, visit: Visit, word: str, body: dict[str, Any] | None = None) -> None:
        """Press a button, once for each trouble that is shown."""
        key = f"{word}/{visit.trouble}/{visit.phase}/{visit.compartment}"
        if key not in self._said:
            self._said.add(key)
            await self._scene.terminal.say(visit.id, word, body)

    async def press_anything(self, visit: Visit) -> None:
        """Press one of the buttons, and then perhaps once more."""
        if visit.may:
            word = self._rng.choice(visit.may).replace("_", "-")
            if word not in {"loaded", "next", "undo", "undo-all", "empty"}:
                await self._scene.terminal.say(visit.id, word)

    async def shut(self, compartment: Compartment) -> None:
        """Push the door shut; hands are slower than a coil."""
        while compartment.pulling:  # noqa: ASYNC110 - the world tells nobody
            await asyncio.sleep(0.1)
        if compartment.door is Door.OPEN:
            self._scene.hands.push_shut(compartment.id)

    def _leave(self, compartment: Compartment) -> None:
        self._scene.passes_by(compartment.id)
        if compartment.door is Door.OPEN and not compartment.pulling and self._slip is not Slip.LEAVES_OPEN:
            self._scene.hands.push_shut(compartment.id)

    def _note(self, what: str) -> None:
        self._scene.note(self.document, f"{self.kind} {what}")
