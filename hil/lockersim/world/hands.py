"""What people do at the wall: owners of documents, staff, burglars."""

from enum import StrEnum
from typing import assert_never

from lockersim.world.compartment import Compartment, Item
from lockersim.world.model import Cause, Door, Happening, Latch
from lockersim.world.world import World


class HandError(Exception):
    """Nobody can do that: the door is shut, the item is not there, there is no such compartment."""


class Action(StrEnum):
    """The actions by name, for scenarios and pages."""

    PULL = "pull"
    PUSH_SHUT = "push_shut"
    PUT_IN = "put_in"
    TAKE_OUT = "take_out"
    JAM = "jam"
    UNJAM = "unjam"
    FORCE = "force"
    STICK_OPEN = "stick_open"
    STICK_CLOSED = "stick_closed"
    UNSTICK = "unstick"


class Hands:
    """People's hands on one world. Every action raises ``HandError`` when a person could not do it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def act(self, action: Action, compartment: str, *, item: str | None = None) -> None:
        """Do an action by its name; ``item`` names the item put in or taken out (default: the first lying there)."""
        match action:
            case Action.PULL:
                self.pull(compartment)
            case Action.PUSH_SHUT:
                self.push_shut(compartment)
            case Action.PUT_IN:
                if item is None:
                    raise HandError("put_in needs an item")
                self.put_in(compartment, item)
            case Action.TAKE_OUT:
                self.take_out(compartment, item)
            case Action.JAM:
                self.jam(compartment)
            case Action.UNJAM:
                self.unjam(compartment)
            case Action.FORCE:
                self.force(compartment)
            case Action.STICK_OPEN:
                self.stick(compartment, Door.OPEN)
            case Action.STICK_CLOSED:
                self.stick(compartment, Door.CLOSED)
            case Action.UNSTICK:
                self.stick(compartment, None)
            case _:
                assert_never(action)

    def pull(self, compartment: str) -> bool:
        """Pull at the door; tell whether it stands open afterwards. A latched door does not give way."""
        c = self._at(compartment)
        if c.latch is Latch.UNLATCHED:
            self._world.open_door(c, Cause.HAND)
        return c.door is Door.OPEN

    def push_shut(self, compartment: str) -> None:
        """Push the door shut so that it latches; also latches a leaf that is shut but released."""
        self._world.shut_door(self._at(compartment))

    def put_in(self, compartment: str, item: str, *, thin: bool = False) -> None:
        """Lay an item into an open compartment; an item lies in one place only."""
        c = self._open(compartment)
        place = self._world.where(item)
        if place is not None:
            raise HandError(f"{item} lies in {place} already")
        c.items.append(Item(item, thin))
        self._world.note(Happening.ITEM_IN, Cause.HAND, c.id, detail=item)

    def take_out(self, compartment: str, item: str | None = None) -> str:
        """Take an item (or whatever lies first) out of an open compartment and return its name."""
        c = self._open(compartment)
        found = next((i for i in c.items if item is None or i.name == item), None)
        if found is None:
            raise HandError(f"{item or 'nothing'} lies in {c.id}")
        c.items.remove(found)
        self._world.note(Happening.ITEM_OUT, Cause.HAND, c.id, detail=found.name)
        return found.name

    def jam(self, compartment: str) -> None:
        """Make the leaf stick: released, it stays shut until pulled (F20)."""
        c = self._at(compartment)
        if not c.jammed:
            c.jammed = True
            self._world.note(Happening.JAMMED, Cause.HAND, c.id)

    def unjam(self, compartment: str) -> None:
        """Make the leaf move freely again; if the latch is released it swings open."""
        c = self._at(compartment)
        if c.jammed:
            c.jammed = False
            self._world.note(Happening.UNJAMMED, Cause.HAND, c.id)
            self._world.pop(c)

    def force(self, compartment: str) -> None:
        """Break the door open without any pulse (F23)."""
        self._world.open_door(self._at(compartment), Cause.FORCE)

    def stick(self, compartment: str, at: Door | None) -> None:
        """Hold the feedback switch at one position (a magnet: closed), or with None let it go (F21, F22, F29)."""
        c = self._at(compartment)
        if c.stuck is not at:
            c.stuck = at
            kind = Happening.SENSOR_FREED if at is None else Happening.SENSOR_STUCK
            self._world.note(kind, Cause.HAND, c.id, detail=at or "")

    def _at(self, compartment: str) -> Compartment:
        try:
            return self._world.compartments[compartment]
        except KeyError:
            raise HandError(f"there is no compartment {compartment}") from None

    def _open(self, compartment: str) -> Compartment:
        c = self._at(compartment)
        if c.door is not Door.OPEN:
            raise HandError(f"the door of {c.id} is shut")
        return c
