"""What waits for staff behind the doors, of all offices: told to technicians, who take none of it out."""

from pydantic import Field

from lockerd.api.http.models import View
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.retrievals import expected, named, said_missing, waits_for_staff
from lockerd.domain.model.state import State
from lockerd.domain.shown.waiting import Why, why_it_waits


class WaitingDoorView(View):
    """One door that waits for the badge of staff at the terminal."""

    compartment: str = Field(examples=["A07"])
    authority: str | None = Field(description="Whose staff take it out; null: nobody's name is on it, any office looks")
    why: Why = Field(description="As in the terminal's list")
    reason: str = Field(description="Why it is out of use, in the words of the events; empty where `why` says it all")
    item_count: int | None = Field(description="How many things the order speaks of; null: no count is expected there")
    missing: list[str] = Field(description="As in the terminal's list")
    since_lo_s: int | None = Field(
        description="Unix seconds: it has waited since then at the earliest; null: not noted"
    )
    since_hi_s: int | None = Field(description="Since then at the latest; null: not noted, or the time was not known")


def waiting_doors(state: State) -> list[WaitingDoorView]:
    """All of them, by number."""
    rows = [row for row in in_order(state.compartments) if waits_for_staff(state, row)]
    return [
        WaitingDoorView(
            compartment=row.id,
            authority=None if (part := named(state, row)) is None else part.authority,
            why=why_it_waits(state, row),
            reason=row.reason,
            item_count=expected(state, row),
            missing=list(said_missing(state, row)),
            since_lo_s=None if row.waits is None else row.waits.lo_s,
            since_hi_s=None if row.waits is None else row.waits.hi_s,
        )
        for row in rows
    ]
