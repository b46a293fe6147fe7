"""Whoever may command, and which of their numbers were seen (F61, F65): pure, bounded, and judged in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.copies import replace

WINDOW: Final = 256
"""A command that so many newer ones of its epoch have overtaken is refused: what is known of numbers has a bound."""
ISSUERS_KEPT: Final = 16
"""Of so many issuers numbers are kept, twice as many as a configuration names: the one that was silent longest goes."""

_SEEN: Final = (1 << WINDOW) - 1


class Stale(StrEnum):
    """Why a number does not count."""

    EPOCH_OLD = "epoch_old"
    """The issuer has begun a newer epoch since."""
    NUMBER_OLD = "number_old"
    """Too many newer ones came before it to say whether it was seen."""
    NUMBER_USED = "number_used"
    """Another command came under it: the issuer has forgotten what it sent (F65), or there are two of it."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known of the numbers of one issuer."""

    issuer: str
    epoch: int
    number: int
    """The highest of the epoch."""
    seen: int = 1
    """As bits: bit ``n`` says whether ``number - n`` was seen. Never more than ``WINDOW`` of them."""
    behind: str = ""
    """A ``Stale`` that was told and still is so; empty: none."""

    def judge(self, epoch: int, number: int) -> "Numbers | Stale":
        """What is known after a command with these, or why it does not count.

        A new epoch ends whatever was told. A good number of the same one does not end that another was used twice.
        """
        if epoch < self.epoch:
            return Stale.EPOCH_OLD
        if epoch > self.epoch:
            return Numbers(self.issuer, epoch, number)
        behind = self.behind if self.behind == Stale.NUMBER_USED else ""
        ahead = number - self.number
        if ahead > 0:
            before = self.seen << ahead if ahead < WINDOW else 0
            return replace(self, number=number, seen=(before | 1) & _SEEN, behind=behind)
        if ahead <= -WINDOW:
            return Stale.NUMBER_OLD
        if self.seen >> -ahead & 1:
            return Stale.NUMBER_USED
        return replace(self, seen=self.seen | 1 << -ahead, behind=behind)


def of_issuer(known: Sequence[Numbers], issuer: str) -> Numbers | None:
    """What is known of one issuer; None: it never commanded."""
    return next((each for each in known if each.issuer == issuer), None)


def judge(known: Sequence[Numbers], issuer: str, epoch: int, number: int) -> Numbers | Stale:
    """As ``Numbers.judge``; the first command of an issuer counts whatever its numbers."""
    before = of_issuer(known, issuer)
    return Numbers(issuer, epoch, number) if before is None else before.judge(epoch, number)


def with_newest(known: Sequence[Numbers], row: Numbers) -> tuple[Numbers, ...]:
    """All that is known with this row in place of its issuer's; who commanded last stands at the end."""
    return (*(each for each in known if each.issuer != row.issuer), row)[-ISSUERS_KEPT:]
