"""How far central has confirmed that it holds the log, and how far the site cuts its own (F60)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lockerd.copies import replace

EPOCHS_MAX: Final = 16
"""Of so many epochs, the newest, it is known how far central holds them."""

Place = tuple[int, int]
"""Of a row: epoch and number; ordered as the rows are."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What central has said of the log, and what the site decided with that."""

    confirmed: tuple[Place, ...] = ()
    """Of each epoch the highest number up to which central holds everything, the oldest epoch first."""
    cut_to: Place = (0, 0)
    """How far the content of rows goes; what is still needed of them stays."""
    differs: Place | None = None
    """Where central's copy is another log than the site's; None: nowhere, as far as anybody said."""

    @property
    def by_epoch(self) -> Mapping[int, int]:
        """How far central holds everything."""
        return MappingProxyType(dict(self.confirmed))

    def with_confirmed(self, epoch: int, number: int) -> "Kept":
        """Central holds this epoch that far; one that lies behind what it said before says nothing new."""
        known = {**self.by_epoch, epoch: max(number, self.by_epoch.get(epoch, 0))}
        return replace(self, confirmed=tuple(sorted(known.items())[-EPOCHS_MAX:]))


@dataclass(frozen=True, slots=True)
class ConfirmLog:
    """Central says that it holds an epoch up to a number (``custody.confirm``)."""

    epoch: int
    number: int
    agrees: bool
    """Whether the root of its tree is that of ours."""


@dataclass(frozen=True, slots=True)
class CutLog:
    """The log may be cut up to here: long past, and held by central (`lockerd.store.cutting`)."""

    epoch: int
    number: int
