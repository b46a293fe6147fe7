"""What must hold of an order whose code is out before anything is in (ADR 49), told by what was shown and put in."""

from typing import Final, NamedTuple

from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from search.broken import BrokenRuleError
from search.rules import all_in

ASKED: Final = frozenset({Refusal.NOT_PUT_IN_YET, Refusal.STAFF_ARE_HERE})
SURE_MS: Final = 10_000
"""Whoever waits for longer may have been told of again meanwhile; shorter waits do not make up a quarter of an hour."""


class Asked(NamedTuple):
    """Of which orders the office was told that somebody stands here."""

    ever: frozenset[OrderId] = frozenset()
    just_now: frozenset[OrderId] = frozenset()

    def after_ms(self, wait_ms: int) -> "Asked":
        """Some time has passed."""
        return self._replace(just_now=frozenset()) if wait_ms >= SURE_MS else self

    def after(self, state: State, event: StartCollection, answer: Answer, facts: tuple[Fact, ...]) -> "Asked":
        """A code was shown in this state.

        Raises ``BrokenRuleError`` where it must have had another answer, or the office is told of it too seldom or too
        often.
        """
        told = {f.order for f in facts if f.type is FactType.ORDER_ASKED_FOR and f.order is not None}
        grant = None if event.grant is None else state.grants.get(event.grant)
        if grant is None or not waits_for_it(state, grant):
            if told:
                raise BrokenRuleError(f"ADR 49: somebody asks for {told}, and shows no code for what is to be put in")
            return self
        if isinstance(answer, Accepted):
            raise BrokenRuleError(f"ADR 49: {event.grant} opens a door before all is in")
        if isinstance(answer, Refused) and answer.reason not in ASKED:
            raise BrokenRuleError(f"ADR 49: {event.grant} is {answer.reason}, and only something is not in yet")
        if told - {grant.order} or told & self.just_now:
            raise BrokenRuleError(f"ADR 49: the office is told of {told} again, or of another's")
        if not told and grant.order not in self.ever:
            raise BrokenRuleError(f"ADR 49: somebody stands here with {event.grant}, and nobody is told")
        return Asked(self.ever | told, self.just_now | told)


def waits_for_it(state: State, grant: Grant) -> bool:
    """Whether something that this code is for is still to be put in, and nobody stopped that."""
    order = state.orders[grant.order]
    stopped = order.cancel_wanted or order.hold is not Hold.NONE
    return grant.state is GrantState.ACTIVE and not stopped and not all_in(state, grant.order)


def check_demand(before: State, after: State) -> None:
    """Its time begins when all is in: it ends for nobody whose thing lies at the office."""
    for name, grant in after.grants.items():
        known = before.grants.get(name)
        ends = grant.state is GrantState.EXPIRED and known is not None and known.state is GrantState.ACTIVE
        if ends and not all_in(before, grant.order):
            raise BrokenRuleError(f"ADR 49: the time of {name} ends before all is in")
