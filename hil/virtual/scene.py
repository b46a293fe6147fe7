"""What everybody at the site shares: the wall to touch, the terminal to ask, documents, letters, badges, the record."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from lockercentral.keys import OpenedCode
from lockercentral.orders import OrderView
from lockercentral.uuid7 import uuid7
from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door, ItemSensor
from virtual.badges import Badges
from virtual.bars import Bars
from virtual.deadlines import Deadlines
from virtual.documents import BRINGS, Document, Errand, Holder, things
from virtual.leftout import LeftOut
from virtual.rights import Right, Rights
from virtual.rules import Rules
from virtual.station import Station
from virtual.sums import Sums
from virtual.terms import Terms

LOADABLE: Final = frozenset({"announced", "reserved", "loading", "sent"})
PASSES_BY_S: Final = (30.0, 400.0)


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
        self.left_out, self.deadlines = LeftOut(), Deadlines()
        self.badges = Badges(station.keys, true_s=station.clocks.true_s)
        self.bars = Bars(
            self.documents,
            self.owner,
            self.left_out,
            self.badges,
            doors=station.wall.world.compartments,
            unseen=self.unseen,
            dirty=self.dirty,
            now_s=station.loop.time,
        )
        self.sums = Sums(self._seen, station.clocks)
        self.rules.barred = self.bars.why
        self.rules.fired = lambda right, door: self.left_out.shown(right, door, self.now_s)
        self.littered = self.made = 0
        self.judged = 0, 0
        """Epoch and number up to which events were judged before."""
        self._visits: dict[str, float] = {}
        """Since when each may have been opened: when whoever began it asked."""
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

    def new_document(
        self, terms: Terms, errand: Errand = Errand.COLLECTION, checklists: tuple[tuple[str, ...], ...] = ()
    ) -> Document:
        """The office has something for somebody, in as many parts as it needs doors; or somebody brings it."""
        self.made += 1
        name = f"{'lent' if errand in BRINGS else 'passport'}-{self.made}"
        order = uuid7(now_ms=int(self.station.clocks.true_s() * 1000), random=self.station.rng.getrandbits)
        items = things(name, errand, len(terms.needs))
        document = self.documents[name] = Document(
            name, "" if errand is Errand.WALK_IN else order, items, terms, errand, checklists
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

    def told_expired(self, document: str) -> None:
        """Somebody is told that the time of their letter is over."""
        known = self.documents.get(document)
        if known is not None and known.letter is not None:
            self.deadlines.refused(self.now_s, known.order, known.letter.grant)

    def is_known(self, document: Document) -> bool:
        """Whether the site knows its order, as far as central does, and it goes on."""
        view = self.view(document)
        return view is not None and not view.closed and view.state != "sent"

    # Things

    def compartment(self, name: str) -> Compartment:
        """A compartment as it really is."""
        return self.station.wall.world.compartments[name]

    def where(self, item: str) -> str | None:
        """The compartment in which it lies."""
        return self.station.wall.world.where(item)

    def in_bag(self, document: str, part: int) -> str | None:
        """What its person has for a part of it, and has not handed in."""
        return self.documents[document].in_bag(part)

    def own_in(self, document: str, compartment: Compartment) -> list[str]:
        """What of it lies there."""
        return [item.name for item in compartment.items if item.name in self.documents[document].items]

    def office_in(self, document: str, compartment: Compartment) -> list[str]:
        """What the office has laid there for its person."""
        mine = self.documents[document].of_office()
        return [item.name for item in compartment.items if item.name in mine]

    def takes_in(self, document: str) -> frozenset[str]:
        """Where nothing of anybody else lies that a sensor as it should be sees, and nobody's litter is known of."""
        known = self.documents[document]
        doors = self.station.wall.world.compartments.values()
        return frozenset(
            door.id
            for door in doors
            if self.unseen(door)
            or all(item.name in known.items or item.name in self.rules.excused for item in door.items)
        )

    def taken(self, document: str) -> list[str]:
        """What its person has fetched."""
        return [item for item, at in self.documents[document].items.items() if at is Holder.PERSON]

    def perhaps_held(self) -> None:
        """What was put in together with what is disputed is kept back until the office gives it free (ADR 37)."""
        for document in self.documents.values():
            document.was_held = document.was_held or document.some(Holder.WALL)

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
        self.note(document, f"has {paper['paper']} {paper['number']} {paper['grade'] or ''}")
        known = self.documents[document]
        if (wrong := self.sums.paper(known, paper)) is not None:
            self.breach(wrong)
        if paper["paper"] != "receipt" or paper["direction"] == "out":
            return
        known.receipts[paper["part"]] = compartment
        if paper["grade"] == "sensor" and not self.compartment(compartment).items:
            self.rules.said_full(compartment)

    def _give(self, item: str, holder: Holder) -> None:
        self.owner[item].items[item] = holder

    def litter(self, compartment: str, *, thin: bool) -> None:
        """Lay something in that does not belong there."""
        self.littered += 1
        name = f"litter-{self.littered}"
        self.hands.put_in(compartment, name, thin=thin)
        self.rules.excused.add(name)

    def tidy(self, compartment: Compartment) -> bool:
        """Take out what people left by mistake; tell whether the compartment is empty then."""
        for item in tuple(compartment.items):
            if item.name not in self.owner:
                self.hands.take_out(compartment.id, item.name)
        return not compartment.items

    def _seen(self, since_s: float, compartment: str) -> bool:
        sound = compartment not in self.dirty
        return sound and self.rules.could_be_seen(since_s, compartment, until_s=self.now_s)

    def empty_out(self, compartment: Compartment) -> bool:
        """Staff take everything out; tell whether anything of it was brought by a person.

        What still is to be put in goes back to those who do that; they keep the rest.
        """
        self.left_out.emptied(compartment.id)
        for document in self.documents.values():
            document.emptied(compartment.id)
        brought = any(
            item.name in self.owner and self.owner[item.name].is_brought(item.name) for item in compartment.items
        )
        for item in tuple(compartment.items):
            self.hands.take_out(compartment.id, item.name)
            if item.name in self.owner:
                view = self.view(self.owner[item.name])
                loadable = view is not None and view.state in LOADABLE
                again = loadable and not self.owner[item.name].is_brought(item.name)
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

    def follow(self, visit: str, rights: list[Right], hear: Callable[[Visit], None]) -> "asyncio.Task[None]":
        """Follow a visit to its end, whoever still stands there; its rights end with it, the newest is the door's.

        Whoever left and comes back to it finds its door opened before they came.
        """
        since_s = self._visits.setdefault(visit, rights[0].since_s)

        async def following() -> None:
            with suppress(UnreachableError, RefusedError):
                async for view in self.terminal.events(visit):
                    self.left_out.shown(rights[-1], view.compartment, self.now_s)
                    if view.raw["opened"] and view.next_step != "print_code":  # there the door says whose code it is
                        self.rules.said_opened(view.compartment, since_s)
                    hear(view)
            for right in rights:
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
