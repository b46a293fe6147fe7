"""How people behave, how they show a code, and how a visit ends."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PASSES: Final = frozenset({"not_now", "visit_over", "wait"})
"""Refusals of a word after which somebody looks at the screen again, and says it again where it still stands there."""


class Manner(StrEnum):
    """How somebody behaves."""

    NORMAL = "normal"
    WATCHES = "watches"
    """Touches nothing."""
    LEAVES_ITEM = "leaves_item"
    """Takes nothing out; of an exchange, leaves the new one, keeps the old one, and says that they are exchanged."""
    KEEPS_ITEM = "keeps_item"
    """Puts nothing in and says that everything is in; of an exchange, takes the new one and keeps the old one too."""
    LEAVES_OPEN = "leaves_open"
    GIVES_UP = "gives_up"
    """Is not strong enough for a door that something holds, and says so as soon as that is offered."""
    HELPS_ITSELF = "helps_itself"
    """Uses an open door whatever the terminal says, and says so as soon as that is offered."""
    CHANGES_MIND = "changes_mind"
    """Hands nothing in after all, or exchanges nothing, and says so."""
    SAYS_NOTHING = "says_nothing"
    """Hands in or takes out, shuts the door and goes away without a word."""
    WALKS_AWAY = "walks_away"
    """Puts nothing in, shuts the door and goes away without a word."""
    REJECTS = "rejects"
    """Takes nothing out, and says what they see: something that is not theirs, or nothing."""
    DENIES = "denies"
    """Takes it out, and says that nothing was there."""
    OPENS_AGAIN = "opens_again"
    """Shuts the door too early and has it opened again to hand in."""


class By(StrEnum):
    """How a code is shown."""

    QR = "qr"
    TYPED = "typed"
    NUMBERED = "numbered"
    """Typed, with the pick-up number."""
    ALONE = "alone"
    """By its QR code; nothing else that is asked for is there: a number that has not come, a face that is another's."""
    GUESSED = "guessed"
    """By its QR code; the second secret is guessed, and wrong."""
    FORGED = "forged"
    """By its QR code; what the verifier should sign is signed by somebody else."""
    REPLAYED = "replayed"
    """By its QR code; what the verifier signed in an earlier visit is shown again."""
    EMPOWERED = "empowered"
    """By its QR code; the verifier says that whoever stands there was empowered by the person."""


@dataclass(slots=True)
class Ending:
    """How a visit went.

    ``word`` is collected, loaded, handed_in or exchanged (with a receipt), record (with a word of the attempt),
    refused, trouble, left or gone (lockerd went away).
    """

    word: str
    code: str | None = None
    text: str = ""
    """What the terminal said, where it refused."""

    def __str__(self) -> str:
        return self.word if self.code is None else f"{self.word}: {self.code}"
