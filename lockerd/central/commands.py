"""One command from its bytes to its committed answer.

When ``handle`` returns, the command is dealt with and may be acknowledged: its id and its reply were committed together
with what it did, or are known from before, or it is nobody's. A crash before that brings it again; its id then finds
the answer.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from lockerd.central.asked_of_log import Confirm, Replay, Snapshot
from lockerd.central.command_models import OF_ITS_TIME, Answered, Command, CommandRefusal
from lockerd.central.command_table import QUESTIONS, KeysOffered, asked
from lockerd.central.dropped import Dropped
from lockerd.central.envelope import UnverifiedError, Verified, judge_time, verify
from lockerd.central.link import Received
from lockerd.central.log_wishes import LookedUp, looked_up
from lockerd.central.questions import Question, answered
from lockerd.central.replies import NOTHING, Replier, Told, told
from lockerd.central.unfit import Unfit
from lockerd.central.wishes import Issue
from lockerd.codes.jws import SignatureError, SignatureReason
from lockerd.controller import Controller, Kept, KeyRing, Memo, MemoConflict, QueueFull, RefusalBucket, SignerGone
from lockerd.domain.model.events import Answer, Event, Note, Refused, Sent, Wanted
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.issuers import Stale, judge
from lockerd.domain.model.refusals import OF_ITS_NUMBER, Refusal
from lockerd.store import Recorded, Reply, Store

_FULL: Final = told(Refused(Refusal.BUSY, retry_after_ms=3_000))


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
        keys: KeyRing,
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
            verified = verify(message, topics=self._replier.topics, issuers=self._keys.issuers)
        except UnverifiedError as nobody:
            self.dropped.add(nobody.reason)
            return Handled()
        try:
            known = self._known(verified)
            if known is not None:
                return await self._again(verified, known)
            if self._refusals.dry_for_ms:  # a central gone wild: what is refused leaves an id, a reply and a fact each
                return Handled(self._reply(verified, _FULL))
            return await self._commit(verified, await self._asked(verified))
        except SignerGone:  # taken out while the command waited for its turn
            self.dropped.add(SignatureReason.UNKNOWN_KEY)
            return Handled()
        except MemoConflict:
            return Handled(self._reply(verified, told(Unfit(CommandRefusal.ID_REUSED))))
        except QueueFull:
            return Handled(self._reply(verified, _FULL))

    def _known(self, verified: Verified) -> Told | None:
        recorded = self._controller.recall(_memo(verified)) or self._controller.recall(_memo(verified, timed=True))
        return None if recorded is None else Told.model_validate_json(recorded.answer)

    async def _asked(self, verified: Verified) -> LookedUp | Unfit:
        command = verified.command
        if isinstance(command, Unfit):
            return command
        if (untimely := judge_time(command, self._controller.now())) is not None:
            return Unfit(untimely)
        wish = asked(command, self._issue)
        if isinstance(wish, KeysOffered):
            try:
                return self._keys.judge(wish.text)
            except SignatureError:
                return Unfit(CommandRefusal.KEY_LIST_NOT_VALID)
        if isinstance(wish, Replay | Confirm) and self._is_stale(verified, command):
            return Snapshot()  # nothing is looked up or replayed for what its numbers will refuse
        return await looked_up(wish, self._store, self._controller.head)

    def _is_stale(self, verified: Verified, command: Command) -> bool:
        """Whether its numbers will refuse it: what is stale stays so."""
        known = self._controller.state.site.issuers
        return isinstance(judge(known, verified.address.issuer, command.epoch, command.number), Stale)

    async def _again(self, verified: Verified, known: Told) -> Handled:
        """What became of it; a question that was answered is answered anew, as its answer is not remembered."""
        command = verified.command
        if known.accepted and not isinstance(command, Unfit) and command.name in QUESTIONS:
            wish = asked(command, self._issue)
            if isinstance(wish, Question):
                now = await answered(wish, self._controller, self._store)
                if not isinstance(now, Unfit):
                    return Handled(self._reply(verified, known, now))
        return Handled(self._reply(verified, known))

    async def _commit(self, verified: Verified, wish: LookedUp | Unfit) -> Handled:
        """Have decided what is to be decided, and remember what became of the command in the same transaction."""
        answer_to = NOTHING
        if isinstance(wish, Question):
            now = await answered(wish, self._controller, self._store)
            if isinstance(now, Unfit):
                wish = now
            else:
                answer_to = now

        def keep(answer: Answer, _: bool) -> Kept:  # noqa: FBT001 - the shape of ``Keep``
            refused = isinstance(answer, Refused)
            cut = wish.cut if isinstance(wish, Replay) else ()
            became = told(wish if isinstance(wish, Unfit) and not refused else answer, cut=cut)
            reply = self._reply(verified, became, NOTHING if refused else answer_to)
            stale = isinstance(answer, Refused) and answer.reason in OF_ITS_NUMBER
            return Kept(became.text(), reply, key=_memo(verified, timed=True).key if stale else None)

        timed = isinstance(wish, Unfit) and wish.reason in OF_ITS_TIME
        outcome = await self._controller.submit_once(_event(verified, wish), _memo(verified, timed=timed), keep)
        if isinstance(outcome, Recorded):
            return Handled(self._reply(verified, Told.model_validate_json(outcome.answer)))
        if isinstance(wish, Unfit) or isinstance(outcome, Refused):
            self._refusals.draw()
        return Handled(snapshot=isinstance(wish, Snapshot) and not isinstance(outcome, Refused))

    def _reply(self, verified: Verified, became: Told, answer: Answered = NOTHING) -> Reply:
        return self._replier.reply(verified, became, self._controller.now(), answer)


def _event(verified: Verified, wish: LookedUp | Unfit) -> Event:
    """What is refused for its times, or does not say its numbers, uses none up."""
    command = verified.command
    if isinstance(wish, Unfit):
        data = (("command", verified.address.name), ("reason", wish.reason.value), ("count", 1))
        note = Note(type=FactType.COMMAND_REFUSED, data=data)
        return note if isinstance(command, Unfit) or wish.reason in OF_ITS_TIME else _sent(verified, command, note)
    assert isinstance(command, Command), "what does not fit asks for nothing"
    return _sent(verified, command, None if isinstance(wish, Snapshot | Replay | Question) else wish)


def _sent(verified: Verified, command: Command, wish: Wanted | Note | None) -> Sent:
    return Sent(verified.address.issuer, verified.speaks_for, command.epoch, command.number, wish)


def _memo(verified: Verified, *, timed: bool = False) -> Memo:
    """What is refused for its times or numbers is remembered with them: signed again with others it is judged anew."""
    command = verified.command
    times = ""
    if timed and not isinstance(command, Unfit):
        times = f"/{command.iat}/{command.exp}/{command.epoch}/{command.number}"
    key, of_what = f"{verified.address.id}{times}", verified.fingerprint
    return Memo(scope="command", key=key, fingerprint=of_what, signer=verified.kid)
