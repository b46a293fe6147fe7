"""What lockerd decides about what people bring, against what is true of people, doors and things."""

from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade
from search.box import DOORS
from search.broken import BrokenRuleError
from search.daemon import Step
from search.hand_in.checks import OPENINGS
from search.hand_in.daemon import Daemon
from search.hand_in.node import Node
from search.hand_in.scene import MINE, PASSPORT, STRANGE, belongs, owner
from search.policy import on_a_word
from search.pulse import of_pulse
from search.rules import ATTEMPTS, brought_before, left_behind, parts_of, tied
from search.wear import sees

OFFERED = frozenset({Condition.FREE, Condition.RESERVED})
"""Conditions in which a door is offered as empty, or held for somebody who is to put something in."""

IN_CUSTODY = frozenset({PartState.HANDED_IN, PartState.RETRIEVAL, PartState.RETRIEVED, PartState.CLOSED})
"""States of what is in custody, or was until staff have taken it out, or not found it."""

LOOKED_AFTER = frozenset({Condition.QUARANTINED, Condition.RETRIEVAL})
"""Where staff look, or are called to."""


def after(node: Node, step: Step[Daemon]) -> Node:
    """The daemon was told something. Raises ``BrokenRuleError`` if what it did is wrong for what is true."""
    daemon = step.daemon
    if daemon is node.daemon:
        return node
    before, node = node.daemon, node._replace(daemon=daemon)
    if step.read is not None:
        node = _read(node, before, step.read)
    if step.unlocked is not None and daemon.heard[step.unlocked].item is Item.ABSENT:
        node = node._replace(empty=node.empty | {step.unlocked})
    for fact in step.facts:
        if fact.type is FactType.PART_HANDED_IN:
            node = _custody(node, fact)
        elif fact.type is FactType.RETRIEVAL_REPORTED:
            _looked(node, fact)
    for at in range(len(node.boxes)):
        _named(node, at)
        node = _forgotten(node, before, at)
    _not_left_alone(node, before)
    return _live(node)


def _read(node: Node, before: Daemon, at: int) -> Node:
    """What was read just now of one door."""
    daemon, name = node.daemon, node.daemon.doors[at]
    row = daemon.state.compartments[name]
    mine = before.state.compartments[name].part
    if daemon.seen[at] is Leaf.OPEN:
        if at in node.unsure and before.seen[at] is not Leaf.OPEN and mine is not None and _is_tried(before, mine):
            node = node.counted(mine, 0, node.counts(mine)[1] + 1)
        node = _fetched(node._replace(unsure=node.unsure - {at}, looked=node.looked | {at}), at)
    gone = daemon.seen[at] is not Leaf.OPEN and daemon.heard[at].item is Item.ABSENT and at in node.watched
    if gone and row.attempt is None and row.condition not in LOOKED_AFTER:
        raise BrokenRuleError(f"rule 17: {mine} is gone from {name} and nobody is told")
    return node


def _fetched(node: Node, at: int) -> Node:
    """A door is seen open under the code of whoever fetches something."""
    whose = node.boxes[at].released_for
    part = node.daemon.state.parts.get(whose) if isinstance(whose, PartId) else None
    fetched = part is not None and part.direction is Direction.OUT
    return node._replace(spent=node.spent | {part.id}) if fetched and part is not None else node


def _is_tried(before: Daemon, name: PartId) -> bool:
    """Whether an opening counts for this part, whoever had freed the bolt: while its code is good for its door."""
    part = before.state.parts[name]
    return part.direction is Direction.IN and part.id in before.good and not left_behind(part)


