"""A copy of a receipt, for whoever types its number (rule 18): nothing is opened, and nobody at a door waits for it."""

from collections.abc import Iterator
from heapq import nlargest
from operator import attrgetter
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import entered
from lockerd.domain.model.business import role_for
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Answer, FetchReceipt, Refused
from lockerd.domain.model.ids import ReceiptId
from lockerd.domain.model.receipts import Paper, Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.requests import tries

RECEIPTS_MAX: Final = 2_000
"""The newest so many can be fetched: more numbers would make a guess less seldom right, and a search slower."""


def fetchable(state: State, policy: Policy, powered_ms: int) -> list[Receipt]:
    """The receipts of which a copy is still given, by class and number."""
    return nlargest(RECEIPTS_MAX, _given(state, policy, powered_ms), key=attrgetter("id"))


def fetch_receipt(draft: Draft, event: FetchReceipt) -> Answer:
    """Show a receipt again, in a visit of its own; a number that is none counts, as a wrong code does."""
    if (refused := tries.refuse_typing(draft, event, tries.RECEIPTS)) is not None:
        return refused
    row = None if event.receipt is None else draft.state.receipts.get(event.receipt)
    if row is None or not is_given(draft.state, draft.policy, draft.now.powered_ms, row):
        tries.count_failure(draft, event, tries.RECEIPTS)
        return Refused(Refusal.RECEIPT_UNKNOWN)
    tries.forgive(draft, event, tries.RECEIPTS)
    if (shown := _shown(draft.state, row.id)) is not None:
        draft.put(entered(shown, Phase.PAPER_READY, draft.now.mono_ms))
        return Accepted(visit=shown.id)
    draft.put(
        Visit(
            id=event.visit,
            role=role_for(draft.state.orders[row.part.order], draft.state.parts[row.part]),
            part=row.part,
            door=None,
            grant=None,
            badge=None,
            authority=row.authority,
            turn_ms=draft.now.mono_ms,
            phase=Phase.PAPER_READY,
            phase_since_ms=draft.now.mono_ms,
            papers=(row.id,),
        )
    )
    return Accepted(visit=event.visit)


def is_given(state: State, policy: Policy, powered_ms: int, row: Receipt) -> bool:
    """Whether copies of it are still given: as long as its class says."""
    order = state.orders[row.part.order]
    own_ms = policy.of(order.authority, order.document_class).keep_receipts_ms
    kept_ms = policy.keep_ended_ms if own_ms is None else own_ms
    return row.paper is Paper.RECEIPT and powered_ms - row.written_ms < kept_ms


def _given(state: State, policy: Policy, powered_ms: int) -> Iterator[Receipt]:
    return (row for row in state.receipts.values() if is_given(state, policy, powered_ms, row))


def _shown(state: State, receipt: ReceiptId) -> Visit | None:
    """The visit in which it is shown, or was a moment ago: whoever asks on and on gets no second one."""
    return next((v for v in in_order(state.visits) if v.door is None and v.paper == receipt), None)
