"""``[[document_class]]``: what holds for a class of documents, of every office or of one."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field

from lockerd.config.parts import DocumentClass, Table, Word
from lockerd.domain.model.document_classes import EVERY_OFFICE, WELL_KNOWN, ClassPolicy, Nature, Precondition
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.terms import RETENTION_MAX_H


def _as_step(said: object) -> object:
    """One way alone is written without a list of its own."""
    return [said] if isinstance(said, str) else said


Step = Annotated[
    tuple[Annotated[Precondition, Field(strict=False)], ...],
    Field(strict=False, min_length=1),
    BeforeValidator(_as_step),
]


class DocumentClassConfig(Table):
    """One row; what it leaves out is the most careful."""

    name: DocumentClass
    """As central writes it in ``document_class``."""
    authority: Word | None = None
    """The office for whose documents this holds, in place of the row for every office; None: every office."""
    nature: Annotated[Nature, Field(strict=False)] | None = None
    """What the law sees in it; None: what its name says (``passport``, ``residence_card``), else ``other``."""
    indoor_only: bool = False
    two_people: bool = False
    scan_needed: bool = False
    no_delegate: bool = False
    keep_days: Annotated[int, Field(ge=1, le=RETENTION_MAX_H // 24)] | None = None
    """So long it waits for its person at most; None: 90."""
    item_count: Annotated[int, Field(ge=1, le=99)] | None = None
    item_sensor: bool = False
    takes_claims: bool = False
    takes_hooks: bool = False
    preconditions: Annotated[tuple[Step, ...], Field(strict=False)] = ()
    """What a person shows beside the code, in the order in which it is asked for; of a list within it, any one."""
    keep_receipts_days: Annotated[int, Field(ge=0, le=30)] | None = None
    """Days of powered time, at most as long as the order is kept; 0: none; None: 30."""

    @property
    def key(self) -> tuple[str, str]:
        """Whose it is, and which."""
        return (self.authority or EVERY_OFFICE, self.name)

    def policy(self) -> ClassPolicy:
        """As decisions follow it."""
        days = self.keep_receipts_days
        return ClassPolicy(
            nature=self.nature or WELL_KNOWN.get(self.name, Nature.OTHER),
            indoor_only=self.indoor_only,
            two_people=self.two_people,
            scan_needed=self.scan_needed,
            no_delegate=self.no_delegate,
            keep_ms=None if self.keep_days is None else self.keep_days * DAY_MS,
            item_count=self.item_count,
            item_sensor=self.item_sensor,
            takes_claims=self.takes_claims,
            takes_hooks=self.takes_hooks,
            preconditions=self.preconditions,
            keep_receipts_ms=None if days is None else days * DAY_MS,
        )


def policies(rows: Iterable[DocumentClassConfig]) -> dict[tuple[str, str], ClassPolicy]:
    """By whose it is, and which."""
    return {row.key: row.policy() for row in rows}
