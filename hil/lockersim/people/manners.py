"""How people behave, how they show a code, and how a visit ends."""

from dataclasses import dataclass
from enum import StrEnum


class Manner(StrEnum):
    """How somebody behaves."""

    NORMAL = "normal"
    WATCHES = "watches"
    """Touches nothing."""
    LEAVES_ITEM = "leaves_item"
    LEAVES_OPEN = "leaves_open"
    GIVES_UP = "gives_up"
    """Is not strong enough for a door that something holds, and says so as soon as that is offered."""
    HELPS_ITSELF = "helps_itself"
    """Uses an open door whatever the terminal says, and says so as soon as that is offered."""


class By(StrEnum):
    """How a code is shown."""

    QR = "qr"
    TYPED = "typed"
    NUMBERED = "numbered"
    """Typed, with the pick-up number."""


@dataclass(slots=True)
class Ending:
    """How a visit went: ``word`` is collected, loaded, refused, trouble, left or gone (lockerd went away)."""

    word: str
    code: str | None = None

    def __str__(self) -> str:
        return self.word if self.code is None else f"{self.word}: {self.code}"
