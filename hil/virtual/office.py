"""The office at its desk: what it announces, keeps back, gives free, calls back and has new codes made for."""

import random
from contextlib import suppress
from typing import Any, Final

from lockercentral.errors import CentralError
from lockercentral.office import Reply
from lockercentral.orders import PartWish, Wish
from virtual.badges import AUTHORITY
from virtual.documents import Document
from virtual.scene import Scene
from virtual.terms import CLASSES, NEEDS, Terms

BROUGHT: Final = 0.3
"""Of what is announced, somebody shall bring so much."""
PARTS: Final = (1, 1, 1, 2, 3)
PARTS_BROUGHT: Final = (1, 1, 2, 3)
RETENTION_H: Final = (240, 240, 240, 240, 240, 3)
"""The last is over within a day."""
KEEPS_BACK: Final = 0.1
CALLS_BACK: Final = 0.03


class Office:
    """``doors``: how many the wall has."""

    def __init__(self, scene: Scene, rng: random.Random, *, doors: int) -> None:
        self._scene, self._rng, self._doors = scene, rng, doors

    async def announce(self) -> None:
        """Announce a document; without a reply it is asked for again later, with the same order."""
        brought = self._rng.random() < BROUGHT
        parts = self._rng.choice(PARTS_BROUGHT if brought else PARTS)
        parts = parts if self._doors > max(PARTS) else 1
        needs = [self._rng.choice(NEEDS) for _ in range(parts)]
        document_class = self._rng.choice(CLASSES) if brought else "identity_card"
        document = self._scene.new_document(
            Terms(needs, document_class, self._rng.choice(RETENTION_H)), brought=brought
        )
        await self.ask_again(document)

    async def ask_again(self, document: Document) -> None:
        """Announce it, perhaps once more."""
        wish = Wish(
            order=document.order,
            authority=AUTHORITY,
            case_reference=document.name,
            parts=tuple(PartWish(needs=wanted.first.body()) for wanted in document.terms.needs),
            retention_h=document.terms.fields["retention_h", -1].first,
            kind="hand_in" if document.brought else "collection",
            document_class=document.terms.document_class.first,
        )
        try:
            reply = await self._scene.station.central.announce(wish)
        except CentralError as error:
            self._scene.note("office", f"{document.name}: {error}")
        else:
            self._scene.note("office", f"{document.name}: {reply.status} {reply.reason or ''}")
            document.refused = reply.reason == "never_fits"

    async def renew(self, document: Document) -> None:
        """Its letter got lost, and central has a new one made (rule 27)."""
        await self._ask("grant.reissue", document, "new code")

    async def change_its_mind(self) -> None:
        """Keep one order back, or give it free again, or call it back for good."""
        views = ((each, self._scene.view(each)) for each in self._scene.documents.values())
        known = [each for each, view in views if view is not None and not view.closed]
        if not known:
            return
        document, draw = self._rng.choice(known), self._rng.random()
        if document.held_since_s is not None:
            await self.give_free(document)
        elif draw < KEEPS_BACK:
            document.was_held = True  # it may have arrived, whatever becomes of the answer
            reply = await self._ask("order.hold", document, "kept back", reason="fee_unpaid")
            if reply is not None and reply.status == "accepted":
                document.held_since_s = self._scene.now_s
        elif draw < KEEPS_BACK + CALLS_BACK:
            await self.call_back(document)

    async def call_back(self, document: Document) -> None:
        """Call it back for good: what lies inside is taken out by staff."""
        document.called_back = True
        await self._ask("order.cancel", document, "called back", reason="withdrawn")

    async def give_free(self, document: Document) -> None:
        """Its code is what it was before; that may be so from when the wish leaves, whatever becomes of the answer."""
        document.held_since_s = None
        document.was_held = await self._ask("order.release", document, "given free") is None

    async def give_all_free(self) -> None:
        """Nothing is kept back any more."""
        for document in self._scene.documents.values():
            if document.was_held:
                await self.give_free(document)

    async def _ask(self, command: str, document: Document, words: str, **more: Any) -> Reply | None:
        with suppress(CentralError):
            reply = await self._scene.station.central.command(command, {"order": document.order, **more})
            self._scene.note("office", f"{document.name}: {words} {reply.status} {reply.reason or ''}")
            return reply
        return None
