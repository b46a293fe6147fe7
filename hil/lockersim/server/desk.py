"""Gathers what the pages show: the truth, what lockerd believes, central's copy, what is broken, who holds what."""

import asyncio
import os
import pwd
import time
from typing import Any

from lockersim.bench import Bench
from lockersim.faults.desk import FAULTS
from lockersim.server.differences import Settled, differences
from lockersim.server.feed import Feed
from lockersim.server.hub import Hub
from lockersim.site.site import AUTHORITIES, SITE_ID, SITE_NAME
from lockersim.site.terminal import RefusedError, UnreachableError
from lockersim.world.model import WorldEvent

LOOK_S = 0.25
KEPT = frozenset({"jammed", "quarantined"})
"""Conditions of a door that opens for nobody until staff have looked."""
OFF: dict[str, Any] = {"state": "off", "reason": "", "doors": 0, "silent": 0, "kept": 0}
NO_SHOW: dict[str, Any] = {"what": None, "step": "", "names": {}, "over": True, "good": True}


class Desk:
    """The pages' picture of one bench. ``run`` keeps it up to date."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.hub = bench, Hub()
        self.feed = Feed(self.hub, world_now_ms=bench.wall.clock.now_ms())
        self.beliefs: dict[str, dict[str, Any]] | None = None
        self.service: dict[str, Any] = OFF
        self.show: dict[str, Any] = NO_SHOW
        self._named = 0
        self._settled = Settled()
        self._told: dict[str, Any] = {}
        self._notices = 0
        bench.wall.world.subscribe(self._world_event)
        bench.central.on_event = self.feed.add_event
        bench.central.on_change = self._central_change

    def picture(self) -> dict[str, Any]:
        """Return everything, for a page that has just been opened."""
        return {
            "site": {"id": SITE_ID, "name": SITE_NAME},
            "wall": self.bench.wall.spec.model_dump(mode="json"),
            "truth": self.bench.wall.world.as_json(),
            "technician": _user(),
            "fault_kinds": [fault.as_json() for fault in FAULTS.values()],
            "feed": list(self.feed.entries),
            **self._parts(),
        }

    def next_name(self, document_class: str) -> str:
        """Return a name for the next document of a class."""
        self._named += 1
        return f"{document_class}-{self._named}"

    async def run(self) -> None:
        """Look at lockerd again and again, and tell what changed."""
        while True:
            await self._ask_beliefs()
            self.refresh()
            await asyncio.sleep(LOOK_S)

    def refresh(self) -> None:
        """Tell every part of the picture that is not as it was told last."""
        for name, part in self._parts().items():
            if self._told.get(name) != part:
                self._told[name] = part
                self.hub.tell(name, part)

    def _parts(self) -> dict[str, Any]:
        return {
            "beliefs": self.beliefs,
            "service": self.service,
            "show": self.show,
            "differences": self._differences(),
            "central": self._central(),
            "machines": {"lockerd": self.bench.daemon.running, "broker": self.bench.broker.running},
            "faults": [{"name": name, "target": target} for name, target in self.bench.faults.active()],
            "tray": self._tray(),
        }

    async def _ask_beliefs(self) -> None:
        try:
            self.beliefs = await self.bench.admin.compartments()
            self.service = await self._ask_service()
        except (RefusedError, UnreachableError):
            self.beliefs = None
            self.service = OFF

    async def _ask_service(self) -> dict[str, Any]:
        """Whether doors are opened for people: open, halted, battery or closed, why not, and what is out of action."""
        public = await self.bench.terminal.get("/v1/status")
        beliefs = (self.beliefs or {}).values()
        told = {
            "reason": "",
            "doors": len(beliefs),
            "silent": sum(row["door"] == row["latch"] == "unknown" for row in beliefs),
            "kept": sum(row["condition"] in KEPT for row in beliefs),
        }
        if public["in_service"]:
            return told | {"state": "open"}
        status = await self.bench.admin.status()
        active = (status["parts"]["auxiliary"] or {"active": {}})["active"]
        state = "halted" if status["halted"] else "battery" if active.get("mains_lost") else "closed"
        return told | {"state": state, "reason": status["halted"] or ""}

    def _differences(self) -> list[dict[str, str]]:
        world = self.bench.wall.world
        found = [
            difference
            for name, belief in (self.beliefs or {}).items()
            if name in world.compartments
            for difference in differences(world.compartments[name], belief)
        ]
        return [difference.as_json() for difference in self._settled.update(found, time.monotonic())]

    def _central(self) -> dict[str, Any]:
        central = self.bench.central
        return {
            "connected": central.connected,
            "site": central.presence.state,
            "epoch": central.copy.epoch,
            "head": central.copy.head,
            "have": sum(epoch == central.copy.epoch for epoch, _ in central.copy.events),
            "gaps": [str(gap) for gap in central.copy.gaps()],
            "asked": [str(gap) for gap in central.asked],
            "repeated": central.copy.repeated,
            "problems": central.copy.problems[-3:],
            "complete": central.copy.complete,
            "orders": [view.as_json() for view in central.orders.values()],
        }

    def _tray(self) -> dict[str, Any]:
        papers = self.bench.papers
        letters, slips = [], []
        for name, document in papers.documents.items():
            view, letter = papers.view(name), papers.letter(name)
            paper = {
                "name": name,
                "order": document.order,
                "authority": document.authority,
                "document_class": document.document_class,
                "lies_in": next(filter(None, map(self.bench.wall.world.where, document.put_in)), None),
                "state": view.state if view is not None else "unknown",
                "brought": document.brought,
                "old": None if document.old is None or self.bench.wall.world.where(document.old) else document.old,
            }
            if letter is not None:
                used = view is None or view.code is None
                code = {"typed_code": letter.typed_code, "pickup_number": letter.pickup_number, "used": used}
                letters.append(paper | code | {"second_secret": letter.second_secret})
            elif not document.brought:
                slips.append(paper)
        return {"letters": letters, "slips": slips, "authorities": list(AUTHORITIES)}

    def _world_event(self, event: WorldEvent) -> None:
        self.feed.add_world(event)
        if event.compartment is not None:
            self.hub.tell("truth", self.bench.wall.world.compartments[event.compartment].as_json())

    def _central_change(self) -> None:
        notices = self.bench.central.notices
        for notice in notices[self._notices :]:
            self.feed.add_notice(notice)
        self._notices = len(notices)


def _user() -> str:
    """Whoever lockerd takes a technician at this page for: the account this program runs under."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"
