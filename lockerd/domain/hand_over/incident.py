"""Incidents: what the office has to look into, each with a number of its own."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, PartId
from lockerd.domain.model.reasons import EmergencyReason, IncidentReason, Nothing


def note_incident(
    draft: Draft,
    compartment: CompartmentId,
    part: PartId | None,
    reason: IncidentReason,
    why: EmergencyReason | Nothing = "",
) -> None:
    """Write one down; it names the receipt of what had been handed in (rules 17 and 26)."""
    site = draft.state.site
    receipt = None if part is None else draft.state.parts[part].receipt
    draft.change(site, next_incident=site.next_incident + 1)
    draft.tell(
        FactType.INCIDENT_NOTED,
        compartment,
        part,
        incident=site.next_incident,
        reason=reason,
        receipt=receipt or 0,
        why=why,
    )
