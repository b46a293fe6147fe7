"""What people and staff hold in their hands: documents, slips, letters with codes, badges."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lockercentral.errors import CentralError
from lockercentral.keys import STAFF_ROLES, OpenedCode
from lockercentral.office import Central, Reply
from lockercentral.orders import OrderView, PartWish, Wish
from lockercentral.uuid7 import uuid7
from lockersim.errors import SimError
from lockersim.site.site import AUTHORITIES, SITE_ID

CLASSES = ("identity_card", "passport", "driving_licence", "vehicle_papers", "number_plate", "key")
"""Classes of documents the demo begins with; the first word of a document's name."""


def needs_of(document_class: str) -> dict[str, Any]:
    """Return what a class of the demo needs of its compartment."""
    return {"size": "number_plate" if document_class == "number_plate" else "A4"}


WALK_IN = "walk_in"
"""Brought without a code."""


class Holder(StrEnum):
    """Whose badge: every office has three."""

    FIRST = "staff-1"
    SECOND = "staff-2"
    """Stands beside the first where two people put something in."""
    SUPERVISOR = "lead-1"
    """Looks where staff have found something else."""


_ROLES = {Holder.SUPERVISOR: ("retrieval", "supervisor")}


@dataclass(frozen=True, slots=True)
class Document:
    """What one order hands over, a thing for each part; ``name`` is how scenarios and the wall call it."""

    name: str
    order: str
    authority: str
    document_class: str
    kind: str = "collection"
    """As central announced it; of a ``hand_in`` the person has it, and brings it; of a ``swap`` the old one. What
    nobody announced is a ``walk_in``: the site gives it its order when the person comes."""
    parts: int = 1
    form: str | None = None
    """Of a ``swap``: in the ``same_compartment``, or the ``old_first`` behind a door of its own."""
    lacks: tuple[str, ...] = ()
    """What of its checklist the person does not have."""

    @property
    def things(self) -> tuple[str, ...]:
        """The names of what lies, or shall lie, in one compartment each: that of part 1 first."""
        if self.old is not None and self.old_first:
            return self.old, self.name
        return (self.name,) if self.parts == 1 else tuple(f"{self.name}.{n}" for n in range(1, self.parts + 1))

    @property
    def brought(self) -> bool:
        """Whether a person brings it to the office."""
        return self.kind in {"hand_in", WALK_IN}

    @property
    def old_first(self) -> bool:
        """Whether the person gives the old one behind one door before they get the new one behind another."""
        return self.form == "old_first"

    @property
    def put_in(self) -> tuple[str, ...]:
        """The things that staff put in."""
        return (self.name,) if self.old_first else self.things

    @property
    def old(self) -> str | None:
        """What the person leaves for it: of an exchange the old document."""
        return f"{self.name}.old" if self.kind == "swap" else None

    @property
    def received(self) -> tuple[str, ...]:
        """The things that the office gets a receipt's worth of, by part."""
        return self.things if self.old is None else (self.old,)


