"""Why a compartment is as it is, and what would free it: found by asking the rules what each act would come to now.

Nothing is done: a decision is pure, and what it came to is dropped. So an explanation cannot differ from the rules.
"""

from typing import Final

from lockerd.api.admin.explanation_views import Act, EvidenceView, ExplanationView, OutcomeView, SaidView
from lockerd.api.http.problems import RefusalError
from lockerd.api.http.wording import Speaker, refusal_id
from lockerd.controller import Controller
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision, Draft
from lockerd.domain.hand_over.evidence import CLAIMS, item_proof, judged_as
from lockerd.domain.hand_over.exchanging import is_exchange
from lockerd.domain.hand_over.judging import verdict_on
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.events import Clear, Event, Found, InService, Refused, TechnicianOpen
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import Part
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.words import Word

_WHO: Final = "nobody"
EVERY_ROLE: Final = frozenset(BadgeRole)


def explain(controller: Controller, compartment: CompartmentId, speaker: Speaker) -> ExplanationView:
    """Everything that speaks for what a compartment may be used for; raises ``RefusalError`` (compartment_unknown)."""
    state, now, policy = controller.state, controller.now(), controller.policy
    row = state.compartments.get(compartment)
    if row is None:
        raise RefusalError(Refused(Refusal.COMPARTMENT_UNKNOWN))
    part = None if row.part is None else state.parts[row.part]
    return ExplanationView(
        id=row.id,
        condition=row.condition,
        reason=row.reason,
        since_lo_s=None if row.waits is None else row.waits.lo_s,
        since_hi_s=None if row.waits is None else row.waits.hi_s,
        evidence=_evidence(state, row, part),
        said=_said(Draft(state, now, policy), row, part),
        acts=[
            _outcome(speaker, act, row, decide(state, event, now, policy)) for act, event in _acts(policy, row, part)
        ],
    )


def _evidence(state: State, row: Compartment, part: Part | None) -> EvidenceView:
    reading = reading_of(state, row.id)
    return EvidenceView(
        door_sensor=row.place.door_sensor,
        leaf=looks(state, row.id),
        opened=row.evidence.opened,
        closed=row.evidence.closed,
        unseen_pulse=row.pulse is not None,
        item_sensor=row.place.item_sensor,
        item_before=None if part is None else part.before,
        item=reading.item,
        proof=None if part is None else item_proof(part, row.place, reading),
    )


def _said(draft: Draft, row: Compartment, part: Part | None) -> list[SaidView]:
    """What each word of whoever stands there would come to: of a compartment whose hand-over is not judged yet."""
    if part is None or row.condition is not Condition.HANDING_OVER:
        return []
    return [SaidView(claim=claim, verdict=verdict_on(draft, part, claim)) for claim in CLAIMS[judged_as(part)]]


def _acts(policy: Policy, row: Compartment, part: Part | None) -> list[tuple[Act, Event]]:
    """What technicians and staff can do there, as if somebody did it now."""
    office = min(policy.authorities) if part is None else part.authority
    staff, why = Staff(_WHO, office, EVERY_ROLE), "explain"
    word = Word.FOUND_OLD if part is not None and is_exchange(part) else Word.FOUND
    return [
        (Act.OPEN, TechnicianOpen(_WHO, row.id, why)),
        (Act.RETRIEVAL, StartRetrieval(VisitId(why), staff, row.id)),
        (Act.CLEAR, Clear(_WHO, row.id, why)),
        (Act.FOUND, Found(_WHO, row.id, why, word)),
        (Act.IN_SERVICE, InService(_WHO, row.id, why)),
    ]


def _outcome(speaker: Speaker, act: Act, row: Compartment, came: Decision) -> OutcomeView:
    if isinstance(came.answer, Refused):
        reason = came.answer.reason
        return OutcomeView(act=act, refused=reason, text=speaker.say(refusal_id(reason)), condition=row.condition)
    return OutcomeView(act=act, refused=None, text="", condition=came.state.compartments[row.id].condition)
