"""The code a person types: 8 random digits and a Damm check digit, shown in threes.

The check digit finds every wrong digit and every swap of neighbours (H. M. Damm, 2004), so that a slip of the finger
costs no try. It keeps nobody from guessing: that is the counters' work (F46).
"""

import hmac
from collections.abc import Collection, Iterable
from typing import TypeVar

from lockerd.errors import CallerError, OurError

RANDOM_BYTES = 64
"""How many random bytes a fresh code needs: 16 draws, each refused in under 2.3 of 100 cases."""

SALT_BYTES = 16
_DIGITS = 8
_PICKUP_DIGITS = 4
_LONGEST_INPUT = 32
_SEPARATORS = dict.fromkeys(map(ord, " \u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2212"))
_DRAW_BYTES = 4
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

RecordId = TypeVar("RecordId")


class MalformedError(CallerError):
    """What was typed is not nine digits; it cannot have been a code."""

    code = "code_malformed"


class SlipError(CallerError):
    """The check digit does not fit: mistyped. Answered at once and not counted as a failed try."""

    code = "code_mistyped"


def fresh_digits(random: bytes) -> str:
    """Make 8 evenly distributed digits from ``RANDOM_BYTES`` random bytes; raises ``OurError`` when given too few."""
    return even_digits(random, _DIGITS)


def pickup_number(random: bytes, taken: Collection[str] = ()) -> str:
    """Make a grant's 4-digit pick-up number from ``RANDOM_BYTES`` random bytes: the next one that is not ``taken``.

    Raises ``OurError`` like a code, and where all are taken.
    """
    drawn = int(even_digits(random, _PICKUP_DIGITS))
    space = 10**_PICKUP_DIGITS
    for step in range(space):
        number = f"{(drawn + step) % space:0{_PICKUP_DIGITS}d}"
        if number not in taken:
            return number
    raise OurError("every pick-up number is taken")


def typed_code(digits8: str) -> str:
    """Append the check digit to 8 digits; raises ``MalformedError``."""
    if not _all_digits(digits8, _DIGITS):
        raise MalformedError("a typed code is made from eight digits")
    return with_check_digit(digits8)


def shown(code: str) -> str:
    """The code as people read it: three groups of three, ``123 456 789``."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def normalise(text: str) -> str:
    """Drop the spaces and dashes people put between groups."""
    return text.translate(_SEPARATORS)


def looks_typed(text: str) -> bool:
    """Whether this is nine digits, right or wrong, in whatever grouping."""
    return len(text) <= _LONGEST_INPUT and _all_digits(normalise(text), _DIGITS + 1)


def check(text: str) -> str:
    """Return the nine digits of what was typed; raises ``MalformedError`` or ``SlipError``."""
    return checked(text, _DIGITS + 1)


def checked(text: str, count: int) -> str:
    """The digits of what was typed, so many, the last of them a check digit; raises like ``check``."""
    digits = normalise(text[: _LONGEST_INPUT + 1])
    if len(text) > _LONGEST_INPUT or not _all_digits(digits, count):
        raise MalformedError(f"what is typed here has {count} digits")
    if _damm(digits) != 0:
        raise SlipError("it was mistyped: the check digit does not fit")
    return digits


def with_check_digit(digits: str) -> str:
    """Append the check digit."""
    return digits + str(_damm(digits))


def keyed_hash(code: str, *, key: bytes, salt: bytes) -> bytes:
    """What is stored instead of the code: HMAC-SHA-256 over salt (16 bytes) and the nine digits.

    Eight digits are found by trial in seconds once key and database are both stolen; the key lives elsewhere.
    """
    if len(salt) != SALT_BYTES:
        raise OurError(f"a salt has {SALT_BYTES} bytes")
    return hmac.digest(key, salt + code.encode(), "sha256")


def find(code: str, records: Iterable[tuple[RecordId, bytes, bytes]], *, key: bytes) -> RecordId | None:
    """Find the record (id, salt, hash) of a code, with the same work whether, and where, it is found (F48).

    Gives none also when two records fit: a code that could open either of two doors opens neither.
    """
    found: list[RecordId] = [
        record for record, salt, stored in records if hmac.compare_digest(keyed_hash(code, key=key, salt=salt), stored)
    ]
    return found[0] if len(found) == 1 else None


def even_digits(random: bytes, count: int) -> str:
    """So many evenly distributed digits from ``RANDOM_BYTES`` random bytes; raises ``OurError`` when given too few."""
    space = 10**count
    limit = 256**_DRAW_BYTES // space * space
    if len(random) < RANDOM_BYTES:
        raise OurError(f"drawing digits takes {RANDOM_BYTES} random bytes")
    for at in range(0, RANDOM_BYTES, _DRAW_BYTES):
        draw = int.from_bytes(random[at : at + _DRAW_BYTES])
        if draw < limit:
            return f"{draw % space:0{count}d}"
    raise OurError("random bytes that give no digits in sixteen draws are not random")


def _all_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
