"""A code before it is anybody's, and how one is shown."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code made before the decision, from injected randomness; thrown away if the decision refuses."""

    grant: GrantId
    record: CodeRecord
    sealed: str
    """The code encrypted to central (HPKE); the only form in which it leaves."""


class CodeForm(StrEnum):
    """How a code was shown."""

    QR = "qr"
    TYPED = "typed"
