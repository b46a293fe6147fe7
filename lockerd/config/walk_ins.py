"""The table of one document class that people may hand in without a code."""

from typing import Annotated

from pydantic import Field, model_validator

from lockerd.config.in_languages import LabelInLanguages, SentenceInLanguages
from lockerd.config.parts import DocumentClass, Table, Word
from lockerd.domain.model.walk_ins import PER_DAY_CEILING, PER_HOUR_CEILING, WalkIn


class WalkInConfig(Table):
    """``[[walk_in]]``: taken in from anybody, without a code; nothing is where no such table stands."""

    document_class: DocumentClass
    authority: Word
    """The office that gets it."""
    label: LabelInLanguages
    accepted: SentenceInLanguages
    """What is taken in."""
    not_accepted: SentenceInLanguages
    """What is not: cash, food, originals that the office does not want."""
    counts_until: SentenceInLanguages | None = None
    """Until when what is handed in counts as of today."""
    size: Word | None = None
    """What it needs at least; the person may ask for a larger one."""
    item_count: Annotated[int, Field(ge=1, le=99)] | None = None
    """How many things it is; left out: the person is asked."""
    doors: Annotated[int, Field(ge=1)]
    """So many doors hold this class at once, until staff have taken it out."""
    per_hour: Annotated[int, Field(ge=1, le=PER_HOUR_CEILING)]
    per_day: Annotated[int, Field(ge=1, le=PER_DAY_CEILING)]

    @model_validator(mode="after")
    def _day_holds_an_hour(self) -> "WalkInConfig":
        if self.per_day < self.per_hour:
            msg = f"per_day = {self.per_day} is less than per_hour = {self.per_hour}"
            raise ValueError(msg)
        return self

    def policy(self) -> WalkIn:
        """The part that decisions follow."""
        return WalkIn(
            authority=self.authority,
            doors=self.doors,
            per_hour=self.per_hour,
            per_day=self.per_day,
            size=self.size,
            item_count=self.item_count,
        )
