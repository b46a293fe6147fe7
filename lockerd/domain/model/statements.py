"""What a verifier beside the terminal signs of whoever stands there: yes, for one order and one nonce, and no more."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.document_classes import EVERY_OFFICE
from lockerd.domain.model.ids import OrderId

NONCE_MS: Final = 10 * 60_000
"""So long a nonce is good, monotonic: an electronic identity card with its PIN takes slow hands some minutes."""
NONCES_MAX: Final = 64
"""As many are good at a time; of more, the one that was asked for first is void."""
CLOCKS_APART_S: Final = 300
"""So far the clock of a verifier may lie beside the trusted interval."""


class Purpose(StrEnum):
    """What a verifier says."""

    PERSON = "person"
    """The person of this order stands here."""
    DELEGATE = "delegate"
    """Somebody stands here whom the person of this order has empowered."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Of a verifier, what it is believed; its key is known at the edge."""

    purposes: frozenset[Purpose]
    from_s: int
    until_s: int
    """Unix seconds, both inclusive."""
    authority: str = EVERY_OFFICE
    """For the orders of this office alone."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was signed for this site by a key that is known, as it was said."""

    verifier: str
    purpose: Purpose
    order: OrderId
    nonce: str
    iat_s: int
    """Unix seconds, by the verifier's clock."""
    sha256: str
    """Of its text, hex: what the log keeps of it."""


NO_STATEMENT: Final = Statement("", Purpose.PERSON, OrderId(""), "", 0, "")
"""In place of what is none at all, is not signed by whom it should be, or for another site: it fits no order."""


@dataclass(frozen=True, slots=True)
class Nonce:
    """What the next statement for an order has to name; used up by the visit that begins, and by the next one."""

    text: str
    asked_ms: int
    """Monotonic."""
