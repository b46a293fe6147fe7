"""The first door of a code: whoever collects or exchanges, and whoever brings something."""

from collections.abc import Sequence

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in
from lockerd.domain.hand_over.moves import begin_collecting, begin_exchanging
from lockerd.domain.hand_over.reserve import serves
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.business import LEAVES, role_for
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import PartId, VisitId
from lockerd.domain.model.old_first import all_brought
from lockerd.domain.model.parts import Part
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit, had_its_turn
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.bringing import doors_for, may_bring
from lockerd.domain.openings.refusing import may_collect, open_for_person
from lockerd.domain.requests import second_secret, tries
from lockerd.domain.requests.judging_codes import too_new_ms


def open_first(draft: Draft, event: StartCollection, grant: Grant, earlier: Visit | None = None) -> Accepted | Refused:
    """Open the first of its parts that can be opened now, or say why there is none; a visit that begins forgives.

    ``earlier``: the visit that goes on with this code, where others had their turn before.
    """
    parts = parts_of(draft.state, grant.order)
    if any(part.way.brought for part in parts) and not all_brought(parts):
        answer = _to_bring(draft, event, grant, parts, earlier)
    else:
        answer = _to_collect(draft, event, grant, parts, earlier)
    if isinstance(answer, Accepted):
        if grant.secret_tries.failures:
            second_secret.forgive(draft, grant)
        if event.form is CodeForm.TYPED:
            tries.forgive(draft, event)
    return answer


def _to_collect(
    draft: Draft, event: StartCollection, grant: Grant, parts: Sequence[Part], earlier: Visit | None
) -> Accepted | Refused:
    """A silent board is ``wait`` for its part only (rule 24)."""
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    waiting = [p for p in parts if may_collect(p) and (not p.way.to_office or _door_shows(draft, p))]
    first: Refused | None = None
    for part in waiting:
        assert part.compartment is not None
        refused = open_for_person(draft, part.compartment, right, _going_on(earlier))
        first = first or refused
        if refused is not None:
            continue
        begun = _begun(draft, event, part.id, waiting, earlier)
        if begun.role in LEAVES:
            begin_exchanging(draft, part, event.form)
        else:
            begin_collecting(draft, part, event.form)
        if too_new_ms(draft, grant) > 0:
            brake.charge_badge(draft, grant.reissued_by)
        fire(draft, begun, right)
        return Accepted(visit=event.visit)
    return first or Refused(Refusal.ASK_STAFF)


def _to_bring(
    draft: Draft, event: StartCollection, grant: Grant, parts: Sequence[Part], earlier: Visit | None
) -> Accepted | Refused:
    """The door of the first part that can be put in now (rules 16, 22 and 24).

    The door of a part that is tied, and whose board is silent, is ``wait`` for that part only.
    """
    waiting = [part for part in parts if may_bring(draft, part)]
    if not waiting:
        return Refused(Refusal.ASK_STAFF)
    following = [*waiting, *(part for part in parts if may_collect(part))]
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    first: Refused | None = None
    tried = [(each, door) for each in waiting for door in doors_for(draft, each)]
    for part, door in tried:
        refused = open_for_person(draft, door, right, _going_on(earlier))
        first = first or refused
        if refused is not None:
            continue
        begin_handing_in(draft, draft.state.parts[part.id], door, event.form)
        fire(draft, _begun(draft, event, part.id, following, earlier), right)
        return Accepted(visit=event.visit)
    return first or Refused(Refusal.NO_COMPARTMENT)


def _going_on(earlier: Visit | None) -> VisitId | None:
    return None if earlier is None else earlier.id


def _begun(draft: Draft, event: StartCollection, name: PartId, waiting: Sequence[Part], earlier: Visit | None) -> Visit:
    """The visit at the first door of this code. Of what was said and tried with another code nothing counts here, but
    that somebody was called, and that the person needs longer."""
    part = draft.state.parts[name]
    begun = Visit(
        id=event.visit,
        role=role_for(draft.state.orders[name.order], part),
        part=name,
        door=part.compartment,
        grant=event.grant,
        badge=None,
        authority=part.authority,
        turn_ms=draft.now.mono_ms,
        queue=tuple(other.id for other in waiting if other.id != name),
        phase_since_ms=draft.now.mono_ms,
        begun_lo_s=draft.now.lo_s,
        slow_hands=any(each.needs.slow_hands for each in waiting),
    )
    if earlier is None:
        return begun
    return replace(
        begun,
        slow_hands=begun.slow_hands or earlier.slow_hands,
        help_called=earlier.help_called,
        papers=earlier.papers,
        waiting=earlier.waiting,
        before=had_its_turn(earlier),
    )


def _door_shows(draft: Draft, part: Part) -> bool:
    """Whether a door where something is left still shows what its class asks for: sensors come and go (rule 16)."""
    assert part.compartment is not None
    return serves(draft.state, draft.policy, part, draft.state.compartments[part.compartment].place)
