"""What staff have put in before a search begins: it lies behind its door, and its code is out."""

from dataclasses import replace

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.state import State
from search.policy import RETENTION_MS


def loaded(
    state: State, door: CompartmentId, order: Order, part: Part, code: GrantId, *, record: CodeRecord | None = None
) -> State:
    """The same wall with this part behind this door."""
    inside = replace(part, state=PartState.READY, compartment=door, right=RightState.ACTIVE)
    row = replace(state.compartments[door], condition=Condition.OCCUPIED, part=part.id)
    record = record or CodeRecord(b"s", b"h", code)
    grant = Grant(code, order.id, order.authority, record, RETENTION_MS)
    return state._replace(
        compartments=state.compartments.insert(door, row),
        orders=state.orders.insert(order.id, order),
        parts=state.parts.insert(part.id, inside),
        grants=state.grants.insert(code, grant),
        grants_of=state.grants_of.insert(order.id, (code,)),
    )
