"""What central knows of its orders: what it announced, what the events say, and the codes it could open."""

from dataclasses import dataclass, field
from typing import Any

from lockercentral.events import Event
from lockercentral.keys import OpenedCode

PARTS_MAX = 9
"""So many an order has at most."""
_STATES = {"not_collected": "ready", "released": "announced", "loaded": "ready"}
"""Events that lead to a state of another name; every other one is named after the state it leads to."""
_LEAST_SETTLED_FIRST = (
    "sent",
    "collecting",
    "handing_in",
    "exchanging",
    "loading",
    "retrieval",
    "announced",
    "reserved",
    "ready",
    "awaited",
    "expired",
    "recalled",
    "quarantined",
    "handed_in",
    "collected",
    "retrieved",
    "cancelled",
)
"""An order is where the least settled of its parts is."""
_OUT = frozenset({"collected", "retrieved", "cancelled"})
_TOLD_OF_PARTS = frozenset({"order.collected", "order.handed_in"})
"""What an order has come to when all its parts have: each of them was told of by itself before."""
_STAYS = frozenset(
    {"closed", "unservable", "not_handed_in", "taken", "held", "hold_ended", "changed", "extended", "asked_for"}
)
"""Steps of an order that change nothing of where its parts are."""
_ENDS_CODE = frozenset({"grant.spent", "part.handed_in"})
"""The code of what a person brings is spent when the office has it, not when the door opens; of an exchange then."""


def _led_to(kind: str) -> str | None:
    """Where an event leads; None: nowhere else."""
    what, _, step = kind.partition(".")
    return None if what not in {"order", "part"} or step in _STAYS else _STATES.get(step, step)


@dataclass(frozen=True, slots=True)
class PartWish:
    """What one part of an order asks of its compartment."""

    needs: dict[str, Any] = field(default_factory=dict)
    item_count: int = 1
    checklist: tuple[str, ...] = ()
    """Of a ``hand_in``: codes of what the person shall bring."""

    def as_json(self) -> dict[str, Any]:
        """Return it as a command holds it."""
        listed = {"checklist": list(self.checklist)} if self.checklist else {}
        return {"item_count": self.item_count, "needs": self.needs, **listed}


@dataclass(frozen=True, slots=True)
class Wish:
    """What central asks of a site when it announces an order."""

    order: str
    authority: str = "stadt"
    document_class: str = "identity_card"
    case_reference: str = ""
    parts: tuple[PartWish, ...] = (PartWish(),)
    retention_h: int = 240
    kind: str = "collection"
    """``collection``, or ``hand_in``: a person brings it, and their code comes with the answer to the announcement; or
    ``swap``: a new document for the old one."""
    form: str | None = None
    """Of a ``swap``: ``same_compartment``, or ``old_first``: part 1 is what is brought, part 2 what staff put in."""
    no_delegate: bool = False
    """Nobody but the person themselves may come for it."""
    on_demand: bool = False
    """Its code comes with the answer to the announcement, and staff put it in when somebody asks for it."""

    def body(self) -> dict[str, Any]:
        """Return the body of ``order.announce``; an order of one part is announced with what the part needs."""
        parts = [part.as_json() for part in self.parts]
        return {
            "order": self.order,
            "authority": self.authority,
            "kind": self.kind,
            **({} if self.form is None else {"form": self.form}),
            "document_class": self.document_class,
            "case_reference": self.case_reference,
            **(parts[0] if len(parts) == 1 else {"parts": parts}),
            "retention_h": self.retention_h,
            **({"no_delegate": True} if self.no_delegate else {}),
            **({"on_demand": True} if self.on_demand else {}),
        }


