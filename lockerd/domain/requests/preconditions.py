"""What a code needs besides: step after step, each met by any one of its ways, before its first door (ADR 45, 50)."""

from typing import Final, assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Now
from lockerd.domain.requests import second_secret, statements

_SAYS: Final = {
    Refusal.SECOND_SECRET_WRONG: Precondition.SECOND_SECRET,
    Refusal.STATEMENT_NOT_VALID: Precondition.STATEMENT,
    Refusal.SECOND_SECRET_NEEDED: Precondition.SECOND_SECRET,
    Refusal.STATEMENT_NEEDED: Precondition.STATEMENT,
    Refusal.SECOND_SECRET_CLOSED: Precondition.SECOND_SECRET,
    Refusal.STATEMENT_CLOSED: Precondition.STATEMENT,
}
"""Which way a refusal speaks of."""
_SAID_LAST: Final = {
    Refusal.SECOND_SECRET_NEEDED: 1,
    Refusal.STATEMENT_NEEDED: 1,
    Refusal.SECOND_SECRET_CLOSED: 2,
    Refusal.STATEMENT_CLOSED: 2,
}
"""Of several ways, what was shown and is wrong is said first, then the first that may be shown, then a closing."""


def refuse(draft: Draft, event: StartCollection, grant: Grant) -> Refused | None:
    """Why a good code opens nothing in this visit; whatever is wrong is written down before the answer."""
    for step in grant.code.asks:
        unmet: list[Refused] = []
        # What is shown comes first: where that is enough, no other way is asked for, which would void its nonce.
        for way in sorted(step, key=lambda way: not _is_shown(event, way)):
            if (refused := _judge(draft, event, grant, way)) is None:
                break
            unmet.append(refused)
        else:
            return min(unmet, key=lambda refused: _SAID_LAST.get(refused.reason, 0))
    return None


def _is_shown(event: StartCollection, way: Precondition) -> bool:
    match way:
        case Precondition.SECOND_SECRET:
            return event.second_secret is not None
        case Precondition.STATEMENT:
            return event.statement is not None
        case never:
            assert_never(never)


def met(draft: Draft, event: StartCollection, grant: Grant) -> None:
    """A visit has begun: nothing else forgives (rule 11), and no statement is good for another one."""
    second_secret.forgive(draft, grant)
    statements.taken(draft, event, grant)


def ways_after(grant: Grant, now: Now, refusal: Refusal) -> tuple[Precondition, ...]:
    """With what whoever was refused so can go on now, any one of them being enough; none: with nothing."""
    about = _SAYS.get(refusal)
    step = next((step for step in grant.code.asks if about in step), ())
    return tuple(way for way in step if _closed_until_ms(grant, way) <= now.powered_ms)


def _judge(draft: Draft, event: StartCollection, grant: Grant, way: Precondition) -> Refused | None:
    match way:
        case Precondition.SECOND_SECRET:
            return second_secret.refuse(draft, event, grant)
        case Precondition.STATEMENT:
            return statements.refuse(draft, event, grant)
        case never:
            assert_never(never)


def _closed_until_ms(grant: Grant, way: Precondition) -> int:
    match way:
        case Precondition.SECOND_SECRET:
            return grant.secret_tries.closed_until_ms
        case Precondition.STATEMENT:
            return grant.statement_tries.closed_until_ms
        case never:
            assert_never(never)
