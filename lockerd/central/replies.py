"""Replies: what became of a command, signed by the site and bound to the command's id."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.central.command_models import ReplyData, ReplyMessage, ReplyStatus
from lockerd.central.envelope import Verified
from lockerd.central.topics import Topics
from lockerd.central.unfit import Unfit
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.domain.events import Accepted, Answer, Refused
from lockerd.domain.state import Now
from lockerd.store import Reply


@dataclass(frozen=True, slots=True)
class Replier:
    """Signs replies with the site's key; ``kid`` is its key id as 8 hex digits."""

    topics: Topics
    key: Ed25519PrivateKey
    kid: str

    def reply(self, command: Verified, answer: Answer | Unfit, now: Now) -> Reply:
        """The outbox row that answers ``command``; raises nothing that a command could cause."""
        status, reason, data = _outcome(answer)
        message = ReplyMessage(
            id=command.address.id,
            site=self.topics.site,
            name=command.address.name,
            status=status,
            reason=reason,
            data=data,
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


def _outcome(answer: Answer | Unfit) -> tuple[ReplyStatus, str | None, ReplyData]:
    match answer:
        case Accepted(grant=grant):
            return ReplyStatus.ACCEPTED, None, ReplyData(grant=grant)
        case Refused(reason=reason, retry_after_ms=retry_after_ms):
            return ReplyStatus.REFUSED, reason.value, ReplyData(retry_after_ms=retry_after_ms)
        case Unfit(reason=refusal, place=place):
            return ReplyStatus.REFUSED, refusal.value, ReplyData(place=place)
