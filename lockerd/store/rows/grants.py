"""The rows of grants."""

import json
from typing import Final

from lockerd.domain.model.document_classes import Precondition, Steps
from lockerd.domain.model.grants import CodeRecord, Grant, GrantState, ProofTries, SecondSecret
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.store.rows.table import Table, Values, to_json


def grant_from(values: Values) -> Grant:
    """Read a row of GRANTS."""
    grant, order, authority, salt, keyed_hash, pickup_number, retention_left_ms, state, *more = values
    reissued_by, reissued_ms, second_salt, second_hash, second_failures, second_closed_until_ms, *asked = more
    asks, statement_failures, statement_closed_until_ms = asked
    second = None if second_salt is None else SecondSecret(salt=second_salt, keyed_hash=second_hash)
    return Grant(
        id=GrantId(grant),
        order=OrderId(order),
        authority=authority,
        code=CodeRecord(salt=salt, keyed_hash=keyed_hash, pickup_number=pickup_number, second=second, asks=_asks(asks)),
        retention_left_ms=retention_left_ms,
        state=GrantState(state),
        reissued_by=reissued_by,
        reissued_ms=reissued_ms,
        secret_tries=ProofTries(second_failures, second_closed_until_ms),
        statement_tries=ProofTries(statement_failures, statement_closed_until_ms),
    )


def _asks(text: str) -> Steps:
    return tuple(tuple(map(Precondition, step)) for step in json.loads(text))


def _values(grant: Grant) -> Values:
    second = grant.code.second
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
        None if second is None else second.salt,
        None if second is None else second.keyed_hash,
        grant.secret_tries.failures,
        grant.secret_tries.closed_until_ms,
        to_json(grant.code.asks),
        grant.statement_tries.failures,
        grant.statement_tries.closed_until_ms,
    )


# fmt: off
GRANTS: Final[Table[Grant]] = Table(
    "grants",
    ("id", "order_id", "authority", "salt", "keyed_hash", "pickup_number", "retention_left_ms", "state",
     "reissued_by", "reissued_ms", "second_salt", "second_hash", "second_failures", "second_closed_until_ms",
     "asks", "statement_failures", "statement_closed_until_ms"),
    _values,
)
# fmt: on
