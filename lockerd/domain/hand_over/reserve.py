"""Choosing a compartment for a part: proven empty first, within reach, the reserve left to those who need it."""

from collections.abc import Iterable, Iterator, Sequence

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_compartment, move_part
from lockerd.domain.model.compartments import Compartment, Condition, ConditionStep, Leaf, Place
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.document_classes import ClassPolicy
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import has_contact, openable, reading_of
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.old_first import is_old_first
from lockerd.domain.model.parts import Needs, Part, PartState, RightState, is_tied, was_loaded
from lockerd.domain.model.readings import DoorSensor, Item, ItemSensor
from lockerd.domain.model.reasons import DoorReason, ReleaseReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy, State


def reserve(draft: Draft, part: Part) -> CompartmentId | None:
    """Reserve the best compartment for an announced part; None if there is none now."""
    chosen = choose(draft, part)
    if chosen is None:
        return None
    keep(draft, chosen, part)
    move_part(draft, part, PartStep.RESERVE, compartment=chosen.id)
    draft.tell(FactType.ORDER_RESERVED, chosen.id, part.id)
    return chosen.id


def keep(draft: Draft, row: Compartment, part: Part) -> None:
    """The compartment names this part; one that staff are to look into first stays on their list."""
    if row.condition is Condition.FREE:
        move_compartment(draft, row.id, ConditionStep.RESERVE, part=part.id)
    else:
        draft.change(row, part=part.id)