def _custody(node: Node, fact: Fact) -> Node:
    """Rules 17 and 18: what must have been seen, said or found, and how the door stands."""
    assert fact.compartment is not None
    assert fact.order is not None
    at, part = DOORS.index(fact.compartment), PartId(fact.order, int(str(fact.data["part"])))
    daemon, box = node.daemon, node.boxes[at]
    if part in node.given:
        raise BrokenRuleError(f"rule 18: a second receipt for {part}")
    grade = Grade(str(fact.data["grade"]))
    if grade is Grade.FOUND:
        found = {thing for thing in node.staff if belongs(node.daemon.state, thing, part)}
        if not found:
            raise BrokenRuleError(f"rule 26: staff are said to have found {part}")
        staff = node.staff - found
        return node._replace(given=node.given | {part}, staff=staff)
    _shut_for_good(node, at)
    reading, fitting = daemon.heard[at], daemon.fittings[at]
    if grade is Grade.SENSOR:
        if at not in node.empty or reading.item is not Item.PRESENT:
            raise BrokenRuleError(f"rule 18: grade sensor, and {part} was not seen to come ({reading.item})")
        if sees(fitting) and box.item_stuck is None and str(part) not in box.items:
            raise BrokenRuleError(f"rule 18: grade sensor for {sorted(box.items)}, which is not {part}")
    elif part not in node.said or not on_a_word(daemon.policy, PASSPORT):
        raise BrokenRuleError(f"rule 18: grade claim, and nobody has said at the shut door that {part} is in")
    watched = node.watched | {at} if reading.item is Item.PRESENT else node.watched
    return node._replace(given=node.given | {part}, watched=watched)


def _shut_for_good(node: Node, at: int) -> None:
    """Rule 17: no custody while the lock may be off, or the door is not shut as far as anybody can know."""
    daemon, box, name = node.daemon, node.boxes[at], node.daemon.doors[at]
    door = daemon.fittings[at].door
    if not box.answering or daemon.seen[at] is not Leaf.SHUT:
        raise BrokenRuleError(f"rule 17: custody at {name}, and nobody knows how its door stands")
    if at in node.unsure:
        raise BrokenRuleError(f"rule 17: custody at {name}, whose lock was fired and may be off")
    hook = door in {DoorSensor.HOOK, DoorSensor.BOTH}
    if (hook and not box.bolted) or (door is not DoorSensor.HOOK and box.open):
        raise BrokenRuleError(f"rule 17: custody at {name}, which is not shut")


def _named(node: Node, at: int) -> None:
    """Rules 3, 16 and 20: what lies inside is named by a part until staff took it; nothing is offered as free."""
    daemon, box = node.daemon, node.boxes[at]
    row = daemon.state.compartments[daemon.doors[at]]
    if at in node.others and row.condition not in LOOKED_AFTER:
        raise BrokenRuleError(f"rule 26: something else was found in {row.id}, and it is {row.condition}")
    if box.items and row.part is None and row.condition in OFFERED:
        raise BrokenRuleError(f"rule 3: {row.id} is {row.condition} with {sorted(box.items)} inside")
    brought = {thing for thing in box.items if thing != STRANGE and not _is_fetched(node, thing)}
    if brought and row.part is None and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"rule 16: {row.id} is {row.condition} with {sorted(brought)} inside, and names nobody")
    for thing in brought:
        whose = owner(thing)
        part = None if whose is None else daemon.state.parts.get(whose)
        foreign = row.part is not None and not belongs(daemon.state, thing, row.part)
        if part is not None and part.direction is Direction.IN and foreign:
            raise BrokenRuleError(f"rule 16: {thing} lies in {row.id}, which names {row.part}")


def _is_fetched(node: Node, thing: str) -> bool:
    """Whether people are to fetch it: of what they leave inside, saying that they have it, rule 3 speaks."""
    whose = owner(thing)
    part = None if whose is None else node.daemon.state.parts.get(whose)
    return part is not None and part.direction is Direction.OUT


def _forgotten(node: Node, before: Daemon, at: int) -> Node:
    """What was known of a door ends with the name that it carried; so do the counts of the part."""
    row = node.daemon.state.compartments[node.daemon.doors[at]]
    known, now = before.state.compartments[row.id].part, row.part
    if row.condition is not Condition.RETRIEVAL:
        node = node._replace(looked=node.looked - {at})
    if known is None or known == now:
        return node
    part = node.daemon.state.parts.get(known)
    node = node._replace(empty=node.empty - {at}, watched=node.watched - {at})
    return node.counted(known, 0, 0) if part is None or not tied(part) else node


