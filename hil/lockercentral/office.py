"""Central itself: sends signed commands, takes events, replies and presence, mends gaps."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockercentral import events, jws
from lockercentral.confirming import Confirmer
from lockercentral.copy import Arrival, Copy, Gap
from lockercentral.errors import CentralError
from lockercentral.keys import CentralKeys
from lockercentral.link import CentralLink, Link
from lockercentral.mending import GAP_GRACE_S, Mender
from lockercentral.numbering import REFUSED_FOR_NUMBERS, Numbering
from lockercentral.orders import OrderView, Wish
from lockercentral.presence import Presence
from lockercentral.tasks import together
from lockercentral.watch import Watch
from lockercentral.witness import LogTree

CALLER = "central"
COMMAND_S = 300
REPLY_S = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A site's signed answer to one command."""

    status: str
    reason: str | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something central noticed about its own copy: ``word`` is gap, mended, cut, problem, repeated or link."""

    at_s: float
    word: str
    detail: str


@dataclass(slots=True)
class Central:
    """Central for one site. ``run`` keeps it going; ``on_change`` is called after everything that changed it."""

    site: str
    site_key: Ed25519PublicKey
    keys: CentralKeys
    port: int
    copy: Copy = field(default_factory=Copy)
    orders: dict[str, OrderView] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    presence: Presence = field(default_factory=Presence)
    bad_replies: int = 0
    on_event: Callable[[events.Event], None] = field(default=lambda _event: None)
    on_change: Callable[[], None] = field(default=lambda: None)
    make_link: Callable[..., CentralLink] = Link
    now_s: Callable[[], float] = time.time
    new_id: Callable[[], str] = lambda: str(uuid4())
    look_s: float = GAP_GRACE_S / 4
    """How often gaps are looked for."""
    _waiting: dict[str, asyncio.Future[Reply]] = field(default_factory=dict)
    _numbering: Numbering = field(init=False)
    _link: CentralLink = field(init=False)
    _mender: Mender = field(init=False)
    _watch: Watch = field(init=False)
    confirmer: Confirmer = field(init=False)

    def __post_init__(self) -> None:
        root = f"lockerd/v1/{self.site}"
        topics = (f"{root}/event/#", f"{root}/reported", f"{root}/state", f"{root}/reply/{CALLER}")
        self._numbering = Numbering(self.now_s)
        self._link = self.make_link(self.port, topics=topics, on_message=self._take)
        self._link.on_change = self._link_changed
        self._watch = Watch(self.copy, LogTree(self.site, self.site_key))
        self.confirmer = Confirmer(
            self._watch,
            send=self._confirm,
            ready=lambda: self.connected and self.presence.knows("custody.confirm"),
            notice=self._notice,
        )
        self._mender = Mender(
            self.copy, replay=self._replay, ready=lambda: self.connected, notice=self._notice, look_s=self.look_s
        )

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._link.up

    @property
    def checkpoints(self) -> int:
        """How many of the site's checkpoints fit this copy."""
        return self._watch.checked

    @property
    def asked(self) -> tuple[Gap, ...]:
        """Gaps whose replay was asked and has not come yet."""
        return self._mender.asked

    async def run(self) -> None:
        """Keep the connection and mend gaps until cancelled."""
        await together(self._link.run(), self._mender.run(), self.confirmer.run())

    # Commands

    async def announce(self, wish: Wish) -> Reply:
        """Announce an order and wait for the reply; raises ``CentralError`` when none comes."""
        body = wish.body()
        self.orders.setdefault(wish.order, OrderView(wish.order)).announce(wish)
        return await self.command("order.announce", body)

    async def command(self, name: str, body: dict[str, Any]) -> Reply:
        """Send one signed command and wait for its verified reply; raises ``CentralError`` when none comes in time.

        A command that the site said it does not know is not sent. One that it refuses for its number alone is sent once
        more, in a new epoch.
        """
        if not self.presence.knows(name):
            raise CentralError(f"the site knows no command {name}")
        if "case_reference" in body and body["order"] in self.orders:
            self.orders[body["order"]].references.add(body["case_reference"])
        wanted = {"id": self.new_id(), "site": self.site, "name": name, "issuer": CALLER, "body": body}
        reply = await self._send(wanted)
        if reply.reason in REFUSED_FOR_NUMBERS:  # somebody sent more as us than we know of: an older backup of ours?
            known = reply.data.get("epoch", 0)
            self._notice("problem", f"{reply.reason}: a new epoch is begun after {known}")
            self._numbering.begin_anew(known)
            reply = await self._send(wanted)
        return reply

    async def _send(self, wanted: dict[str, Any]) -> Reply:
        now_s = int(self.now_s())
        payload = wanted | self._numbering.next() | {"iat": now_s, "exp": now_s + COMMAND_S}
        text = jws.sign(payload, key=self.keys.command, typ=jws.Typ.COMMAND)
        root, name, number = f"lockerd/v1/{self.site}", wanted["name"], wanted["id"]
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            await self._link.publish(
                f"{root}/command/{name}", text, response_topic=f"{root}/reply/{CALLER}", correlation=number.encode()
            )
            async with asyncio.timeout(REPLY_S):
                return await answer
        except TimeoutError:
            raise CentralError(f"no reply to {name} within {REPLY_S:.0f} s") from None
        finally:
            del self._waiting[number]

    async def _replay(self, gap: Gap) -> None:
        self.on_change()
        body = {"epoch": gap.epoch, "first": gap.first, "last": gap.last}
        reply = await self.command("events.replay", body)
        if lost := self.copy.know_cut(gap.epoch, reply.data.get("cut") or ()):
            self._notice("cut", f"{lost} of {gap} are cut from the site's log, and not here either")
            self._mender.look()

    async def _confirm(self, body: dict[str, Any]) -> str | None:
        reply = await self.command("custody.confirm", body)
        return None if reply.status == "accepted" else str(reply.reason)

    # What arrives

    def _take(self, topic: str, payload: bytes) -> None:
        leaf = topic.removeprefix(f"lockerd/v1/{self.site}/").split("/")[0]
        try:
            match leaf:
                case "event":
                    self._take_event(events.parse(payload, site=self.site))
                case "reply":
                    self._take_reply(payload)
                case "reported":
                    epoch, number = self.presence.take_reported(payload)
                    self.copy.know_head(epoch, number)
                case "state":
                    self.presence.take_state(payload)
        except CentralError as error:
            self._notice("problem", str(error))
        self.on_change()

    def _take_event(self, event: events.Event) -> None:
        known = len(self.copy.problems)
        arrival = self.copy.add(event)
        for problem in self.copy.problems[known:]:
            self._notice("problem", problem)
        if arrival is not Arrival.NEW:
            return
        if event.order is not None:
            view = self.orders.setdefault(event.order, OrderView(event.order))
            if view.wish is not None and event.case_reference not in view.references:
                self._notice("problem", f"{event.number} names another case than was announced")
            view.learn(event)
            if event.type == "grant.issued" and event.data.get("sealed_code"):
                view.issue(self.keys.open_code(event.data["sealed_code"], site=self.site))
        for problem in self._watch.look():
            self._notice("problem", problem)
        self._mender.look()
        self.on_event(event)

    def _take_reply(self, payload: bytes) -> None:
        try:
            reply = jws.verify(payload.decode(), key=self.site_key, typ=jws.Typ.REPLY)
        except (CentralError, UnicodeDecodeError):
            self.bad_replies += 1
            raise CentralError("a reply with a bad signature") from None
        waiting = self._waiting.get(str(reply.get("id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(Reply(reply["status"], reply.get("reason"), reply.get("data") or {}))

    def _link_changed(self) -> None:
        self._notice("link", "up" if self._link.up else "down")
        if not self._link.up:
            self.presence.state = "unknown"
        self.on_change()

    def _notice(self, word: str, detail: str) -> None:
        self.notices.append(Notice(self.now_s(), word, detail))