def release(draft: Draft, compartment: CompartmentId, reason: ReleaseReason | DoorReason) -> None:
    """End a reservation, if there is one: the part waits for another compartment."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts.get(row.part)
    if part is not None and part.state is PartState.RESERVED:
        vacate(draft, compartment)
        wait_again(draft, part, reason)


def vacate(draft: Draft, compartment: CompartmentId) -> None:
    """The compartment names nobody any more; one that was only reserved is free."""
    row = draft.state.compartments[compartment]
    if row.condition is Condition.RESERVED:
        move_compartment(draft, compartment, ConditionStep.RELEASE, part=None)
    else:
        draft.change(row, part=None)


def wait_again(draft: Draft, part: Part, reason: ReleaseReason | DoorReason, step: PartStep = PartStep.RELEASE) -> None:
    """The part holds its compartment no more, nothing of it lies anywhere, and it waits for another one.

    Codes that were made for its order before are forgotten for good: what is loaded later gets its own. But on demand
    its person has the code already, and asks for it with that.
    """
    if not draft.state.orders[part.id.order].on_demand:
        draft.drop_grants(part.id.order)
    fresh = draft.change(
        part,
        compartment=None,
        right=RightState.NONE,
        attempts=0,
        began_lo_s=None,
        before=Item.UNKNOWN,
    )
    move_part(draft, fresh, step)
    draft.tell(FactType.ORDER_RELEASED, part.compartment, part.id, reason=reason)


def is_usable(draft: Draft, row: Compartment) -> bool:
    """Whether something new may be put in now, whatever the offices and a technician want kept out."""
    return (
        row.condition in {Condition.FREE, Condition.TO_CHECK}
        and row.part is None
        and row.attempt is None
        and openable(draft.state, row.id) in {Leaf.SHUT, Leaf.UNSENSED}
    )


def is_usable_for(draft: Draft, part: Part, row: Compartment) -> bool:
    """Whether nothing is in the way of putting a part of this office in."""
    return is_usable(draft, row) and row.takes_from(part.authority)


def choose(draft: Draft, part: Part) -> Compartment | None:
    """The best compartment for a part among those that nobody has; None if none fits."""
    policy = draft.policy
    if part.authority not in policy.authorities or _has_its_share(draft, part.authority):
        return None
    usable = [row for row in draft.state.compartments.values() if is_usable_for(draft, part, row)]
    reachable = [row for row in usable if within_reach(policy, row.place)]
    fitting = [row for row in usable if serves(draft.state, policy, part, row.place)]
    if not part.needs.reach and len(reachable) <= policy.reach_reserved:
        fitting = [row for row in fitting if not within_reach(policy, row.place)]
    last = last_to_bring(draft, part)
    fitting = [row for row in fitting if row.id != last]

    def rank(row: Compartment) -> tuple[int, int, int, str]:
        spare_reach = within_reach(policy, row.place) and not part.needs.reach
        return (spare_reach, row.condition is not Condition.FREE, _size(policy, row.place.size), row.id)

    return min(fitting, key=rank, default=None)


def brought_first(state: State, part: Part) -> Part | None:
    """What somebody is to bring, behind a door that is not chosen yet, before this part is handed out (rule 22)."""
    parts = () if part.way.to_office else parts_of(state, part.id.order)
    return next((each for each in parts if each.way.brought and not is_tied(each)), None)


def last_to_bring(draft: Draft, part: Part) -> CompartmentId | None:
    """The only door that is free for what is brought first: whoever came would come in vain if this part lay there."""
    first = brought_first(draft.state, part)
    doors = [] if first is None else choose_for_hand_in(draft, first)
    return doors[0] if len(doors) == 1 else None


def serves(state: State, policy: Policy, part: Part, place: Place) -> bool:
    """Whether a part can lie there as it is to be handed over there."""
    wanted = policy.of(part.authority, state.orders[part.id.order].document_class)
    return _shows(wanted, part, place) and fits(policy, part.needs, place)


def _shows(wanted: ClassPolicy, part: Part, place: Place) -> bool:
    """Whether what the sensors of a door show is as much as the class asks for."""
    if part.way.to_office:
        return takes_in(wanted, place)
    return place.item_sensor is ItemSensor.FITTED or not wanted.item_sensor


def takes_in(wanted: ClassPolicy, place: Place) -> bool:
    """Whether people may put something of this class in there at all: what the door, and what lies behind it, shows is
    as much as the class asks for (rules 16 and 18)."""
    seen = has_contact(place) or (wanted.takes_hooks and place.door_sensor is DoorSensor.HOOK)
    unseen = wanted.takes_claims and not wanted.item_sensor
    return seen and (place.item_sensor is ItemSensor.FITTED or unseen)


def _has_its_share(draft: Draft, authority: str) -> bool:
    """Whether an office holds as many compartments as it may; what staff are to look into counts as held."""
    quota = draft.policy.quotas.get(authority)
    if quota is None:
        return False
    named = (draft.state.parts[row.part] for row in draft.state.compartments.values() if row.part is not None)
    return sum(part.authority == authority for part in named) >= quota


def choose_for_hand_in(draft: Draft, part: Part) -> list[CompartmentId]:
    """Where a person may put something in, the best first: proven empty, and seen to open and to shut (rule 16)."""
    policy, document_class = draft.policy, draft.state.orders[part.id.order].document_class
    taking = proven_for_hand_in(draft, part.authority, document_class)
    fitting = [row for row in taking if fits(policy, part.needs, row.place)]
    reachable = [row for row in fitting if within_reach(policy, row.place)]
    if not part.needs.reach and len(reachable) <= policy.reach_reserved:
        fitting = [row for row in fitting if not within_reach(policy, row.place)]
    return best_first(policy, part.needs, fitting)


def best_first(policy: Policy, needs: Needs, fitting: Iterable[Compartment]) -> list[CompartmentId]:
    """Doors to put something in at, in the order in which they are offered: those within reach are spared."""

    def rank(row: Compartment) -> tuple[bool, int, str]:
        return (not needs.reach and within_reach(policy, row.place), _size(policy, row.place.size), row.id)

    return [row.id for row in sorted(fitting, key=rank)]


def proven_for_hand_in(draft: Draft, authority: str, document_class: str) -> list[Compartment]:
    """The doors that are proven empty, and at which people may put in something of this class, whatever they need."""
    wanted = draft.policy.of(authority, document_class)
    if authority not in draft.policy.authorities or _has_its_share(draft, authority):
        return []  # an office that does not use this site any more: nobody could take it out

    def takes(row: Compartment) -> bool:
        item = reading_of(draft.state, row.id).item
        proven = item is Item.ABSENT or (wanted.takes_claims and item is Item.UNKNOWN)
        able = takes_in(wanted, row.place) and row.takes_from(authority)
        return row.condition is Condition.FREE and is_usable(draft, row) and able and proven

    return [row for row in draft.state.compartments.values() if takes(row)]


def unproven_for_hand_in(draft: Draft, part: Part) -> CompartmentId | None:
    """Where somebody might put something in if staff found it empty; None: something is free now, or none would do."""
    if not part.way.brought or choose_for_hand_in(draft, part):
        return None
    wanted = draft.policy.of(part.authority, draft.state.orders[part.id.order].document_class)
    would_do = [
        row.id
        for row in draft.state.compartments.values()
        if row.condition is Condition.TO_CHECK
        and row.part is None
        and row.takes_from(part.authority)
        and _shows(wanted, part, row.place)
        and fits(draft.policy, part.needs, row.place)
    ]
    return min(would_do, default=None)


def make_room(draft: Draft, wanted: Part) -> CompartmentId | None:
    """Whoever stands there with the document is served: the youngest reservation that nobody loads gives way.

    Papers that never come would else fill the wall. None if no reservation that could give way would help.
    """
    for compartment, without in _reservations(draft, wanted):
        if choose(without, wanted) is not None:
            release(draft, compartment, ReleaseReason.GAVE_WAY)
            return reserve(draft, draft.state.parts[wanted.id])
    return None


def room_to_bring(draft: Draft, wanted: Part) -> list[CompartmentId]:
    """The same for whoever stands there with something to hand in; released when they begin, not before."""
    return next((doors for _, each in _reservations(draft, wanted) if (doors := choose_for_hand_in(each, wanted))), [])


def _reservations(draft: Draft, wanted: Part) -> Iterator[tuple[CompartmentId, Draft]]:
    """Every door that is only reserved, the youngest order's first, and how things would be without that."""
    for name in sorted(draft.state.live, reverse=True):
        other = draft.state.parts[name]
        if other.state is not PartState.RESERVED or other.id.order == wanted.id.order or other.compartment is None:
            continue
        if any(each.state is PartState.LOADING or was_loaded(each) for each in parts_of(draft.state, other.id.order)):
            continue  # something of it is in, and what is left is put in next
        trial = Draft(draft.state, draft.now, draft.policy)
        release(trial, other.compartment, ReleaseReason.GAVE_WAY)
        yield other.compartment, trial