def _live(node: Node) -> Node:
    """What belongs to orders that have ended is left out; custody is never taken back."""
    state = node.daemon.state
    here = {part.id for part in state.parts.values() if part.id.order in node.daemon.live}
    free = node.daemon.policy.walk_ins and MINE.order not in node.daemon.live
    theirs = {MINE} if free else set()  # whoever needs no code has not come yet, or may come once more
    for name in node.given & here:
        part = state.parts[name]
        if part.state not in IN_CUSTODY:
            raise BrokenRuleError(f"rule 17: {name} was in custody, and is {part.state}")
    node = node._replace(given=node.given & here, spent=node.spent & here)
    return node._replace(said=node.said & here, held=node.held & (here | theirs))


def _looked(node: Node, fact: Fact) -> None:
    """Rule 26: a report counts only after an opening and a closing that were seen since staff began."""
    assert fact.compartment is not None
    at = DOORS.index(fact.compartment)
    if at not in node.looked or node.daemon.seen[at] is not Leaf.SHUT:
        raise BrokenRuleError(f"rule 26: a report on {fact.compartment}, and nobody has opened and shut it")


def _not_left_alone(node: Node, before: Daemon) -> None:
    """Whoever has neither their thing nor a receipt for it: their code is good, or a door waits for staff."""
    daemon = node.daemon
    for order in before.live:
        parts = parts_of(daemon.state, order)
        mine = {part.id for part in parts if part.direction is Direction.IN and daemon.was_asked_for(part.id)}
        alone = mine - node.held - node.given - daemon.good
        if alone and (order not in daemon.live or not any(tied(part) for part in parts)):
            raise BrokenRuleError(
                f"rule 20: {min(alone)} was brought, and there is no receipt, no code and nobody to look"
            )


def before_pulse(node: Node) -> Attempt:
    """Rules 16 and 19: a code opens onto nothing of anybody else, never after custody, and so often."""
    attempt, part = of_pulse(node.daemon)
    if part is None:
        return attempt
    foreign = {thing for thing in node.boxes[DOORS.index(attempt.compartment)].items if owner(thing) != part.id}
    if foreign:
        raise BrokenRuleError(f"rule 16: the code for {part.id} opens onto {sorted(foreign)}")
    if part.direction is Direction.OUT:
        if not brought_before(node.daemon.state, part.id) <= node.given:
            raise BrokenRuleError(f"rule 22: the code for {part.id} opens its door, and the old one is not in custody")
        if part.id in node.spent and not attempt.reopening:
            raise BrokenRuleError(f"rule 2: the code for {part.id} has opened its door, and opens it anew")
        return attempt
    tries, openings = node.counts(part.id)
    if part.id in node.given:
        raise BrokenRuleError(f"rule 17: {part.id} is in custody, and its code opens the door")
    if tries >= ATTEMPTS:
        raise BrokenRuleError("rule 19: a fourth attempt")
    if openings >= OPENINGS:
        raise BrokenRuleError("rule 19: a fourth opening")
    return attempt


def with_pulse(node: Node, *, gives_way: bool) -> Node:
    """A pulse reaches its lock. Raises ``BrokenRuleError`` if it must not."""
    attempt = before_pulse(node)
    at, released_for = DOORS.index(attempt.compartment), None
    if attempt.right.kind is RightKind.GRANT and attempt.part is not None:
        released_for = attempt.part
        tries, openings = node.counts(attempt.part)
        if node.daemon.state.parts[attempt.part].direction is Direction.IN:
            node = node.counted(attempt.part, tries + 1, openings)
    return fired_at(node, at, released_for, gives_way=gives_way)


def fired_at(node: Node, at: int, released_for: PartId | None = None, *, gives_way: bool) -> Node:
    """A lock is fired, by whomever: from now on it may be off."""
    node = node._replace(unsure=node.unsure | {at})
    return node.with_box(at, node.boxes[at].pulse(released_for)) if gives_way else node