@dataclass(slots=True)
class Papers:
    """All documents of a run and whose they are."""

    central: Central
    documents: dict[str, Document] = field(default_factory=dict)
    old_codes: dict[str, OpenedCode] = field(default_factory=dict)
    """The last letter printed for an order, kept by the person also when its code is spent."""
    walked_in: list[str] = field(default_factory=list)
    """What was brought without a code and accepted, in this order, which is that of the orders it got."""
    _badges: dict[tuple[str, Holder], str] = field(default_factory=dict)

    async def announce(
        self,
        name: str,
        *,
        authority: str = AUTHORITIES[0],
        document_class: str = "identity_card",
        needs: tuple[dict[str, Any], ...] = ({},),
        retention_h: int = 240,
        kind: str = "collection",
        checklist: tuple[str, ...] = (),
        lacks: tuple[str, ...] = (),
        form: str = "same_compartment",
        no_delegate: bool = False,
        on_demand: bool = False,
    ) -> Reply:
        """Have central announce an order for a new document ``name``, one a person brings, or a new one for the old
        one; raises ``SimError``.

        ``needs`` are those of each part: so many compartments it asks for; each has the same ``checklist``, and what
        the person ``lacks`` of it they will say. ``form``: of a ``swap``. ``no_delegate``: nobody else may come for it.
        ``on_demand``: their letter comes at once, and staff put it in when they ask for it.
        """
        if name in self.documents:
            raise SimError(f"there is a document {name} already")
        order = uuid7()
        wish = Wish(
            order=order,
            authority=authority,
            document_class=document_class,
            case_reference=name,
            parts=tuple(PartWish(needs=each, checklist=checklist) for each in needs),
            retention_h=retention_h,
            kind=kind,
            form=form if kind == "swap" else None,
            no_delegate=no_delegate,
            on_demand=on_demand,
        )
        self.documents[name] = Document(name, order, authority, document_class, kind, len(needs), wish.form, lacks)
        try:
            return await self.central.announce(wish)
        except CentralError as error:
            raise SimError(str(error)) from None

    def bring(self, name: str, document_class: str) -> None:
        """Give somebody a thing that nobody announced; raises ``SimError``."""
        if name in self.documents:
            raise SimError(f"there is a document {name} already")
        self.walked_in += [""] * (len(self._told_walk_ins()) - len(self.walked_in))  # who came by hand had their own
        self.documents[name] = Document(name, "", AUTHORITIES[0], document_class, WALK_IN)

    def _told_walk_ins(self) -> list[str | None]:
        return [event.order for event in self.central.copy.in_order() if event.type == "order.walked_in"]

    def order_of(self, name: str) -> str:
        """Return the order of a document; of what is brought without a code empty until central has heard of it."""
        document = self.document(name)
        if document.kind != WALK_IN:
            return document.order
        told = self._told_walk_ins()
        mine = self.walked_in.index(name) if name in self.walked_in else len(told)
        return told[mine] or "" if mine < len(told) else ""

    async def keep_back(self, name: str, *, free: bool) -> Reply:
        """Have central put the order of a document on hold, or give it free; raises ``SimError``."""
        body = {"order": self.order_of(name)} | ({} if free else {"reason": "fee_unpaid"})
        return await self.ask("order.release" if free else "order.hold", body)

    async def ask(self, command: str, body: dict[str, Any]) -> Reply:
        """Have central send a command; raises ``SimError``."""
        try:
            return await self.central.command(command, body)
        except CentralError as error:
            raise SimError(str(error)) from None

    def forget_all(self) -> None:
        """Throw every letter and slip away: whoever held them has nothing to come for any more."""
        self.documents.clear()
        self.old_codes.clear()

    def document(self, name: str) -> Document:
        """Return a document; raises ``SimError``."""
        try:
            return self.documents[name]
        except KeyError:
            raise SimError(f"there is no document {name}; announce it first") from None

    def of_thing(self, thing: str) -> tuple[Document, int]:
        """Return the document a thing belongs to, and the number of its part; raises ``SimError``."""
        name, dot, _ = thing.rpartition(".")
        document = self.document(name if dot else thing)
        if thing in document.things:
            return document, document.things.index(thing) + 1
        if thing == document.old:
            return document, 1
        raise SimError(f"there is no thing {thing}; {document.name} has {', '.join(document.things)}")

    def view(self, name: str) -> OrderView | None:
        """Return what central knows of the order of a document."""
        return self.central.orders.get(self.order_of(name))

    def badge(self, authority: str, holder: Holder = Holder.FIRST) -> str:
        """Return the badge of one of the demo's staff of one authority."""
        if (authority, holder) not in self._badges:
            roles = _ROLES.get(holder, STAFF_ROLES)
            badge = self.central.keys.issue_badge(
                f"{holder}-{authority}", site=SITE_ID, authority=authority, roles=roles
            )
            self._badges[authority, holder] = badge
        return self._badges[authority, holder]

    def letter(self, name: str) -> OpenedCode | None:
        """Return the newest letter for a document: its code lives until central learns of its end, the paper longer."""
        view = self.view(name)
        if view is not None and view.code is not None:
            self.old_codes[name] = view.code
        return self.old_codes.get(name)
