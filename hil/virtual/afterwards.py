"""What the office wants otherwise afterwards: another wish, more time, a door left out, or back (docs/changes.md)."""

import random
from contextlib import suppress
from typing import Any, Final

from lockercentral.errors import CentralError
from lockercentral.office import Reply
from virtual.badges import AUTHORITY
from virtual.deadlines import Longer
from virtual.documents import Document, Holder
from virtual.leftout import TECHNICIAN
from virtual.scene import Scene
from virtual.terms import CLASSES, NEEDS

CHANGES: Final = 0.5
EXTENDS: Final = 0.4
BLOCKS: Final = 0.25
FREES: Final = 0.5
"""How often in a round of the office one of each is wished for."""
NEIGHBOURS: Final = "kreis"
"""The other office of the site; it has no orders here."""
BY_NEIGHBOURS: Final = 0.3
FOR_OWN_USE: Final = 0.3
NOT_THEIRS: Final = 0.05
"""How often an office asks for what is another's."""
ALL: Final = 0.3
HOURS: Final = (2, 24, 240)
RETENTION_H: Final = (3, 24, 480)
COUNTS: Final = (1, 2)
FIELDS: Final = ("needs", "item_count", "document_class", "case_reference", "retention_h")
OF_A_PART: Final = frozenset({"needs", "item_count"})


class Afterwards:
    """The office at its desk, some time after it has announced."""

    def __init__(self, scene: Scene, rng: random.Random) -> None:
        self._scene, self._rng = scene, rng

    async def wish(self) -> None:
        """Perhaps something, and perhaps several things."""
        for often, wish in (
            (CHANGES, self._change),
            (EXTENDS, self._extend),
            (BLOCKS, self._block),
            (FREES, self._free),
        ):
            if self._rng.random() < often:
                await wish()

    async def free_all(self) -> None:
        """Nobody wants a door left out any more."""
        for door, by in sorted(each for each in self._scene.left_out.perhaps if each[1] != TECHNICIAN):
            await self._unblock(door, by)

    async def _ask(self, command: str, about: str, **body: Any) -> Reply | None:
        with suppress(CentralError):
            reply = await self._scene.station.central.command(command, body)
            self._scene.note("office", f"{about}: {command} {reply.status} {reply.reason or ''}")
            return reply
        return None

    def _of_an_order(self) -> tuple[Document, str] | None:
        """Which one, and who asks for it."""
        known = [each for each in self._scene.documents.values() if self._scene.is_known(each)]
        if not known:
            return None
        by = NEIGHBOURS if self._rng.random() < NOT_THEIRS else AUTHORITY
        return self._rng.choice(known), by

    def _not_theirs(self, reply: Reply | None, by: str, document: Document) -> None:
        if reply is not None and by != AUTHORITY and reply.status == "accepted":
            self._scene.breach(f"{by} has changed {document.name}, which is another office's")

    # Another wish

    async def _change(self) -> None:
        chosen = self._of_an_order()
        if chosen is None:
            return
        document, by = chosen
        field, number = self._rng.choice(FIELDS), self._rng.randrange(len(document.terms.needs))
        part = number if field in OF_A_PART else None
        value, said = self._another(field, document)
        body = {field: said} if part is None or len(document.terms.needs) == 1 else {field: said, "part": number + 1}
        wanted = document.terms.fields.get((field, -1 if part is None else part)) if by == AUTHORITY else None
        late = wanted is not None and value not in wanted.values and document.passed(part)
        if wanted is not None:
            wanted.ask(value)
        reply = await self._ask("order.change", document.name, order=document.order, authority=by, **body)
        self._not_theirs(reply, by, document)
        if reply is None:
            return
        if wanted is not None:
            wanted.answered(accepted=reply.status == "accepted")
        if late and reply.status == "accepted":
            self._scene.breach(f"{field} of {document.name} is changed after it was put in")

    def _another(self, field: str, document: Document) -> tuple[Any, Any]:
        """What is wanted, and how it is said."""
        if field == "needs":
            need = self._rng.choice(NEEDS)
            return need, need.body()
        reference = f"{document.name}/{self._rng.randrange(100)}"
        value = {
            "item_count": self._rng.choice(COUNTS),
            "document_class": self._rng.choice(CLASSES),
            "case_reference": reference,
            "retention_h": self._rng.choice(RETENTION_H),
        }[field]
        return value, value

    # More time

    async def _extend(self) -> None:
        hours, by_h = self._rng.choice(HOURS), self._rng.random() < 0.5
        body = {"by_h" if by_h else "at_least_h": hours}
        if self._rng.random() < ALL:
            await self._granted("all", None, authority=AUTHORITY, orders="all", **body)
            return
        chosen = self._of_an_order()
        if chosen is not None:
            document, by = chosen
            through = document.all(Holder.PERSON)
            reply = await self._granted(document.name, document, order=document.order, authority=by, **body)
            self._not_theirs(reply, by, document)
            if through and reply is not None and reply.status == "accepted":
                self._scene.breach(f"{document.name} is extended, and its person has it")

    async def _granted(self, about: str, document: Document | None, **body: Any) -> Reply | None:
        sent_s = self._scene.now_s
        reply = await self._ask("order.extend", about, **body)
        if reply is not None and reply.status == "accepted" and body["authority"] == AUTHORITY:
            self._scene.deadlines.granted.append(
                Longer(
                    None if document is None else document.order,
                    sent_s,
                    self._scene.now_s,
                    by_s=body.get("by_h", 0) * 3600.0,
                    at_least_s=body.get("at_least_h", 0) * 3600.0,
                    but=frozenset(each.order for each in self._scene.documents.values() if each.called_back),
                )
            )
        return reply

    # Doors left out

    async def _block(self) -> None:
        door = self._rng.choice(sorted(self._scene.station.wall.world.compartments))
        by = NEIGHBOURS if self._rng.random() < BY_NEIGHBOURS else AUTHORITY
        own_use = self._rng.random() < FOR_OWN_USE
        self._scene.left_out.asked(door, by)
        body = {"reason": "cleaning", "own_use": own_use} if own_use else {"reason": "cleaning"}
        reply = await self._ask("compartment.block", f"{door} by {by}", compartment=door, authority=by, **body)
        if reply is not None and reply.status == "accepted":
            self._scene.left_out.granted(door, by, own_use=own_use, now_s=self._scene.now_s)

    async def _free(self) -> None:
        offices = sorted(each for each in self._scene.left_out.perhaps if each[1] != TECHNICIAN)
        if offices:
            await self._unblock(*self._rng.choice(offices))

    async def _unblock(self, door: str, by: str) -> None:
        self._scene.left_out.asked(door, by)
        reply = await self._ask("compartment.unblock", f"{door} by {by}", compartment=door, authority=by)
        if reply is not None and (reply.status == "accepted" or reply.reason == "blocked_by_others"):
            self._scene.left_out.ended(door, by)
