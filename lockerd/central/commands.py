"""One command from its bytes to its committed answer.

When ``handle`` returns, the command is dealt with and may be acknowledged: decided and committed together with its id
and its reply, or known from before, or nobody's. A crash before that brings it again; its id then finds the answer.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockerd.central import bodies
from lockerd.central.command_models import (
    OF_ITS_TIME,
    AnnounceBody,
    Body,
    CancelBody,
    CommandRefusal,
    ReissueBody,
    ReplayBody,
    StateRequestBody,
)
from lockerd.central.dropped import Dropped
from lockerd.central.envelope import UnverifiedError, Verified, judge_time, verify
from lockerd.central.link import Received
from lockerd.central.replies import Replier
from lockerd.central.unfit import Unfit
from lockerd.controller import Controller, Memo, MemoConflict, QueueFull, RefusalBucket, answer_from
from lockerd.domain.cabinet import OrderId
from lockerd.domain.events import Answer, Cancel, Event, FreshCode, Note, Refused, Reissue, Tick
from lockerd.domain.facts import FactType
from lockerd.domain.refusals import Refusal
from lockerd.store import Reply, Store

_FULL: Final = Refused(Refusal.BUSY, retry_after_ms=3_000)


class IssuedCode(Protocol):
    """A code just made; only what is stored of it matters here."""

    @property
    def fresh(self) -> FreshCode:
        """The part for the domain."""
        ...


Issue = Callable[[OrderId], IssuedCode]


@dataclass(frozen=True, slots=True)
class Handled:
    """What is still to be published: a reply that is in no outbox, and whether a snapshot was asked for."""

    reply: Reply | None = None
    snapshot: bool = False


class Commands:
    """Handles commands one by one; counts what it dropped as nobody's, by reason, in ``dropped``."""

    def __init__(
        self,
        *,
        controller: Controller,
        store: Store,
        keys: Mapping[str, Ed25519PublicKey],
        replier: Replier,
        issue: Issue,
        refusals: RefusalBucket,
    ) -> None:
        self.dropped = Dropped(lambda: asyncio.get_running_loop().time())
        self._controller = controller
        self._store = store
        self._keys = keys
        self._replier = replier
        self._issue = issue
        self._refusals = refusals

    async def handle(self, message: Received) -> Handled:
        """Deal with one message; raises nothing that a message could cause."""
        try:
            verified = verify(message, topics=self._replier.topics, keys=self._keys)
        except UnverifiedError as nobody:
            self.dropped.add(nobody.reason)
            return Handled()
        try:
            known = self._known(verified)
        except MemoConflict:
            return self._only_reply(verified, Unfit(CommandRefusal.ID_REUSED))
        if known is not None:
            return self._only_reply(verified, known)
        if self._refusals.dry_for_ms:  # a central gone wild: what is refused leaves an id, a reply and a fact each
            return self._only_reply(verified, _FULL)
        body = self._body(verified)
        if isinstance(body, ReplayBody) and not await self._store.replay(body.first, body.last, epoch=body.epoch):
            body = Unfit(CommandRefusal.EVENTS_UNKNOWN)
        if isinstance(body, Unfit):
            return await self._refuse(verified, body)
        return await self._submit(verified, self._event(body), snapshot=isinstance(body, StateRequestBody))

    def _body(self, verified: Verified) -> Body | Unfit:
        command = verified.command
        if isinstance(command, Unfit):
            return command
        untimely = judge_time(command, self._controller.now())
        return bodies.parse(command) if untimely is None else Unfit(untimely)

    def _event(self, body: Body) -> Event:
        match body:
            case AnnounceBody():
                return bodies.announce(body)
            case CancelBody():
                return Cancel(order=OrderId(body.order), reason=body.reason)
            case ReissueBody():
                order = OrderId(body.order)
                return Reissue(order=order, code=self._issue(order).fresh)
            case StateRequestBody() | ReplayBody():
                return Tick()  # nothing to decide, but id and reply belong into one commit
            case _:
                assert_never(body)

    async def _submit(self, verified: Verified, event: Event, *, snapshot: bool) -> Handled:
        try:
            outcome = await self._controller.submit(
                event,
                memo=Memo(scope="command", key=verified.address.id, fingerprint=verified.fingerprint),
                reply=lambda answer: self._replier.reply(verified, answer, self._controller.now()),
            )
        except QueueFull:
            return self._only_reply(verified, _FULL)
        if isinstance(outcome.answer, Refused):
            self._refusals.draw()
        return Handled(snapshot=snapshot)

    async def _refuse(self, verified: Verified, why: Unfit) -> Handled:
        """Write the refusal down under a key that names it: the memo itself would say that the note was accepted."""
        data = (("command", verified.address.name), ("reason", why.reason.value), ("count", 1))
        note = Note(type=FactType.COMMAND_REFUSED, data=data)
        self._refusals.draw()
        try:
            await self._controller.submit(
                note,
                memo=_refusal_memo(verified, why.reason),
                reply=lambda _: self._replier.reply(verified, why, self._controller.now()),
            )
        except QueueFull:
            return self._only_reply(verified, _FULL)
        return Handled()

    def _known(self, verified: Verified) -> Answer | Unfit | None:
        memo = Memo(scope="command", key=verified.address.id, fingerprint=verified.fingerprint)
        recorded = self._controller.recall(memo)
        if recorded is not None:
            return answer_from(recorded.answer)
        for refusal in CommandRefusal:
            if self._controller.recall(_refusal_memo(verified, refusal)) is not None:
                command = verified.command
                found = command if isinstance(command, Unfit) else bodies.parse(command)
                return found if isinstance(found, Unfit) and found.reason is refusal else Unfit(refusal)
        return None

    def _only_reply(self, verified: Verified, answer: Answer | Unfit) -> Handled:
        return Handled(reply=self._replier.reply(verified, answer, self._controller.now()))


def _refusal_memo(verified: Verified, refusal: CommandRefusal) -> Memo:
    """What is refused for its times is remembered with them: signed again with others it is judged anew."""
    command = verified.command
    times = f"/{command.iat}/{command.exp}" if refusal in OF_ITS_TIME and not isinstance(command, Unfit) else ""
    key = f"{verified.address.id}/{refusal}{times}"
    return Memo(scope="command", key=key, fingerprint=verified.fingerprint)
