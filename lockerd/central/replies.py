"""Replies: what became of a command, signed by the site and bound to the command's id."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict

from lockerd.central.command_models import Answered, ReplyData, ReplyMessage, ReplyStatus
from lockerd.central.envelope import Verified
from lockerd.central.topics import Topics
from lockerd.central.unfit import Unfit
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.state import Now
from lockerd.store import Reply

NOTHING: Final = Answered()


class Told(BaseModel):
    """What became of a command, whoever said so; the part of a reply that is remembered."""

    model_config = ConfigDict(
        frozen=True, defer_build=True
    )  # not strict, and with fields that it may not know: read from a database

    accepted: bool
    reason: str | None = None
    grant: str | None = None
    retry_after_ms: int | None = None
    place: str | None = None
    cut: tuple[tuple[int, int], ...] | None = None
    epoch: int | None = None
    number: int | None = None

    def text(self) -> str:
        """For the memo, of which a repetition is answered."""
        return self.model_dump_json(exclude_none=True)


def told(answer: Answer | Unfit, *, cut: tuple[tuple[int, int], ...] = ()) -> Told:
    """What the domain answered, or why the command did not get there; ``cut``: what a replay does not bring."""
    match answer:
        case Accepted(grant=grant):
            return Told(accepted=True, grant=grant, cut=cut or None)
        case Refused(reason=reason, retry_after_ms=retry_after_ms, known=known):
            epoch, number = known or (None, None)
            return Told(accepted=False, reason=reason.value, retry_after_ms=retry_after_ms, epoch=epoch, number=number)
        case Unfit(reason=refusal, place=place):
            return Told(accepted=False, reason=refusal.value, place=place)


@dataclass(frozen=True, slots=True)
class Replier:
    """Signs replies with the site's key; ``kid`` is its key id as 8 hex digits."""

    topics: Topics
    key: Ed25519PrivateKey
    kid: str

    def reply(self, command: Verified, told: Told, now: Now, answered: Answered = NOTHING) -> Reply:
        """The outbox row that answers ``command``; raises nothing that a command could cause."""
        message = ReplyMessage(
            id=command.address.id,
            site=self.topics.site,
            name=command.address.name,
            status=ReplyStatus.ACCEPTED if told.accepted else ReplyStatus.REFUSED,
            reason=told.reason,
            data=ReplyData(
                grant=told.grant,
                retry_after_ms=told.retry_after_ms,
                place=told.place,
                epoch=told.epoch,
                number=told.number,
                room=answered.room,
                counts=answered.counts,
                cut=told.cut,
            ),
            lo_s=now.lo_s,
            hi_s=now.hi_s,
        )
        content = message.model_dump(mode="json")
        content["data"] = message.data.model_dump(mode="json", exclude_none=True)
        return Reply(
            topic=self.topics.full(command.reply_suffix),
            payload=jws.sign(content, key=self.key, kid=self.kid, typ=JwsType.REPLY),
            correlation=command.correlation,
        )
