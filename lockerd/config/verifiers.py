"""``[[verifier]]``: what beside the terminal may say who stands there, and until when it is believed."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import Field, model_validator

from lockerd.config.parts import LocalPath, Table, Word
from lockerd.domain.model.document_classes import EVERY_OFFICE
from lockerd.domain.model.statements import Purpose, Trust

VERIFIERS_MAX: Final = 16
_DAY_S: Final = 24 * 3_600


class VerifierConfig(Table):
    """A reader of electronic identity cards, or a service of the office that compares faces."""

    id: Word
    """Told in the log, and named in the list of badges that are called back where it is to be believed no more."""
    key: LocalPath
    """Its public key, for statements and nothing else."""
    purposes: Annotated[tuple[Annotated[Purpose, Field(strict=False)], ...], Field(strict=False, min_length=1)]
    """What it may say."""
    authority: Word | None = None
    """The office for whose orders it may; None: every office."""
    from_day: Annotated[date, Field(alias="from")]
    until_day: Annotated[date, Field(alias="until")]
    """Days of UTC, both inclusive."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "VerifierConfig":
        if self.until_day < self.from_day:
            msg = "until lies before from"
            raise ValueError(msg)
        return self

    def trust(self) -> Trust:
        """As decisions follow it."""
        return Trust(
            purposes=frozenset(self.purposes),
            authority=self.authority or EVERY_OFFICE,
            from_s=_midnight_s(self.from_day),
            until_s=_midnight_s(self.until_day) + _DAY_S - 1,
        )


def _midnight_s(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
