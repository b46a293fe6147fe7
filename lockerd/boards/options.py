"""What a site may say about a board beside its family."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import ClassVar, Literal

from lockerd.boards.profile import Profile
from lockerd.errors import CallerError


class StatusOrder(StrEnum):
    """Which channels the first status byte holds; differs by model."""

    HIGH_FIRST = "high_first"
    LOW_FIRST = "low_first"


class BadProfileError(CallerError):
    """A board that the family does not have."""

    code: ClassVar[str] = "bad_profile"

    def __init__(self, reason: str, option: str = "model") -> None:
        super().__init__(reason)
        self.option = option
        """Which option is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """None everywhere: what is usual for the family."""

    model: str | None = None
    status_order: StatusOrder | None = None
    index_base: Literal[0, 1] | None = None
    """How the board counts its first lock on the wire."""
    pulse_ms: int | None = None
    """How long a lock is energised: as set on the board or, where each unlock says it, as it shall be."""
    reply_ms: int | None = None
    """The longest silence before its answer, as measured."""

    def refuse_others(self, family: str, *known: str) -> None:
        """Raise `BadProfileError` for an option that says nothing about this family."""
        for option in (each.name for each in fields(self)):
            if option not in {"pulse_ms", "reply_ms", *known} and getattr(self, option) is not None:
                raise BadProfileError(f"says nothing about a {family}; leave it out", option)

    def model_of(self, family: str, models: tuple[str, ...]) -> str:
        """The model, of which the first is the usual one; raises `BadProfileError`."""
        model = models[0] if self.model is None else self.model
        if model not in models:
            raise BadProfileError(f"no {family} is a {model!r}; known are {', '.join(models)}")
        return model

    def on(self, profile: Profile) -> Profile:
        """The profile with the pulse and the patience of this board."""
        if self.pulse_ms is not None:
            profile = replace(profile, pulse_ms=self.pulse_ms)
        if self.reply_ms is not None:
            unlock_reply_ms = profile.unlock_reply_ms and max(profile.unlock_reply_ms, self.reply_ms)
            profile = replace(profile, status_reply_ms=self.reply_ms, unlock_reply_ms=unlock_reply_ms)
        return profile
