"""What is said at a door of a round: what lies there as it should stays, and what differs is told and counted."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.load_session import joined
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.hand_over.retrieving import counted_otherwise, missing, tell_report
from lockerd.domain.hand_over.staying import leave_inside, may_stay
from lockerd.domain.model.events import Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.parts import Part, PartState, was_loaded
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import DoorReason, IncidentReason, RoundEnd
from lockerd.domain.model.retrievals import expected, named
from lockerd.domain.model.rounds import Round
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.model.words import Word


def can_stay(draft: Draft, visit: Visit) -> bool:
    """Whether staff may say at this door of a round that all lies there as it should, and leave it."""
    name = draft.state.compartments[visit.compartment].part
    part = None if name is None else draft.state.parts[name]
    if visit.role is not Role.STOCKTAKER or part is None or not may_stay(draft.state, part):
        return False
    return was_loaded(part) or part.state is PartState.HANDED_IN or _can_confirm(draft, visit, part)


def _can_confirm(draft: Draft, visit: Visit, part: Part) -> bool:
    """Who puts in may confirm on a round what a power cut kept from its confirmation; where it takes two, nobody."""
    order = draft.state.orders[part.id.order]
    return (
        visit.loads
        and not order.cancel_wanted
        and not draft.policy.of(order.authority, order.document_class).two_people
    )


def stay(draft: Draft, visit: Visit, said: Say) -> Part | None:
    """All lies there as it should; where count or sensor speak against that, it is for staff alone. Gives the part that
    stays."""
    row, badge = draft.state.compartments[visit.compartment], visit.badge or ""
    assert row.part is not None, "something is expected there"
    tell_report(draft, row.id, said, badge)
    part = draft.state.parts[row.part]
    if counted_otherwise(draft, row.id, said):
        note_incident(draft, row.id, part.id, IncidentReason.COUNT_DIFFERS)
    elif not seen_gone(draft, row.id):
        session = 0 if was_loaded(part) or part.way.brought else joined(draft, badge)
        return leave_inside(draft, part, reading_of(draft.state, row.id).item, badge, session)
    quarantine(draft, row.id, DoorReason.STOCK_DIFFERS)
    return None


def seen_gone(draft: Draft, compartment: CompartmentId) -> bool:
    """Whether the item sensor saw something there once, and does not any more."""
    name = draft.state.compartments[compartment].part
    absent = reading_of(draft.state, compartment).item is Item.ABSENT
    return name is not None and draft.state.parts[name].before is Item.PRESENT and absent


def count_door(draft: Draft, visit: Visit, said: Say) -> Visit:
    """The door is reported: off the list of the round, and with the last one the round is over.

    To be asked before what was said is acted on: it is compared with what should lie there.
    """
    if visit.round is None:
        return visit
    different = _differs(draft, visit.compartment, said)
    if different:
        _tell_difference(draft, visit.round, visit.compartment, said)
    going = round_of(draft, visit.round.authority)
    if going is None or visit.door not in going.left:
        return visit  # it was ended while somebody stood here
    left = tuple(door for door in going.left if door != visit.door)
    tally = _TALLY.get(said.word, "taken_out")
    counts = {tally: getattr(going, tally) + 1, "differences": going.differences + different}
    going = replace(going, left=left, last_ms=draft.now.powered_ms, **counts)
    put_round(draft, going)
    if not left:
        end(draft, going, RoundEnd.DONE)
    return replace(visit, round=going)


_TALLY = {Word.AS_EXPECTED: "as_expected", Word.NOTHING: "nothing", Word.OTHER: "other"}


def _tell_difference(draft: Draft, going: Round, compartment: CompartmentId, said: Say) -> None:
    row = draft.state.compartments[compartment]
    draft.tell(
        FactType.STOCK_DIFFERS,
        compartment,
        row.part,
        round=going.kind,
        report=said.word,
        item_seen=reading_of(draft.state, compartment).item,
        item_count=said.item_count,
        expected_count=expected(draft.state, row) or 0,
    )


def _differs(draft: Draft, compartment: CompartmentId, said: Say) -> bool:
    row = draft.state.compartments[compartment]
    part = named(draft.state, row)
    match said.word:
        case Word.OTHER:
            return True
        case Word.AS_EXPECTED:
            return counted_otherwise(draft, compartment, said) or seen_gone(draft, compartment)
        case Word.NOTHING:
            return part is not None and missing(draft, part)
        case _:
            return part is None or counted_otherwise(draft, compartment, said)


def round_of(draft: Draft, authority: str) -> Round | None:
    """The one that goes on for this office; for technicians where it is empty."""
    return next((each for each in draft.state.site.rounds if each.authority == authority), None)


def put_round(draft: Draft, going: Round) -> None:
    """Keep it, in the place of the same office's."""
    others = tuple(each for each in draft.state.site.rounds if each.authority != going.authority)
    draft.change(draft.state.site, rounds=(*others, going))


def end(draft: Draft, going: Round, reason: RoundEnd) -> None:
    """It is over: what was said at its doors is told once more, in figures."""
    others = tuple(each for each in draft.state.site.rounds if each.authority != going.authority)
    draft.change(draft.state.site, rounds=others)
    draft.tell(
        FactType.ROUND_ENDED,
        round=going.kind,
        authority=going.authority,
        reason=reason,
        count=going.doors,
        left=len(going.left),
        as_expected=going.as_expected,
        taken_out=going.taken_out,
        nothing=going.nothing,
        other=going.other,
        differences=going.differences,
    )
