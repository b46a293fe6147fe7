"""What a code that is out asks for, once its order is of another class of documents (ADR 54)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.derived import asks_of, live_grant
from lockerd.domain.model.document_classes import Precondition, Steps, with_more
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.orders import Order
from lockerd.domain.requests.issuing import make_anew


def asks_now(draft: Draft, order: Order) -> Steps:
    """What its code asks for, if there is one; else nothing."""
    grant = live_grant(draft.state, order.id)
    return () if grant is None else grant.code.asks


def needs_another_code(draft: Draft, order: Order) -> bool:
    """Whether the code that is out cannot ask for what such an order asks for: its person has no second secret."""
    grant = live_grant(draft.state, order.id)
    return grant is not None and grant.code.second is None and _asks_for_secret(_together(draft, order, grant))


def ask_as_its_class(draft: Draft, order: Order, code: FreshCode | None) -> None:
    """From the next visit on. A statement is asked for under the same code, as it need not be sent to anybody; a second
    secret has to be, so that ``code`` takes the place of the one without."""
    grant = live_grant(draft.state, order.id)
    if grant is None:
        return
    if needs_another_code(draft, order):
        assert code is not None, "the edge makes one for each change of a class"
        record = replace(code.record, asks=asks_of(draft.policy, order))
        make_anew(draft, grant, replace(code, record=record))
    else:
        draft.change(grant, code=replace(grant.code, asks=_together(draft, order, grant)))


def _together(draft: Draft, order: Order, grant: Grant) -> Steps:
    return with_more(grant.code.asks, asks_of(draft.policy, order))


def _asks_for_secret(steps: Steps) -> bool:
    return any(Precondition.SECOND_SECRET in step for step in steps)
