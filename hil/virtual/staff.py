"""Staff and technicians on their rounds: they do what the station calls for, and look with their own eyes."""

import asyncio
import random
from contextlib import suppress
from typing import Any, Final

from lockersim.errors import SimError
from lockersim.site.terminal import RefusedError, UnreachableError
from lockersim.world.compartment import Compartment
from lockersim.world.hands import HandError
from lockersim.world.model import Door
from virtual.documents import OLD, Errand, Holder
from virtual.leftout import TECHNICIAN
from virtual.people import PASSES
from virtual.rights import Kind
from virtual.scene import Scene

OPENS_WITHIN_S: Final = 8.0
LOOKED_S: Final = 6.0
WAITS_FOR_THE_OFFICE: Final = frozenset({"quarantined", "jammed", "to_retrieve", "to_look"})
TRIES: Final = 3
LOOSE: Final = 0.1


class Rounds:
    """Somebody with a technician's rights who goes round the wall."""

    def __init__(self, scene: Scene, rng: random.Random) -> None:
        self._scene, self._rng = scene, rng

    async def attention(self) -> list[dict[str, Any]]:
        """What the station calls for; nothing while it cannot be asked."""
        with suppress(RefusedError, UnreachableError, SimError):
            status = await self._scene.admin.status()
            return list(status["attention"])
        return []

    async def go(self, *, opens: bool) -> None:
        """One round: everything that is called for, as far as it can be done now.

        ``opens``: also what the office's people would take out under their badge.
        """
        await self._look_at_what_is_free()
        await self._leave_out(mends=opens)
        await self._set_right_what_is_disputed()
        if opens:
            await self._prove_empty()
        for call in await self.attention():
            if opens or call["call"] not in WAITS_FOR_THE_OFFICE:
                with suppress(RefusedError, UnreachableError, HandError):
                    await self._answer(call)

    async def _look_at_what_is_free(self) -> None:
        """What is free is empty, but for what no sensor can see (design rule 3)."""
        with suppress(RefusedError, UnreachableError):
            for row in (await self._scene.admin.compartments()).values():
                compartment = self._scene.compartment(row["id"])
                self._is_left_out_still(row)
                if row["condition"] == "free" and compartment.items and not self._scene.unseen(compartment):
                    names = ", ".join(item.name for item in compartment.items)
                    self._scene.breach(f"{compartment.id} is free, and {names} lies in it")

    def _is_left_out_still(self, row: dict[str, Any]) -> None:
        """Who wanted a door left out, and has not taken that back, finds it so, whatever happened meanwhile."""
        by = {each["by"] for each in row["blocked"]} | ({TECHNICIAN} if row["out_of_service"] else set())
        for name in sorted({name for door, name in self._scene.left_out.sure if door == row["id"]} - by):
            self._scene.breach(f"{row['id']} is not left out any more, and {name or 'the technician'} did not say so")

    async def _leave_out(self, *, mends: bool) -> None:
        """A hinge is loose, or mended: what a technician gives back is back for everybody."""
        left_out = self._scene.left_out
        if mends:
            await self.give_back()
        elif self._rng.random() < LOOSE:
            door = self._rng.choice(sorted(self._scene.station.wall.world.compartments))
            left_out.asked(door, TECHNICIAN)
            with suppress(RefusedError, UnreachableError):
                await self._scene.admin.out_of_service(door)
                left_out.granted(door, TECHNICIAN, own_use=False, now_s=self._scene.now_s)

    async def give_back(self) -> None:
        """Everything that a technician has taken out is mended."""
        left_out = self._scene.left_out
        for door in sorted(door for door, by in left_out.perhaps if by == TECHNICIAN):
            wanted = left_out.given_back(door)
            with suppress(RefusedError, UnreachableError):
                await self._scene.admin.in_service(door)
                for by in {*wanted, TECHNICIAN}:
                    left_out.ended(door, by)

    async def _prove_empty(self) -> None:
        """Where no sensor says so, a door takes in what people bring only after somebody has looked inside."""
        if not any(document.some(Holder.BRINGER) for document in self._scene.documents.values()):
            return
        with suppress(RefusedError, UnreachableError):
            for row in (await self._scene.admin.compartments()).values():
                if row["condition"] == "to_check":
                    await self.clear(row["id"])
                    return

    async def _set_right_what_is_disputed(self) -> None:
        """A clock that was once wrong and believed is contradicted by the right one until somebody says so."""
        with suppress(RefusedError, UnreachableError):
            if (await self._scene.admin.time())["standing"] == "disputed":
                await self._scene.admin.correct_time(int(self._scene.station.clocks.true_s()))
                self._scene.note("staff", "the time is set right")

    async def _answer(self, call: dict[str, Any]) -> None:
        compartment = call.get("compartment")
        self._scene.note("staff", f"{call['call']} {compartment or ''} {call.get('reason') or ''}")
        await asyncio.sleep(self._rng.uniform(2.0, 20.0))
        match call["call"]:
            case "halted":
                await self._scene.admin.resume("looked")
            case "left_open" if compartment:
                self._push(compartment)
            case word if word in WAITS_FOR_THE_OFFICE and compartment:
                await self.clear(compartment)
            case _:
                pass

    def _push(self, compartment: str) -> None:
        door = self._scene.compartment(compartment)
        if not door.pulling:
            self._scene.hands.push_shut(compartment)

    async def clear(self, name: str) -> None:
        """Open, take everything out, shut, report empty."""
        compartment = self._scene.compartment(name)
        self._scene.hands.unjam(name)
        if compartment.door is Door.CLOSED:
            await self.open(name)
        if compartment.door is not Door.OPEN:
            return
        await asyncio.sleep(LOOKED_S)
        which = self._which(compartment)
        brought = self._scene.empty_out(compartment)
        await asyncio.sleep(1.0)
        self._push(name)
        await asyncio.sleep(LOOKED_S + 10.0)  # as long as the slowest scan
        with suppress(RefusedError):
            if not (brought and await self._found(name, which)):
                await self._scene.admin.clear(name, "taken out")
            self._scene.note("staff", f"cleared {name}")

    def _which(self, compartment: Compartment) -> str | None:
        """Of an exchange behind one door, which of the two documents lies there; None: it is none."""
        documents = (self._scene.owner.get(item.name) for item in compartment.items)
        if not any(each is not None and each.errand is Errand.SAME_COMPARTMENT for each in documents):
            return None
        old = {item.name.endswith(OLD) for item in compartment.items if item.name in self._scene.owner}
        return "both" if len(old) > 1 else "old" if old == {True} else "new"

    async def _found(self, name: str, which: str | None) -> bool:
        """Report that what a person brought was found; tell whether that is what the station wants to know."""
        try:
            await self._scene.admin.found(name, "found", which=which)
        except RefusedError as refusal:
            if refusal.code != "not_now":
                raise
            return False
        return True

    async def open(self, name: str) -> bool:
        """Have a door opened as a technician; tell whether it stands open."""
        compartment = self._scene.compartment(name)
        for _ in range(TRIES):
            right = self._scene.rights.give(Kind.TECHNICIAN, None, frozenset({name}))
            try:
                await self._scene.admin.open(name, "looks inside")
            except RefusedError as refusal:
                self._scene.rights.end(right, late=True)
                self._scene.note("staff", f"{name} not opened: {refusal.code}")
                if refusal.code not in PASSES:
                    return False
                await asyncio.sleep(max(refusal.retry_after_ms / 1000, 2.0))
                continue
            except UnreachableError:
                self._scene.rights.end(right, late=True)
                return False
            until_s = self._scene.now_s + OPENS_WITHIN_S
            while compartment.door is Door.CLOSED and self._scene.now_s < until_s:
                await asyncio.sleep(0.5)
                self._scene.hands.pull(name)
            self._scene.rights.end(right, late=True)
            if compartment.door is Door.OPEN:
                return True
        return False
