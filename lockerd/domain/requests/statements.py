"""A verifier's statement: asked for with a nonce, judged against it, and good for the one visit that begins with it."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.derived import excludes_delegates
from lockerd.domain.model.document_classes import EVERY_OFFICE, Precondition
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, ProofTries
from lockerd.domain.model.numbers import closes_for_ms
from lockerd.domain.model.orders import Order
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Now, Policy
from lockerd.domain.model.statements import CLOCKS_APART_S, NONCE_MS, NONCES_MAX, Nonce, Purpose, Statement, Trust


def refuse(draft: Draft, event: StartCollection, grant: Grant) -> Refused | None:
    """Why none holds for this visit; one that does not is written down before the answer.

    Each answer that wants one comes with a nonce of its own, and the one before is void.
    """
    powered_ms = draft.now.powered_ms
    if (closed_ms := grant.statement_tries.closed_until_ms - powered_ms) > 0:
        return Refused(Refusal.STATEMENT_CLOSED, retry_after_ms=closed_ms)
    if event.statement is None:
        _ask(draft, event, grant)
        return Refused(Refusal.STATEMENT_NEEDED)
    if _holds(draft, event.statement, grant):
        return None
    failures = grant.statement_tries.failures + 1
    closes_ms = closes_for_ms(failures)
    if closes_ms == 0:
        draft.change(grant, statement_tries=ProofTries(failures, grant.statement_tries.closed_until_ms))
        _ask(draft, event, grant)
        return Refused(Refusal.STATEMENT_NOT_VALID)
    draft.change(grant, statement_tries=ProofTries(failures, powered_ms + closes_ms))
    draft.remember(nonces=draft.state.nonces.discard(grant.order))
    draft.tell(FactType.GRANT_STATEMENT_CLOSED, order=grant.order, grant=grant.id, closed_ms=closes_ms)
    return Refused(Refusal.STATEMENT_CLOSED, retry_after_ms=closes_ms)


def taken(draft: Draft, event: StartCollection, grant: Grant) -> None:
    """A visit has begun: a statement that held is told, and its nonce is used up."""
    said = event.statement
    asked = any(Precondition.STATEMENT in step for step in grant.code.asks)
    if asked and said is not None and _holds(draft, said, grant):
        draft.change(grant, statement_tries=ProofTries())
        draft.tell(
            FactType.GRANT_STATEMENT_TAKEN,
            order=grant.order,
            grant=grant.id,
            verifier=said.verifier,
            purpose=said.purpose,
            statement=said.sha256,
        )
    draft.remember(nonces=draft.state.nonces.discard(grant.order))


def wanted_of(policy: Policy, order: Order) -> frozenset[Purpose]:
    """What a verifier may say of whoever comes for it."""
    return frozenset({Purpose.PERSON}) if excludes_delegates(policy, order) else frozenset(Purpose)


def can_prove_the_person(policy: Policy, authority: str, now: Now) -> bool:
    """Whether somebody is believed here who may say that it is the person of an order of this office."""
    able = [each for each in policy.verifiers.values() if each.authority in {EVERY_OFFICE, authority}]
    return any(Purpose.PERSON in each.purposes and _is_good_now(each, now) for each in able)


def _ask(draft: Draft, event: StartCollection, grant: Grant) -> None:
    """The id that the refused visit would have had is drawn for nobody else, and guessed by nobody."""
    nonces = draft.state.nonces.insert(grant.order, Nonce(str(event.visit), draft.now.mono_ms))
    if len(nonces) > NONCES_MAX:
        nonces = nonces.discard(min(nonces, key=lambda each: (nonces[each].asked_ms, each)))
    draft.remember(nonces=nonces)


def _holds(draft: Draft, said: Statement, grant: Grant) -> bool:
    order, nonce = draft.state.orders[grant.order], draft.state.nonces.get(grant.order)
    if nonce is None or draft.now.mono_ms - nonce.asked_ms > NONCE_MS:
        return False
    trust = draft.policy.verifiers.get(said.verifier)
    return (
        trust is not None
        and said.order == order.id
        and said.nonce == nonce.text
        and said.purpose in trust.purposes & wanted_of(draft.policy, order)
        and trust.authority in {EVERY_OFFICE, order.authority}
        and not draft.state.site.badge_list.names([said.verifier])
        and _is_good_now(trust, draft.now)
        and _is_of_now(said, draft.now)
    )


def _is_good_now(trust: Trust, now: Now) -> bool:
    """Not certainly before its time, nor certainly behind it, as of badges."""
    return now.lo_s <= trust.until_s and (now.hi_s is None or now.hi_s >= trust.from_s)


def _is_of_now(said: Statement, now: Now) -> bool:
    """The nonce says that it is new; a clock far beside ours says that its verifier is not as it should be."""
    if now.doubt is not None:
        return True
    earliest_s = now.lo_s - NONCE_MS // 1_000 - CLOCKS_APART_S
    return said.iat_s >= earliest_s and (now.hi_s is None or said.iat_s <= now.hi_s + CLOCKS_APART_S)
