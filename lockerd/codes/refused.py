"""What all errors about signed things have in common: one word for the reason, and nothing of the thing itself."""

from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from lockerd.errors import CallerError

ReasonT = TypeVar("ReasonT", bound=StrEnum)


class SignedRefusedError(CallerError, Generic[ReasonT]):
    """Something signed is not believed; never holds its text."""

    what: ClassVar[str]

    def __init__(self, reason: ReasonT) -> None:
        super().__init__(f"{self.what} refused: {reason}")
        self.reason = reason
