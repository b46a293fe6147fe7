"""What must hold at two doors; written from the rules, and from what is true of the doors."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.reports import Unlock
from search.broken import BrokenRuleError
from search.pair.truth import Pair
from search.rules import ATTEMPTS, seen


def on_decision(before: Pair, after: Pair, decision: Decision) -> None:
    """Rule 3, rule 6, and that no more than one attempt is open."""
    rows = sorted(after.state.compartments.values(), key=lambda row: row.id)
    for row, truth in zip(rows, after.doors, strict=True):
        if row.condition in {Condition.FREE, Condition.RESERVED} and truth.item:
            raise BrokenRuleError(f"rule 3: {row.id} is {row.condition} with a document inside")
    for effect in decision.effects:
        if isinstance(effect, Unlock):
            meant = after.state.attempts[effect.attempt].compartment
            if effect.compartment != meant:
                raise BrokenRuleError(f"rule 1: {effect.compartment} is unlocked by an attempt at {meant}")
            _one_door_at_a_time(before, effect)
    is_open = [a for a in after.state.attempts.values() if a.outcome is None and not a.recovering]
    if len(is_open) > 1:
        raise BrokenRuleError("rule 6: two open attempts")


def _one_door_at_a_time(before: Pair, unlock: Unlock) -> None:
    """The next door only when the last is seen shut or its alarm ran."""
    rows = sorted(before.state.compartments.values(), key=lambda row: row.id)
    for row, truth in zip(rows, before.doors, strict=True):
        shown = seen(row.place.door_sensor, before.state.reading(row.id))
        standing = truth.open and truth.freed and not truth.excused
        if row.id != unlock.compartment and standing and shown is Leaf.OPEN:
            raise BrokenRuleError(f"rule 6: {unlock.compartment} is opened while {row.id} stands open")


def before_pulse(pair: Pair, at: int) -> Attempt:
    """Rules 1 and 2: what fires is durable and open, under a live right to this door and to no other."""
    assert pair.pending is not None
    attempt = pair.state.attempts.get(pair.pending)
    if attempt is None or attempt.outcome is not None:
        raise BrokenRuleError("rule 1: a pulse without an open attempt")
    if attempt.right.kind is not RightKind.GRANT:
        return attempt
    grant = pair.state.grants.get(GrantId(attempt.right.holder))
    part = None if attempt.part is None else pair.state.parts.get(attempt.part)
    if grant is None or part is None or grant.order != part.order or part.compartment != attempt.compartment:
        raise BrokenRuleError("rule 1: a code opens a door that is not its own")
    if part.right is not (RightState.SPENT if attempt.reopening else RightState.ATTEMPTING):
        raise BrokenRuleError(f"rule 1: a pulse under a right that is {part.right}")
    if grant.state is not GrantState.ACTIVE:
        raise BrokenRuleError(f"rule 1: a pulse under a code that is {grant.state}")
    if not attempt.reopening and pair.doors[at].pulses >= ATTEMPTS:
        raise BrokenRuleError("rule 2: a fourth attempt")
    return attempt
