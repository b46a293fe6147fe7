"""The second secret of a code: six random digits and a check digit, which reach the person by another way.

What is stored of it is a keyed hash with a salt of its own, as of the typed code; the digits are shown nowhere here,
and leave only within what is sealed for central.
"""

import hmac
from typing import Final

from lockerd.codes import typed
from lockerd.domain.model.grants import SecondSecret

_DIGITS: Final = 6
_NOBODYS: Final = SecondSecret(salt=bytes(typed.SALT_BYTES), keyed_hash=bytes(32))


def fresh(random: bytes) -> str:
    """Seven digits from ``typed.RANDOM_BYTES`` random bytes; raises ``OurError`` when given too few."""
    return typed.with_check_digit(typed.even_digits(random, _DIGITS))


def check(text: str) -> str:
    """The seven digits of what was typed; raises ``typed.MalformedError`` or ``typed.SlipError``."""
    return typed.checked(text, _DIGITS + 1)


def record(digits: str, *, key: bytes, salt: bytes) -> SecondSecret:
    """What is stored of it."""
    return SecondSecret(salt=salt, keyed_hash=typed.keyed_hash(digits, key=key, salt=salt))


def fits(digits: str, stored: SecondSecret | None, *, key: bytes) -> bool:
    """Whether these are its digits, with the same work where there is none (F48)."""
    kept = stored or _NOBODYS
    return hmac.compare_digest(typed.keyed_hash(digits, key=key, salt=kept.salt), kept.keyed_hash)
