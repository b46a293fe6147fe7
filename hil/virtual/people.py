"""People at the wall with one document's business: they do what the terminal says, or something else.

What somebody does wrong is drawn anew each time. Whoever walks away leaves a visit behind that goes on without them.
"""

import asyncio
import random
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
    PRESSES_EVERYTHING = "presses_everything"


class Person:
    """One person; ``ended`` is the word with which the last visit ended."""

    kind: Kind

    def __init__(self, scene: Scene, document: str, rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        self.document = document
        self.ended = ""
        self._scene, self._rng, self._slip = scene, rng, slip
        self._visit: Visit | None = None
        self._news = asyncio.Event()
        self._said: set[str] = set()
        self._done_once = False

    async def react(self) -> None:
        """Take one's time."""
        await asyncio.sleep(self._rng.uniform(*REACTION_S))

    async def begin(self) -> Visit:
        """Ask for the door; raises ``RefusedError`` and ``UnreachableError``."""
        raise NotImplementedError

    def right(self) -> Right:
        """What the request may have opened."""
        raise NotImplementedError

    async def come(self) -> str:
        """One whole visit, refusals that pass waited out; returns how it ended."""
        for _ in range(TRIES):
            right = self.right()
            try:
                visit = await self.begin()
            except RefusedError as refusal:
                self._scene.rights.end(right, late=True)
                self.ended = refusal.code
                if refusal.code in PASSES:
                    await asyncio.sleep(max(refusal.retry_after_ms / 1000, 1.0))
                    continue
                break
            except UnreachableError:
                self._scene.rights.end(right, late=True)
                self.ended = "gone"
                break
            if right.places is None and len(self._scene.documents[self.document].items) == 1:
                right.places = frozenset({visit.compartment})
            self._note(f"begins at {visit.compartment} ({self._slip})")
            await self._attend(visit, right)
            break
        self._note(f"ends: {self.ended}")
        return self.ended

    async def _attend(self, visit: Visit, right: Right) -> None:
        self._visit = visit
        self._said.clear()
        following = self._scene.follow(visit.id, right, self._hear)
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
        self._news.set()

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """Do what is to be done now, or something else."""
        raise NotImplementedError

    async def say(self, visit: Visit, word: str, body: dict[str, Any] | None = None) -> None:
        """Press a button, once for each trouble that is shown."""
        key = f"{word}/{visit.trouble}/{visit.phase}"
        if key not in self._said:
            self._said.add(key)
            await self._scene.terminal.say(visit.id, word, body)

    async def press_anything(self, visit: Visit) -> None:
        """Press one of the buttons, and then perhaps once more."""
        if visit.may:
            word = self._rng.choice(visit.may).replace("_", "-")
            if word not in {"loaded", "undo", "empty"}:
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


class Citizen(Person):
    """Somebody who comes for their document."""

    kind = Kind.COLLECTION

    def right(self) -> Right:
        """See `Person.right`: the doors behind which the document really lies."""
        items = frozenset(self._scene.documents[self.document].items)
        return self._scene.rights.give(Kind.COLLECTION, self.document, self._scene.places(self.document), items)

    async def begin(self) -> Visit:
        """See `Person.begin`: hold the letter to the reader, or type what stands on it."""
        letter = self._scene.letter(self.document)
        terminal, rng = self._scene.terminal, self._rng
        await self.react()
        if letter is None:
            raise RefusedError(0, "no_letter", "")
        if rng.random() < 0.1:
            with suppress(RefusedError):
                await terminal.collect_typed(f"{rng.randrange(10**9):09}")
        if rng.random() < 0.6:
            key = self._scene.new_id()
            visit = Visit.read(await terminal.post("/v1/collections", {"code": letter.token}, key=key))
            if rng.random() < 0.1:  # the answer got lost on the way to the screen
                visit = Visit.read(await terminal.post("/v1/collections", {"code": letter.token}, key=key))
            return visit
        if rng.random() < 0.5:
            return await terminal.collect_typed(letter.typed_code, letter.pickup_number)
        return await terminal.collect_typed(letter.typed_code)

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        if self._slip is Slip.PRESSES_EVERYTHING and self._rng.random() < 0.4:
            await self.press_anything(visit)
        match visit.next_step:
            case "pull_door" if not opened:
                self._scene.hands.pull(compartment.id)
                if "does_not_open" in visit.may and self._rng.random() < 0.2:
                    await self.say(visit, "does-not-open")
            case "pull_door" | "take_out" if opened:
                await self._at_the_open_door(compartment)
            case "take_out":
                self._scene.hands.pull(compartment.id)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_taken":
                await self._asked_at_the_shut_door(visit, compartment)
            case _:
                pass

    async def _at_the_open_door(self, compartment: Compartment) -> None:
        slip, first = self._slip, not self._done_once
        self._done_once = True
        if slip is Slip.SHUTS_AT_ONCE and first:
            await self.shut(compartment)
            return
        if slip is not Slip.LEAVES_ITEM:
            for item in self._scene.own_in(self.document, compartment):
                self._scene.take(compartment.id, item)
                await self.react()
        if slip is Slip.PUTS_IN and first:
            self._scene.litter(compartment.id, thin=self._rng.random() < 0.3)
        if slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _asked_at_the_shut_door(self, visit: Visit, compartment: Compartment) -> None:
        if self._slip is Slip.SAYS_NOTHING:
            return
        inside = bool(self._scene.own_in(self.document, compartment))
        if inside and "open_again" in visit.may and self._slip is not Slip.LEAVES_ITEM:
            await self._scene.terminal.say(visit.id, "open-again")
        elif inside:
            await self.say(visit, "done")
        else:
            await self.say(visit, "taken-out")


class Loader(Person):
    """Staff with a document to put in."""

    kind = Kind.LOADING

    def right(self) -> Right:
        """See `Person.right`: lockerd chooses the door."""
        return self._scene.rights.give(Kind.LOADING, self.document, None)

    async def begin(self) -> Visit:
        """See `Person.begin`: show badge and slip."""
        await self.react()
        return await self._scene.terminal.load(self._scene.order(self.document), self._scene.badge())

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "pull_door" | "put_in" | "check_empty" if not opened:
                self._scene.hands.pull(compartment.id)
            case "check_empty":
                await self._look(visit, compartment)
            case "take_out" if opened:
                self._take_back(compartment)
                await self.shut(compartment)
            case "put_in" if compartment.items and not self._scene.own_in(self.document, compartment):
                self._found(visit, compartment)
                await self.shut(compartment)
            case "put_in":
                await self._put_in(compartment)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_loaded" if self._scene.own_in(self.document, compartment):
                if self._slip is not Slip.SAYS_NOTHING:
                    await self.say(visit, "loaded", {"although_not_seen": visit.trouble == "item_not_seen"})
            case "print_code":
                await self._print(visit)
            case _:
                pass

    def _take_back(self, compartment: Compartment) -> None:
        for item in self._scene.own_in(self.document, compartment):
            self._scene.take_back(compartment.id, item)

    async def _look(self, visit: Visit, compartment: Compartment) -> None:
        if not compartment.items:
            await self.say(visit, "empty")
        elif not self._scene.tidy(compartment):  # what people left there by mistake is taken out first
            await self.say(visit, "help")
            await self.shut(compartment)

    def _found(self, visit: Visit, compartment: Compartment) -> None:
        """Told that it is proven empty, they find something in it."""
        if not self._scene.unseen(compartment):
            names = ", ".join(item.name for item in compartment.items)
            self._scene.breach(f"{visit.compartment} was given as empty, and {names} lay in it")

    async def _put_in(self, compartment: Compartment) -> None:
        if not self._done_once and self._slip is Slip.SHUTS_AT_ONCE:
            self._done_once = True
            await self.shut(compartment)
            return
        self._done_once = True
        item = self._scene.in_hand(self.document)
        if self._slip is not Slip.LEAVES_ITEM and item is not None and not compartment.items:
            self._scene.put_in(compartment.id, item, thin=self._rng.random() < 0.1)
            await self.react()
        if self._slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _print(self, visit: Visit) -> None:
        if self._slip is Slip.PRESSES_EVERYTHING and "undo" in visit.may:
            await self.say(visit, "undo")
            return
        await self.say(visit, "done")
