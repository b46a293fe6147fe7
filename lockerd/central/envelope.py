"""Who sent a command, whether it is for us, and whether it still counts (design rule 9).

The order is: signature, site, retain flag and topic; then, elsewhere, whether the id is known; then the expiry. What
fails in the first group is nobody's command: nothing is remembered and nobody is answered. What fails later was said by
central and gets a reply.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from lockerd.central.command_models import (
    MAX_AHEAD_S,
    MAX_COMMAND_BYTES,
    MAX_LIFETIME_S,
    Address,
    Command,
    CommandRefusal,
)
from lockerd.central.link import Received
from lockerd.central.topics import Topics
from lockerd.central.unfit import Unfit, unfit
from lockerd.codes import jws
from lockerd.codes.jws import JwsType, SignatureError
from lockerd.config.issuers import CommandIssuer
from lockerd.controller import fingerprint
from lockerd.domain.model.state import Now
from lockerd.errors import WireError


class UnverifiedReason(StrEnum):
    """Why a message is nobody's command, beside the reasons of the signature itself."""

    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    WRONG_SITE = "wrong_site"
    RETAINED = "retained"
    """A retained action would come again at every connect (F62)."""
    WRONG_TOPIC = "wrong_topic"
    WRONG_ISSUER = "wrong_issuer"
    """The key that signed it is somebody else's."""


class UnverifiedError(WireError):
    """The message proves nothing: dropped, counted, not answered. Never holds its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"message dropped: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verified:
    """A command that central signed for this site, and how to answer it."""

    address: Address
    command: Command | Unfit
    fingerprint: str
    """SHA-256 of the signed content but for its times and its numbers, hex: signed again with others it is the same
    command, and the same id with another content is another."""
    reply_suffix: str
    correlation: bytes | None
    kid: str
    """Of the key that signed it."""
    speaks_for: frozenset[str] | None
    """The authorities for which its issuer speaks; None: all."""


_MAX_CORRELATION_BYTES = 128
_OF_THE_SENDING = frozenset({"iat", "exp", "epoch", "number"})


def verify(message: Received, *, topics: Topics, issuers: Iterable[CommandIssuer]) -> Verified:
    """Return the command if the issuer that it names signed it for this site and topic; raises ``UnverifiedError``."""
    signers = {kid: each for each in issuers for kid in each.command}
    if len(message.payload) > MAX_COMMAND_BYTES:
        raise UnverifiedError(UnverifiedReason.OVERSIZED)
    try:
        text = message.payload.decode("ascii")
        keys = {kid: each.command[kid] for kid, each in signers.items()}
        content = jws.verify(text, keys=keys, typ=JwsType.COMMAND)
        kid = jws.key_id(text)
        address = Address.model_validate(content)
    except SignatureError as refused:
        raise UnverifiedError(refused.reason) from None
    except (UnicodeDecodeError, ValidationError):
        raise UnverifiedError(UnverifiedReason.MALFORMED) from None
    if address.site != topics.site:
        raise UnverifiedError(UnverifiedReason.WRONG_SITE)
    signer = signers[kid]
    if signer.name != address.issuer:
        raise UnverifiedError(UnverifiedReason.WRONG_ISSUER)
    if message.retained:
        raise UnverifiedError(UnverifiedReason.RETAINED)
    if address.name != topics.command_name(message.topic):
        raise UnverifiedError(UnverifiedReason.WRONG_TOPIC)
    correlation = message.correlation
    try:
        canonical = _canonical(content)
    except RecursionError:  # deeper than any command is
        raise UnverifiedError(UnverifiedReason.MALFORMED) from None
    return Verified(
        address=address,
        command=_command(content),
        fingerprint=fingerprint(canonical.encode()),
        reply_suffix=topics.reply_suffix(message.response_topic, address.issuer),
        correlation=correlation if correlation and len(correlation) <= _MAX_CORRELATION_BYTES else None,
        kid=kid,
        speaks_for=signer.authorities,
    )


def _command(content: dict[str, Any]) -> Command | Unfit:
    try:
        return Command.model_validate(content)
    except ValidationError as wrong:
        return unfit(wrong, otherwise=CommandRefusal.MALFORMED_COMMAND)


def _canonical(content: dict[str, Any]) -> str:
    asked = {name: value for name, value in content.items() if name not in _OF_THE_SENDING}
    return json.dumps(_whole(asked), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _whole(value: Any) -> Any:
    """``1.0`` is ``1``, as for the models: which of them a library writes makes no other command."""
    match value:
        case dict():
            return {name: _whole(each) for name, each in value.items()}
        case list():
            return [_whole(each) for each in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def judge_time(command: Command, now: Now) -> CommandRefusal | None:
    """Whether the command still counts at a time that lies in ``[lo_s, hi_s]``; None: it does (design rule 10)."""
    if command.exp < command.iat:
        return CommandRefusal.EXP_BEFORE_IAT
    if command.exp - command.iat > MAX_LIFETIME_S:
        return CommandRefusal.LIFETIME_TOO_LONG
    if now.hi_s is None:
        # While the time is disputed, ``lo_s`` may be what is wrong: nothing is certain to have expired.
        expired = now.doubt is None and now.lo_s > command.exp
        return CommandRefusal.EXPIRED if expired else CommandRefusal.TIME_UNKNOWN
    if command.iat > now.hi_s + MAX_AHEAD_S or command.epoch > now.hi_s + MAX_LIFETIME_S:
        return CommandRefusal.NOT_YET_VALID  # of a stolen key, an epoch that is never reached would shut out the next
    return None if now.hi_s <= command.exp else CommandRefusal.EXPIRED
