"""What central knows of its orders: what it announced, what the events say, and the codes it could open."""

from dataclasses import dataclass, field
from typing import Any

from lockercentral.events import Event
from lockercentral.keys import OpenedCode

_STATES = {"not_collected": "ready", "released": "announced"}
"""Order events that bring back an earlier state; every other order event is named after the state it leads to."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What central asks of a site when it announces an order."""

    order: str
    authority: str = "stadt"
    document_class: str = "identity_card"
    case_reference: str = ""
    item_count: int = 1
    needs: dict[str, Any] = field(default_factory=dict)
    retention_h: int = 240
    kind: str = "collection"

    def body(self) -> dict[str, Any]:
        """Return the body of ``order.announce``."""
        return {
            "order": self.order,
            "authority": self.authority,
            "kind": self.kind,
            "document_class": self.document_class,
            "case_reference": self.case_reference,
            "item_count": self.item_count,
            "needs": self.needs,
            "retention_h": self.retention_h,
        }


@dataclass(slots=True)
class OrderView:
    """One order as central sees it."""

    order: str
    wish: Wish | None = None
    state: str = "sent"
    compartment: str | None = None
    code: OpenedCode | None = None
    """The newest code, None when it was spent or revoked."""
    codes_seen: int = 0
    closed: bool = False
    """Nothing more will come; ``state`` stays what it was when it ended."""
    history: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it for a page; the code itself is on the letter, not here."""
        return {
            "order": self.order,
            "state": self.state,
            "compartment": self.compartment,
            "case_reference": self.wish.case_reference if self.wish else "",
            "document_class": self.wish.document_class if self.wish else "",
            "authority": self.wish.authority if self.wish else "",
            "has_code": self.code is not None,
        }

    def learn(self, event: Event) -> None:
        """Follow one event about this order; a code is given with ``issue``."""
        self.history.append(event.type)
        what, _, step = event.type.partition(".")
        if what == "order" and step == "closed":
            self.closed = True
        elif what == "order":
            self.state = _STATES.get(step, step)
        if event.compartment is not None:
            self.compartment = event.compartment
        ended = event.type in {"grant.spent", "grant.revoked"}
        if ended and self.code is not None and event.data.get("grant") == self.code.grant:
            self.code = None

    def issue(self, code: OpenedCode) -> None:
        """Have a new code; it takes the place of an older one."""
        self.code = code
        self.codes_seen += 1
