"""The office at its desk: what it announces, keeps back, gives free, calls back and has new codes made for."""

import random
from contextlib import suppress
from typing import Any, Final

from lockercentral.errors import CentralError
from lockercentral.office import Reply
from lockercentral.orders import PartWish, Wish
from lockersim.site.terminal import RefusedError, UnreachableError
from virtual.badges import AUTHORITY, CLERK, COLLEAGUE, SUPERVISOR
from virtual.documents import SWAPS, Document, Errand
from virtual.scene import Scene
from virtual.terms import CHECKLIST, CLASSES, FETCHED, LOAN, NEEDS, Terms

BROUGHT: Final = 0.3
"""Of what is announced, somebody shall bring so much."""
SWAPPED: Final = 0.2
"""So much of it is a new document for an old one."""
LISTED: Final = 0.5
LEARNS: Final = 0.9
LOSES_BADGE: Final = 0.03
PARTS: Final = (1, 1, 1, 2, 3)
PARTS_BROUGHT: Final = (1, 1, 2, 3)
RETENTION_H: Final = (240, 240, 240, 240, 240, 3)
"""The last is over within a day."""
KEEPS_BACK: Final = 0.1
GIVES_FREE: Final = 0.3
CALLS_BACK: Final = 0.03


class Office:
    """``doors``: how many the wall has."""

    def __init__(self, scene: Scene, rng: random.Random, *, doors: int) -> None:
        self._scene, self._rng, self._doors = scene, rng, doors
        self._never: set[str] = set()
        """Classes of what people bring for which this wall has no door."""

    async def announce(self) -> None:
        """Announce a document; without a reply it is asked for again later, with the same order."""
        errand = self._errand()
        parts = {Errand.OLD_FIRST: 2, Errand.SAME_COMPARTMENT: 1}.get(errand, 0)
        if not parts:
            parts = self._rng.choice(PARTS_BROUGHT if errand is Errand.HAND_IN else PARTS)
            parts = parts if self._doors > max(PARTS) else 1
        needs = [self._rng.choice(NEEDS) for _ in range(parts)]
        document_class = self._rng.choice(FETCHED if errand is Errand.COLLECTION else CLASSES)
        document_class = LOAN if document_class in self._never and self._rng.random() < LEARNS else document_class
        terms = Terms(needs, document_class, self._rng.choice(RETENTION_H))
        checklists = tuple(self._checklist() if errand is Errand.HAND_IN else () for _ in range(parts))
        await self.ask_again(self._scene.new_document(terms, errand, checklists))

    def _errand(self) -> Errand:
        draw = self._rng.random()
        if draw < BROUGHT:
            return Errand.HAND_IN
        if draw < BROUGHT + SWAPPED:
            return self._rng.choice((Errand.OLD_FIRST, Errand.SAME_COMPARTMENT))
        return Errand.COLLECTION

    def _checklist(self) -> tuple[str, ...]:
        expected = self._rng.sample(CHECKLIST, self._rng.randint(1, len(CHECKLIST)))
        return tuple(expected) if self._rng.random() < LISTED else ()

    async def ask_again(self, document: Document) -> None:
        """Announce it, perhaps once more."""
        wish = Wish(
            order=document.order,
            authority=AUTHORITY,
            case_reference=document.name,
            parts=tuple(
                PartWish(needs=wanted.first.body(), checklist=listed)
                for wanted, listed in zip(document.terms.needs, document.checklists, strict=True)
            ),
            retention_h=document.terms.fields["retention_h", -1].first,
            kind="swap" if document.errand in SWAPS else str(document.errand),
            form=str(document.errand) if document.errand in SWAPS else None,
            document_class=document.terms.document_class.first,
        )
        try:
            reply = await self._scene.station.central.announce(wish)
        except CentralError as error:
            self._scene.note("office", f"{document.name}: {error}")
        else:
            self._scene.note("office", f"{document.name}: {reply.status} {reply.reason or ''}")
            document.refused = reply.reason == "never_fits"
            if document.refused and document.errand is not Errand.COLLECTION:
                self._never.add(document.terms.document_class.first)

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
        if document.held_since_s is not None or (document.was_held and draw < GIVES_FREE):
            await self.give_free(document)
        elif draw < KEEPS_BACK:
            document.was_held = True  # it may have arrived, whatever becomes of the answer
            reply = await self._ask("order.hold", document, "kept back", reason="fee_unpaid")
            if reply is not None and reply.status == "accepted":
                document.held_since_s = self._scene.now_s
        elif draw < KEEPS_BACK + CALLS_BACK:
            await self.call_back(document)

    async def badges(self) -> None:
        """Perhaps a badge is lost: it is called back, and whoever has found it opens nothing with it."""
        badges = self._scene.badges
        if self._rng.random() < LOSES_BADGE:
            badges.lose(self._rng.choice((CLERK, COLLEAGUE, SUPERVISOR)))
        if badges.called_back and badges.called_back[-1] not in badges.gone_s:
            await self._call_badges_back()

    async def _call_badges_back(self) -> None:
        badges = self._scene.badges
        version, listed = badges.listed()
        with suppress(CentralError):
            body = {"version": version, "badges": listed}
            reply = await self._scene.station.central.command("badges.call_back", body)
            self._scene.note("office", f"badges called back: {reply.status} {reply.reason or ''}")
            if reply.status == "accepted" and version == len(badges.called_back):
                badges.heard()
                await self._find_badge()

    async def _find_badge(self) -> None:
        with suppress(RefusedError, UnreachableError):
            await self._scene.terminal.waiting(self._scene.badges.last_lost)
            self._scene.breach("a badge that was called back is shown what waits")

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
