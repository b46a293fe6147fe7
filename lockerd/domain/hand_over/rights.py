"""How grants end: spent by an opening, suspended by doubt, revoked by whoever may."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GRANT_MOVES, LIVE, Grant, GrantState, GrantStep
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.readings import opening_word
from lockerd.domain.model.state import grants_at


def spend(draft: Draft, grant: GrantId, compartment: CompartmentId) -> None:
    """Use a grant up for this compartment; one that was re-issued since is used up in its successor."""
    row = draft.state.grants.get(grant)
    if row is not None and row.state is GrantState.REVOKED:
        row = _successor(draft, row) or row
    if row is None or GrantStep.SPEND not in GRANT_MOVES[row.state]:
        return
    line = row.line(compartment)
    draft.put(replace(row, lines=tuple(replace(o, seen_open=True) if o == line else o for o in row.lines)))
    draft.move_grant(row.id, GrantStep.SPEND)
    sensor = draft.compartment(compartment).place.door_sensor
    draft.tell(FactType.GRANT_SPENT, compartment, row.order, grant=row.id, observed=opening_word(sensor))


def suspend_grants(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    """Suspend every grant that could still open this compartment."""
    for grant in grants_at(draft.state, compartment):
        if GrantStep.SUSPEND in GRANT_MOVES[grant.state]:
            draft.move_grant(grant.id, GrantStep.SUSPEND)
            draft.tell(FactType.GRANT_SUSPENDED, compartment, grant.order, grant=grant.id, reason=reason)


def revoke(draft: Draft, grant: Grant, reason: str) -> None:
    """End a grant that was not spent; its code opens nothing any more."""
    if grant.state in {GrantState.SPENT, GrantState.REVOKED}:
        return
    draft.move_grant(grant.id, GrantStep.REVOKE)
    draft.tell(FactType.GRANT_REVOKED, grant.lines[0].compartment, grant.order, grant=grant.id, reason=reason)


def _successor(draft: Draft, grant: Grant) -> Grant | None:
    return next((g for g in draft.state.grants.values() if g.order == grant.order and g.state in LIVE), None)
