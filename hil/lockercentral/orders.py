"""What central knows of its orders: what it announced, what the events say, and the codes it could open."""

from dataclasses import dataclass, field
from typing import Any

from lockercentral.errors import CentralError
from lockercentral.events import Event
from lockercentral.keys import OpenedCode

_STATES = {"not_collected": "ready", "released": "announced"}
"""Order events that bring back an earlier state; every other order event is named after the state it leads to."""


@dataclass(frozen=True, slots=True)
class PartWish:
    """What one part of an order asks of its compartment."""

    needs: dict[str, Any] = field(default_factory=dict)
    item_count: int = 1


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

    def body(self) -> dict[str, Any]:
        """Return the body of ``order.announce``; raises ``CentralError`` unless there is one part: it knows no more."""
        if len(self.parts) != 1:
            raise CentralError(f"an order of {len(self.parts)} parts cannot be announced; announce one for each")
        (part,) = self.parts
        return {
            "order": self.order,
            "authority": self.authority,
            "kind": self.kind,
            "document_class": self.document_class,
            "case_reference": self.case_reference,
            "item_count": part.item_count,
            "needs": part.needs,
            "retention_h": self.retention_h,
        }


@dataclass(slots=True)
class PartView:
    """One part of an order as central sees it."""

    number: int
    compartment: str | None = None
    """Where it lies, or lay last."""
    history: list[str] = field(default_factory=list)
    """Types of the events that named its compartment."""

    def learn(self, event: Event) -> None:
        """Follow one event about this part."""
        self.compartment = event.compartment
        self.history.append(event.type)


@dataclass(slots=True)
class OrderView:
    """One order as central sees it."""

    order: str
    wish: Wish | None = None
    state: str = "sent"
    parts: list[PartView] = field(default_factory=lambda: [PartView(1)])
    """From number 1 on; one as long as central does not know that there are more."""
    code: OpenedCode | None = None
    """The newest code, None when it was spent or revoked."""
    codes_seen: int = 0
    closed: bool = False
    """Nothing more will come; ``state`` stays what it was when it ended."""
    history: list[str] = field(default_factory=list)

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
            "case_reference": self.wish.case_reference if self.wish else "",
            "document_class": self.wish.document_class if self.wish else "",
            "authority": self.wish.authority if self.wish else "",
            "has_code": self.code is not None,
        }

    def announce(self, wish: Wish) -> None:
        """Keep what is asked of the site for this order; asked again, what is known of its parts stays."""
        self.wish = wish
        self.parts += [PartView(number) for number in range(len(self.parts) + 1, len(wish.parts) + 1)]

    def learn(self, event: Event) -> None:
        """Follow one event about this order; a code is given with ``issue``."""
        self.history.append(event.type)
        what, _, step = event.type.partition(".")
        if what == "order" and step == "closed":
            self.closed = True
        elif what == "order":
            self.state = _STATES.get(step, step)
        if event.compartment is not None:
            self._part_at(event.compartment).learn(event)
        ended = event.type in {"grant.spent", "grant.revoked"}
        if ended and self.code is not None and event.data.get("grant") == self.code.grant:
            self.code = None

    def _part_at(self, compartment: str) -> PartView:
        """The part in a compartment; else the next that has none yet, or the last, which has got another one."""
        there = (part for part in self.parts if part.compartment == compartment)
        waiting = (part for part in self.parts if part.compartment is None)
        return next(there, None) or next(waiting, None) or self.parts[-1]

    def issue(self, code: OpenedCode) -> None:
        """Have a new code; it takes the place of an older one."""
        self.code = code
        self.codes_seen += 1
