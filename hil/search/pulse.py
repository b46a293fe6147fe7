"""What must hold when a pulse leaves, in every search."""

from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import Part, RightState
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.rules import ATTEMPTS, REOPENINGS


def of_pulse(daemon: Daemon) -> tuple[Attempt, Part | None]:
    """Rules 1 and 24: what fires is durable and open; under a code: a good one, and the part at whose own door it is.

    No part: it is fired under no code.
    """
    state, pending = daemon.state, daemon.pending
    assert pending is not None
    attempt = state.attempts.get(pending)
    if attempt is None or attempt.outcome is not None:
        raise BrokenRuleError("rule 1: a pulse without an open attempt")
    if attempt.right.kind is not RightKind.GRANT:
        return attempt, None
    grant = state.grants.get(GrantId(attempt.right.holder))
    part = None if attempt.part is None else state.parts.get(attempt.part)
    if grant is None or part is None or part.id.order != grant.order or part.compartment != attempt.compartment:
        raise BrokenRuleError("rule 1: a code opens a door that is not its own")
    if part.id.order not in daemon.live:
        raise BrokenRuleError(f"rule 24: a door of order {part.id.order} is opened after its end")
    if grant.state is not GrantState.ACTIVE:
        raise BrokenRuleError(f"rule 1: a pulse under a grant that is {grant.state}")
    return attempt, part


def within_counts(attempt: Attempt, part: Part, *, spent: bool, tries: int, again: int) -> None:
    """Rule 2: three tries at what is taken out, none once it is spent; opened again twice at most, and only then."""
    if not attempt.reopening and spent:
        raise BrokenRuleError("rule 2: a spent right fires again")
    if part.right is not (RightState.SPENT if attempt.reopening else RightState.ATTEMPTING):
        raise BrokenRuleError(f"rule 1: a pulse under a right that is {part.right}")
    if not attempt.reopening and tries >= ATTEMPTS:
        raise BrokenRuleError("rule 2: a fourth attempt")
    if attempt.reopening and again >= REOPENINGS:
        raise BrokenRuleError("rule 2: a third re-opening")
