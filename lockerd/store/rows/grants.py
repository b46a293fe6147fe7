"""The rows of grants."""

from typing import Final

from lockerd.domain.model.grants import CodeRecord, Grant, GrantState
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.store.rows.table import Table, Values


def grant_from(values: Values) -> Grant:
    """Read a row of GRANTS."""
    grant, order, authority, salt, keyed_hash, pickup_number, retention_left_ms, state, *reissued = values
    reissued_by, reissued_ms = reissued
    return Grant(
        id=GrantId(grant),
        order=OrderId(order),
        authority=authority,
        code=CodeRecord(salt=salt, keyed_hash=keyed_hash, pickup_number=pickup_number),
        retention_left_ms=retention_left_ms,
        state=GrantState(state),
        reissued_by=reissued_by,
        reissued_ms=reissued_ms,
    )


def _values(grant: Grant) -> Values:
    return (
        grant.id,
        grant.order,
        grant.authority,
        grant.code.salt,
        grant.code.keyed_hash,
        grant.code.pickup_number,
        grant.retention_left_ms,
        grant.state,
        grant.reissued_by,
        grant.reissued_ms,
    )


# fmt: off
GRANTS: Final[Table[Grant]] = Table(
    "grants",
    ("id", "order_id", "authority", "salt", "keyed_hash", "pickup_number", "retention_left_ms", "state",
     "reissued_by", "reissued_ms"),
    _values,
)
# fmt: on
