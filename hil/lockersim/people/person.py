"""People at the wall: they do what the terminal tells them, with their own hands and eyes, and nothing else."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from lockercentral.keys import OpenedCode
from lockersim import qr
from lockersim.errors import SimError
from lockersim.people.acts import REACTION_S, Acts
from lockersim.people.exchanging import ExchangingActs
from lockersim.people.giving import GivingActs
from lockersim.people.manners import PASSES, By, Ending, Manner
from lockersim.people.papers import Holder
from lockersim.people.proving import show_and_prove
from lockersim.people.scene import Scene
from lockersim.people.swapping import OLD, SwappingActs
from lockersim.people.watcher import Right
from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.model import Door

VISIT_S = 45.0
PATIENCE = 4
LATE_MS = 6000.0
"""How long after somebody left in the middle of a visit their right may still be acted on."""


class Person:
    """One person with one document's business; ``staff`` put in, others take out, or bring what was announced so."""

    def __init__(
        self,
        scene: Scene,
        document: str,
        *,
        staff: bool,
        manner: Manner = Manner.NORMAL,
        thin: bool = False,
        leaves_at: int | None = None,
        reaction_s: float = REACTION_S,
    ) -> None:
        self.document = document
        self.visit: Visit | None = None
        self._scene, self._staff, self._manner, self._reaction_s = scene, staff, manner, reaction_s
        self._document = scene.papers.document(document)
        self._gives = not staff and self._document.brought
        self._acts: Acts
        if self._gives:
            self._acts = GivingActs(scene, self._document, manner=manner, thin=thin, reaction_s=reaction_s)
        elif not staff and self._document.old_first:
            self._acts = SwappingActs(
                scene, self._document, manner=manner, thin=thin, leaves_at=leaves_at, reaction_s=reaction_s
            )
        elif not staff and self._document.old is not None:
            self._acts = ExchangingActs(scene, self._document, manner=manner, thin=thin, reaction_s=reaction_s)
        else:
            self._acts = Acts(
                scene,
                self._document,
                staff=staff,
                manner=manner,
                thin=thin,
                leaves_at=leaves_at,
                reaction_s=reaction_s,
            )
        self._right: Right | None = None
        self._news = asyncio.Event()

    @property
    def things(self) -> tuple[str, ...]:
        """What they come with, or for."""
        return self._document.put_in if self._staff else self._document.things

    # Beginning

    async def begin_loading(self) -> Visit:
        """Show badge and slip. Raises ``RefusedError``."""
        right = self._right = self._scene.watcher.loading(self.document, self.things)
        try:
            self.visit = await self.patiently(self._show_badges)
        except (RefusedError, UnreachableError):
            self._scene.watcher.end(right)
            raise
        right.doors.add(self.visit.compartment)
        return self.visit

    async def _show_badges(self) -> Visit:
        """Where two people put it in, a colleague stands there too."""
        order, scan, papers = self._document.order, self.document, self._scene.papers
        try:
            return await self._scene.terminal.load(order, papers.badge(self._document.authority), scan=scan)
        except RefusedError as refusal:
            if refusal.code != "second_badge_needed":
                raise
            second = papers.badge(self._document.authority, Holder.SECOND)
            return await self._scene.terminal.load(order, second, scan=scan)

    async def show_letter(self, by: By, within: str | None = None) -> Visit:
        """Show the letter, to collect, to hand in or to exchange: as the first of a visit, or as another one ``within``
        that of their family. Raises ``RefusedError``."""
        letter = self._scene.papers.letter(self.document)
        if letter is None:
            raise SimError(f"nobody has a letter for {self.document}")
        self._right = self._acts.right = self._comes()
        try:
            self.visit = await self.patiently(lambda: self._show(letter, by, within))
        except RefusedError:
            self._end(self._scene.watcher.now_ms)
            raise
        except UnreachableError:
            self._end(self._scene.watcher.now_ms + LATE_MS)
            raise
        if within is None:
            self._stands_at(self.visit)
        return self.visit

    async def turn(self, visit: Visit) -> None:
        """Their turn in the visit of a family: do what the terminal asks for; raises ``RefusedError``."""
        self.visit = visit
        self._stands_at(visit)
        await self._acts.act(visit)

    def goes(self) -> None:
        """Their visit is over, or they have left it."""
        self._leave()

    async def walk_in(self, **more: Any) -> Visit:
        """Come without a code, with something that is taken in so. Raises ``RefusedError``."""
        right = self._right = self._acts.right = self._comes()
        try:
            self.visit = await self.patiently(
                lambda: self._scene.terminal.walk_in(self._document.document_class, **more)
            )
        except (RefusedError, UnreachableError):
            self._scene.watcher.end(right)
            raise
        right.doors.add(self.visit.compartment)
        self._scene.papers.walked_in.append(self.document)
        return self.visit

    def _comes(self) -> Right:
        watcher, document = self._scene.watcher, self._document
        if document.old_first:
            self._acts.fetches = watcher.collection(self.document, document.put_in)
            return watcher.hand_in(self.document, document.received)
        if document.old is not None:
            return watcher.exchange(self.document, document.things, document.old)
        return (watcher.hand_in if self._gives else watcher.collection)(self.document, document.things)

    def _stands_at(self, visit: Visit) -> None:
        """The door that lockerd has chosen for them: of two it is the one where they leave the old document."""
        right, fetches = self._right, self._acts.fetches
        if right is None or not (self._staff or self._gives or fetches is not None):
            return
        if fetches is None or visit.part == OLD:
            right.doors.add(visit.compartment)
        elif not right.doors:
            self._scene.watcher.end(right)  # the office has the old one: they come for the new one alone

    def _end(self, at_ms: float) -> None:
        """Whatever right they have is used up then."""
        for right in (self._right, self._acts.fetches):
            if right is not None:
                right.until_ms = min(right.until_ms, at_ms)

    async def _show(self, letter: OpenedCode, by: By, within: str | None) -> Visit:
        return await show_and_prove(
            lambda more: self._show_with(letter, by, within, **more), letter, by, self._scene.verifier
        )

    async def _show_with(self, letter: OpenedCode, by: By, within: str | None, **more: str) -> Visit:
        terminal = self._scene.terminal
        match by:
            case By.QR | By.ALONE | By.GUESSED | By.FORGED | By.REPLAYED | By.EMPOWERED:
                # In a thread: the simulated boards must go on answering in time.
                scanned = await asyncio.to_thread(lambda: qr.scan_png(qr.draw_png(letter.token)))
                return await terminal.show(scanned, within=within, **more)
            case By.TYPED:
                return await terminal.show_typed(letter.typed_code, within=within, **more)
            case By.NUMBERED:
                return await terminal.show_typed(letter.typed_code, letter.pickup_number, within=within, **more)

    async def patiently(self, ask: Callable[[], Awaitable[Visit]]) -> Visit:
        """Ask again after as long as lockerd says while it is busy (another door) or must wait (a lock that rests)."""
        for _ in range(PATIENCE):
            try:
                return await ask()
            except RefusedError as refusal:
                if refusal.code not in {"busy", "wait"}:
                    raise
                await asyncio.sleep(max(refusal.retry_after_ms / 1000, REACTION_S))
        return await ask()

    # The visit

    async def finish(self) -> Ending:
        """Do what the terminal says until the visit is over, and leave with the door shut."""
        follower = asyncio.create_task(self._follow())
        try:
            async with asyncio.timeout(VISIT_S):
                ending = await self._live(follower)
        except TimeoutError:
            step = self.visit.next_step if self.visit else "nothing"
            raise SimError(f"{self.document}: the visit did not end in {VISIT_S:.0f} s, it says {step}") from None
        except UnreachableError:
            ending = Ending("gone")
        finally:
            follower.cancel()
            with contextlib.suppress(asyncio.CancelledError, UnreachableError, RefusedError):
                await follower
            self._leave()
        return ending

    def cut_off(self) -> None:
        """The machine lost its power before the door opened: whatever fires from now on has no right to."""
        self._end(self._scene.watcher.now_ms)

    async def _follow(self) -> None:
        assert self.visit is not None
        async for visit in self._scene.terminal.events(self.visit.id):
            self.visit = visit
            self._stands_at(visit)  # lockerd chooses the next when its turn comes
            self._news.set()

    async def _live(self, follower: asyncio.Task[None]) -> Ending:
        while True:
            await asyncio.sleep(self._reaction_s)
            assert self.visit is not None
            if follower.done() and not self.visit.over:
                follower.result()
                raise UnreachableError("the progress of the visit broke off")
            if self.visit.over or self.visit.next_step in {"goodbye", "call_staff"}:
                return self._ending(self.visit)
            if self._acts.leaves(self.visit):
                return Ending("left", self.visit.next_step)
            try:
                await self._acts.act(self.visit)
            except RefusedError as refusal:
                if refusal.code not in PASSES and not self._knows_better(self.visit, refusal.code):
                    return Ending("refused", refusal.code)
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REACTION_S):
                    await self._news.wait()

    def _knows_better(self, visit: Visit, code: str) -> bool:
        """Whether the item sensor is wrong about what lies inside: whoever looks says so once more."""
        inside = self._scene.wall.world.where(self._acts.thing(visit)) is not None
        return (code == "item_not_seen" and inside) or (code == "item_still_seen" and not inside)

    def _ending(self, visit: Visit) -> Ending:
        paper = self._acts.paper if isinstance(self._acts, GivingActs) else None
        if paper is not None and paper["paper"] == "receipt":
            gives = self._gives or self._acts.fetches is not None
            return Ending("handed_in" if gives else "exchanged", paper["grade"])
        if visit.trouble is not None:
            return Ending("trouble", visit.trouble)
        if paper is not None:
            return Ending("record")
        where = self._scene.wall.world.where
        if self._acts.fetches is not None and not any(map(where, self._document.put_in)):
            return Ending("exchanged")
        here = where(self._acts.thing(visit)) == visit.compartment
        done = here and all(map(where, self.things)) if self._staff else not any(map(where, self.things))
        return Ending(("loaded" if self._staff else "collected") if done else "left", None if done else visit.next_step)

    def _leave(self) -> None:
        if self._right is None or self.visit is None:
            return
        compartment = self._scene.wall.world.compartments.get(self.visit.compartment)
        polite = self._manner is Manner.NORMAL and not self._acts.leaves(self.visit)
        if compartment is not None and compartment.door is Door.OPEN and polite:
            self._scene.wall.hands.push_shut(compartment.id)
        late_ms = 0.0 if self.visit.over else LATE_MS
        self._end(self._scene.watcher.now_ms + late_ms)