@dataclass(slots=True)
class PartView:
    """One part of an order as central sees it."""

    number: int
    state: str = "sent"
    compartment: str | None = None
    """Where it lies, or lay last."""
    spent: bool = False
    """The code of its order has opened its door, or what was brought is with the office."""
    receipt: int | None = None
    """Number of the paper that the person who brought it has."""
    grade: str | None = None
    """By which evidence it passed to the office: ``sensor``, ``claim`` or ``found``."""
    missing: tuple[str, ...] | None = None
    """What of the checklist is not there in the person's word; None: nobody has said anything of it."""
    history: list[str] = field(default_factory=list)
    """Types of the events that were about it."""

    def as_json(self) -> dict[str, Any]:
        """Return it for a page."""
        return {
            "number": self.number,
            "state": self.state,
            "compartment": self.compartment,
            "receipt": self.receipt,
            "grade": self.grade,
            "missing": self.missing,
        }

    def learn(self, event: Event) -> None:
        """Follow one event about this part."""
        if event.compartment is not None:
            self.compartment = event.compartment
        if event.type in _ENDS_CODE:
            self.spent = True
        if event.type == "part.handed_in":
            self.receipt, self.grade = event.data["receipt"], event.data["grade"]
            if event.data.get("checked"):
                self.missing = tuple(filter(None, event.data["missing"].split(",")))
        if event.type == "part.not_handed_in" and self.state == "handing_in":
            self.state = "awaited"  # of a part that staff shall look for, the quarantine was told before
        if event.type == "grant.renewed" and self.state == "quarantined":
            self.state = "ready"  # staff found it as it should be, and left it there
        self.history.append(event.type)
        self.move(event.type)

    def move(self, kind: str) -> None:
        """Go where an event of this type leads; what has come to its end stays there."""
        state = _led_to(kind)
        if state is not None and (self.state not in _OUT or state == "quarantined"):
            self.state = state


@dataclass(slots=True)
class OrderView:
    """One order as central sees it."""

    order: str
    wish: Wish | None = None
    references: set[str] = field(default_factory=set)
    """What its case was ever called: an event that was told before it was called otherwise may still come."""
    parts: list[PartView] = field(default_factory=lambda: [PartView(1)])
    """From number 1 on; one as long as central does not know that there are more."""
    code: OpenedCode | None = None
    """The newest code, None when it was spent or revoked."""
    codes_seen: int = 0
    closed: bool = False
    """Nothing more will come; ``state`` stays what it was when it ended."""
    history: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where it is, as its parts are."""
        states = [part.state for part in self.parts]
        return next((state for state in _LEAST_SETTLED_FIRST if state in states), states[0])

    @property
    def compartments(self) -> list[str]:
        """Where its parts lie, or lay last."""
        return [part.compartment for part in self.parts if part.compartment is not None]

    def as_json(self) -> dict[str, Any]:
        """Return it for a page; the code itself is on the letter, not here."""
        return {
            "order": self.order,
            "state": self.state,
            "compartments": self.compartments,
            "parts": [part.as_json() for part in self.parts],
            "case_reference": self.wish.case_reference if self.wish else "",
            "document_class": self.wish.document_class if self.wish else "",
            "authority": self.wish.authority if self.wish else "",
            "has_code": self.code is not None,
        }

    def announce(self, wish: Wish) -> None:
        """Keep what is asked of the site for this order; asked again, what is known of its parts stays."""
        self.wish = wish
        self._know(len(wish.parts))

    def learn(self, event: Event) -> None:
        """Follow one event about this order, or about one of its parts; a code is given with ``issue``."""
        self.history.append(event.type)
        self.closed = self.closed or event.type == "order.closed"
        if event.type == "order.extended" and event.data["revived"]:
            self._revive()
        number = event.data.get("part", 1 if len(self.parts) == 1 else None)
        if event.type == "order.announced":
            self._know(event.data.get("parts", 1))
        if number is not None:
            self._know(number)
            self.parts[min(number, PARTS_MAX) - 1].learn(event)
        else:
            for part in self.parts if event.type not in _TOLD_OF_PARTS else ():
                brought = event.type == "order.ready" and part.state == "awaited"  # it is ready without that
                if part.receipt is None and not brought:
                    part.move(event.type)  # what is in custody stays there, whatever becomes of the rest
        if self.code is not None and self._ends(self.code, event):
            self.code = None

    def _revive(self) -> None:
        """What had expired waits again, under the code that it had."""
        for part in self.parts:
            if part.state == "expired":
                part.state = "ready" if "part.loaded" in part.history else "awaited"

    def _ends(self, code: OpenedCode, event: Event) -> bool:
        if event.type == "part.handed_in":
            return all(part.spent for part in self.parts)
        spent = event.type == "grant.spent" and all(part.spent for part in self.parts)
        return (spent or event.type == "grant.revoked") and event.data.get("grant") == code.grant

    def _know(self, count: int) -> None:
        """That there are so many parts."""
        self.parts += [PartView(number) for number in range(len(self.parts) + 1, min(count, PARTS_MAX) + 1)]

    def issue(self, code: OpenedCode) -> None:
        """Have a new code; it takes the place of an older one."""
        self.code = code
        self.codes_seen += 1