def why_never(state: State, policy: Policy, part: Part, document_class: str) -> Refusal | None:
    """Why no door of this site can ever serve a part, however many become free; None if one can."""
    if part.authority not in policy.authorities:
        return Refusal.AUTHORITY_UNKNOWN
    if part.needs.size is not None and part.needs.size not in policy.sizes:
        return Refusal.SIZE_UNKNOWN
    wanted = policy.of(part.authority, document_class)
    if wanted.nature not in policy.handles or (wanted.indoor_only and policy.outdoors):
        return Refusal.CLASS_NOT_ALLOWED
    return None if _would_do(state, policy, part, document_class) else Refusal.NEVER_FITS


def why_never_all(state: State, policy: Policy, parts: Sequence[Part], document_class: str) -> Refusal | None:
    """The same of all parts of an order; where something is brought first, it needs a door beside the other one."""
    for part in parts:
        if (why := why_never(state, policy, part, document_class)) is not None:
            return why
    if len(parts) > min((policy.quotas.get(part.authority, len(parts)) for part in parts), default=len(parts)):
        return Refusal.NEVER_FITS
    doors = {place.compartment for part in parts for place in _would_do(state, policy, part, document_class)}
    return Refusal.NEVER_FITS if is_old_first(parts) and len(doors) < len(parts) else None


def _would_do(state: State, policy: Policy, part: Part, document_class: str) -> list[Place]:
    """The doors that can ever serve a part, whatever lies there now."""
    wanted = policy.of(part.authority, document_class)
    places = [row.place for row in state.compartments.values() if _shows(wanted, part, row.place)]
    reachable = [place for place in places if within_reach(policy, place)]
    fitting = [place for place in places if fits(policy, part.needs, place)]
    if not part.needs.reach and len(reachable) <= policy.reach_reserved:
        fitting = [place for place in fitting if not within_reach(policy, place)]
    return fitting


def is_kept_out(state: State, policy: Policy, authority: str) -> bool:
    """Whether blocks leave an office no door: none within everybody's reach, where the site has such doors."""
    rows = list(state.compartments.values())
    reachable = [row for row in rows if within_reach(policy, row.place)] or rows
    return bool(reachable) and not any(row.takes_from(authority) for row in reachable)


def fits(policy: Policy, needs: Needs, place: Place) -> bool:
    """Whether a compartment is large enough, and its shelf at a height that the person reaches."""
    return (
        (needs.size is None or _size(policy, place.size) >= _size(policy, needs.size))
        and (needs.lowest_cm is None or place.height_cm >= needs.lowest_cm)
        and (needs.highest_cm is None or place.height_cm <= needs.highest_cm)
    )


def within_reach(policy: Policy, place: Place) -> bool:
    """Whether its shelf is at a height that everybody reaches."""
    return policy.reach_low_cm <= place.height_cm <= policy.reach_high_cm


def _size(policy: Policy, size: str) -> int:
    """The rank of a size; one that the site does not have any more is larger than all that it has."""
    return policy.sizes.index(size) if size in policy.sizes else len(policy.sizes)
