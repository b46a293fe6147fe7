"""What a hand-in without a code begins with: the id of its order, its grant, and the number the person is shown."""

import hmac
from collections.abc import Callable, Iterable
from typing import Final

from lockerd.codes import typed
from lockerd.domain.model.ids import GrantId, OrderId, ReceiptId
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Now

_DIGITS: Final = 11
_NAME: Final = b"walk-in "
_GRANT_BYTES: Final = 16


def fresh_order(now: Now, random: Callable[[int], bytes]) -> OrderId:
    """A UUIDv7 (RFC 9562 section 5.7) of the time now, as far as it is known, and 74 random bits."""
    value = (now.lo_s * 1_000 << 80) | int.from_bytes(random(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return OrderId("-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))


def fresh_grant(random: Callable[[int], bytes]) -> GrantId:
    """A name for the right; no code is made for it."""
    return GrantId(random(_GRANT_BYTES).hex())


def visit_number(order: OrderId, *, key: bytes) -> str:
    """Twelve digits that the person is shown from the first attempt on; ``key`` is that of ``number_key``.

    With them the receipt can be had once there is one, also where power cut and 15 minutes lie between. They follow
    from the order's random id, so that nothing has to be kept (ADR 31).
    """
    drawn = int.from_bytes(hmac.digest(key, _NAME + order.encode(), "sha256"))
    return typed.with_check_digit(f"{drawn % 10**_DIGITS:0{_DIGITS}d}")


def find(number: str, rows: Iterable[Receipt], *, key: bytes) -> ReceiptId | None:
    """The receipt of the hand-in without a code that has this number; none where two have it."""
    brought = (row for row in rows if row.walk_in)
    found = [row.id for row in brought if hmac.compare_digest(visit_number(row.part.order, key=key), number)]
    return found[0] if len(found) == 1 else None
