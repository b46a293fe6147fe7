"""What everybody at the site shares: the wall to touch, the terminal to ask, documents, letters, badges, the record."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from lockercentral.keys import OpenedCode
from lockercentral.orders import OrderView
from lockercentral.uuid7 import uuid7
from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door, ItemSensor
from virtual.badges import CLERK, Badges
from virtual.durable import OPENING_MS
from virtual.rights import Right, Rights
from virtual.rules import Rules
from virtual.station import Station

LOADABLE: Final = frozenset({"announced", "reserved", "loading", "sent"})
PASSES_BY_S: Final = (30.0, 400.0)


class Holder(StrEnum):
    """Who has a document."""

    OFFICE = "office"
    WALL = "wall"
    PERSON = "person"
    BRINGER = "bringer"
    """A person who is to hand it in."""
    STAFF = "staff"
    """Taken out by staff after something went wrong, or after its time."""


@dataclass(slots=True, eq=False)
class Document:
    """A thing to be handed over."""

    name: str
    order: str
    items: dict[str, Holder]
    """What belongs to it, a thing for each part, and who has it."""
    letter: OpenedCode | None = None
    """The newest that was printed; people keep it when its code is spent."""
    brought: bool = False
    """Whether a person brings it to the office, not the office to a person."""
    document_class: str = "identity_card"
    refused: bool = False
    """Whether the site said that no door of its own can ever serve it."""
    word: str = ""
    """What the machine told its person last."""
    retention_h: int = 240
    held_since_s: float | None = None
    """When central was told that it is kept back, until it asks for it to be given free."""
    was_held: bool = False
    """Whether it may be kept back as far as central knows."""
    receipts: set[int] = field(default_factory=set)
    """Numbers of those that its person has."""

    @property
    def reached(self) -> bool:
        """Whether all of it is where it was to go."""
        if self.brought:
            return self.all(Holder.STAFF)
        return self.all(Holder.PERSON)

    def some(self, holder: Holder) -> bool:
        """Whether somebody has at least a part of it."""
        return holder in self.items.values()

    def all(self, holder: Holder) -> bool:
        """Whether somebody has all of it."""
        return set(self.items.values()) == {holder}


class Scene:
    """One site's people, and what they know."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.terminal, self.admin = station.terminal, station.admin
        self.hands = station.wall.hands
        self.rights = Rights(station.loop)
        self.rules = Rules(station.loop, station.wall, self.rights, database=station.database, breach=station.breach)
        self.documents: dict[str, Document] = {}
        self.owner: dict[str, Document] = {}
        """Whose each item is."""
        self.dirty: set[str] = set()
        """Compartments whose item sensor was once wrong."""
        self.badges = Badges(station.keys, true_s=station.clocks.true_s)
        self.rules.barred = self._barred
        self._litter = 0
        self._following: set[asyncio.Task[None]] = set()

    @property
    def now_s(self) -> float:
        """The loop's time."""
        return self.station.loop.time()

    def note(self, who: str, what: str) -> None:
        """Write down what somebody did."""
        self.station.trace.note(who, what)

    def breach(self, words: str) -> None:
        """Write down what must never be."""
        self.station.breach(words)

    def new_id(self) -> str:
        """A key that nobody had before."""
        return self.station.new_id()

    # Documents

    def new_document(self, parts: int, *, brought: bool = False) -> Document:
        """The office has something for somebody, in so many parts; or somebody shall bring something."""
        name = f"{'lent' if brought else 'passport'}-{len(self.documents) + 1}"
        order = uuid7(now_ms=int(self.station.clocks.true_s() * 1000), random=self.station.rng.getrandbits)
        items = [name] if parts == 1 else [f"{name}.{number}" for number in range(1, parts + 1)]
        document = self.documents[name] = Document(
            name, order, dict.fromkeys(items, Holder.BRINGER if brought else Holder.OFFICE), brought=brought
        )
        self.owner.update(dict.fromkeys(items, document))
        return document

    def order(self, document: str) -> str:
        """The order it belongs to."""
        return self.documents[document].order

    def view(self, document: Document) -> OrderView | None:
        """What central knows of it."""
        return self.station.central.orders.get(document.order)

    def letter(self, document: str) -> OpenedCode | None:
        """The newest letter its person has."""
        known = self.documents[document]
        view = self.view(known)
        if view is not None and view.code is not None:
            known.letter = view.code
        return known.letter

    def badge(self) -> str:
        """The badge of the day of whoever puts things in."""
        return self.badges.of(CLERK)

    def _barred(self, document: str) -> str | None:
        """See `Rules.barred`; what was committed before is on its way for a moment."""
        known = self.documents[document]
        if known.held_since_s is not None and self.now_s - known.held_since_s > OPENING_MS / 1000:
            return "is kept back"
        return "is with the office" if known.receipts else None

    # Things

    def compartment(self, name: str) -> Compartment:
        """A compartment as it really is."""
        return self.station.wall.world.compartments[name]

    def where(self, item: str) -> str | None:
        """The compartment in which it lies."""
        return self.station.wall.world.where(item)

    def in_hand(self, document: str) -> str | None:
        """What of it staff still have before the wall."""
        return next((item for item, at in self.documents[document].items.items() if at is Holder.OFFICE), None)

    def in_bag(self, document: str) -> str | None:
        """What of it its person still has to hand in."""
        return next((item for item, at in self.documents[document].items.items() if at is Holder.BRINGER), None)

    def own_in(self, document: str, compartment: Compartment) -> list[str]:
        """What of it lies there."""
        return [item.name for item in compartment.items if item.name in self.documents[document].items]

    def places(self, document: str) -> frozenset[str]:
        """Where it lies."""
        found = (self.where(item) for item in self.documents[document].items)
        return frozenset(place for place in found if place is not None)

    def put_in(self, compartment: str, item: str, *, thin: bool) -> None:
        """Lay something into an open compartment."""
        self.hands.put_in(compartment, item, thin=thin)
        self._give(item, Holder.WALL)

    def take(self, compartment: str, item: str) -> None:
        """Its person takes it out."""
        self.hands.take_out(compartment, item)
        self._give(item, Holder.PERSON)

    def take_back(self, compartment: str, item: str) -> None:
        """Staff take out what they put in."""
        self.hands.take_out(compartment, item)
        self._give(item, Holder.OFFICE)

    def take_home(self, compartment: str, item: str) -> None:
        """Somebody takes out again what they brought."""
        self.hands.take_out(compartment, item)
        self._give(item, Holder.BRINGER)

    def papers(self, document: str, paper: dict[str, Any], compartment: str) -> None:
        """Somebody takes a paper along: a receipt by the sensor's evidence is for something (rule 17)."""
        if paper["paper"] != "receipt":
            return
        self.documents[document].receipts.add(paper["number"])
        if paper["grade"] == "sensor" and not self.compartment(compartment).items:
            self.rules.said_full(compartment)

    def _give(self, item: str, holder: Holder) -> None:
        self.owner[item].items[item] = holder

    def litter(self, compartment: str, *, thin: bool) -> None:
        """Lay something in that does not belong there."""
        self._litter += 1
        name = f"litter-{self._litter}"
        self.hands.put_in(compartment, name, thin=thin)
        self.rules.excused.add(name)

    def tidy(self, compartment: Compartment) -> bool:
        """Take out what people left by mistake; tell whether the compartment is empty then."""
        for item in tuple(compartment.items):
            if item.name not in self.owner:
                self.hands.take_out(compartment.id, item.name)
        return not compartment.items

    def empty_out(self, compartment: Compartment) -> bool:
        """Staff take everything out; tell whether anything of it was brought by a person.

        What still is to be put in goes back to those who do that; they keep the rest.
        """
        brought = any(item.name in self.owner and self.owner[item.name].brought for item in compartment.items)
        for item in tuple(compartment.items):
            self.hands.take_out(compartment.id, item.name)
            if item.name in self.owner:
                view = self.view(self.owner[item.name])
                again = view is not None and view.state in LOADABLE and not self.owner[item.name].brought
                self._give(item.name, Holder.OFFICE if again else Holder.STAFF)
                self.note("staff", f"{'bring back' if again else 'keep'} {item.name} from {compartment.id}")
        return brought

    def unseen(self, compartment: Compartment) -> bool:
        """Whether a sensor that is as it should be could have missed all that lies there (F33)."""
        fitted = compartment.item_sensor is ItemSensor.FITTED
        return fitted and (all(item.thin for item in compartment.items) or compartment.id in self.dirty)

    def passes_by(self, compartment: str) -> None:
        """Somebody who comes by pushes a door shut that was left open."""
        self.station.loop.call_later(self.station.rng.uniform(*PASSES_BY_S), self._push, self.compartment(compartment))

    def _push(self, compartment: Compartment) -> None:
        if compartment.door is Door.OPEN and not compartment.pulling:
            self.hands.push_shut(compartment.id)

    # Visits

    def follow(self, visit: str, right: Right, hear: Callable[[Visit], None]) -> "asyncio.Task[None]":
        """Follow a visit to its end, whoever still stands there; the right ends with it."""

        async def following() -> None:
            try:
                async for view in self.terminal.events(visit):
                    if view.raw["opened"]:
                        self.rules.said_opened(view.compartment, right.since_s)
                    hear(view)
            except (UnreachableError, RefusedError):
                self.rights.end(right, late=True)
            else:
                self.rights.end(right, late=True)

        task = asyncio.ensure_future(following())
        self._following.add(task)
        task.add_done_callback(self._following.discard)
        return task

    async def leave(self) -> None:
        """Everybody goes home."""
        for task in self._following:
            task.cancel()
        await asyncio.gather(*self._following, return_exceptions=True)
