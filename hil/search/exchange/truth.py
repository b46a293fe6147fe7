"""What lockerd decides about an exchange, against what is true of people, doors and documents."""

from typing import Final

from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.reasons import IncidentReason
from lockerd.domain.model.receipts import Grade
from search.box import A01
from search.broken import BrokenRuleError
from search.daemon import Step
from search.exchange.checks import IN_CUSTODY
from search.exchange.daemon import Daemon
from search.exchange.node import Node
from search.exchange.scene import CARD, OLD, ORDER, PART, STRANGE
from search.policy import on_a_word
from search.pulse import of_pulse, within_counts
from search.rules import AT_DOOR
from search.wear import sees

OFFERED: Final = frozenset({Condition.FREE, Condition.RESERVED, Condition.TO_CHECK})
"""Conditions in which a door is offered as empty, or soon will be."""
LOOKED_AFTER: Final = frozenset({Condition.QUARANTINED, Condition.RETRIEVAL})
"""Where staff look, or are called to."""


def after(node: Node, step: Step[Daemon]) -> Node:
    """The daemon was told something. Raises ``BrokenRuleError`` if what it did is wrong for what is true."""
    daemon = step.daemon
    if daemon is node.daemon:
        return node
    before, node = node.daemon, node._replace(daemon=daemon)
    if step.read is not None:
        node = _read(node, before)
    for fact in step.facts:
        match fact.type:
            case FactType.GRANT_SPENT:
                node = _spent(node, before, step)
            case FactType.PART_HANDED_IN:
                node = _custody(node, before, fact)
            case FactType.PART_TAKEN:
                _taken(node)
            case FactType.RETRIEVAL_REPORTED:
                _looked(node)
    _judged(node, before, step)
    _named(node)
    if daemon.state.compartments[A01].condition is not Condition.RETRIEVAL:
        node = node._replace(looked=False)
    return _live(node)


def _read(node: Node, before: Daemon) -> Node:
    """What was read just now."""
    daemon, reading, leaf = node.daemon, node.daemon.heard[0], node.daemon.seen[0]
    if leaf is Leaf.SHUT:
        untouched = before.part.state is PartState.READY and not node.spent
        node = node._replace(ajar=False, lies=node.lies or (untouched and reading.item is Item.PRESENT))
    if leaf is Leaf.OPEN:
        absent = (node.absent and node.ajar) or reading.item is Item.ABSENT
        node = node._replace(unsure=False, looked=True, ajar=True, absent=absent)
        if node.box.released_for == PART and PART in daemon.good:
            raise BrokenRuleError("rule 23: the door is open under a code that is still good")
    row = daemon.state.compartments[A01]
    gone = leaf is not Leaf.OPEN and reading.item is Item.ABSENT and node.watched
    if gone and row.attempt is None and row.condition not in LOOKED_AFTER:
        raise BrokenRuleError(f"rule 17: what is in custody is gone from {A01} and nobody is told")
    return node


def _spent(node: Node, before: Daemon, step: Step[Daemon]) -> Node:
    """One right, one seen opening; staff who find the old document end it too."""
    found = any(fact.type is FactType.PART_HANDED_IN for fact in step.facts)
    if node.spent or ORDER not in before.live:
        raise BrokenRuleError("rule 23: its code is spent twice, or after its end")
    if not found and node.daemon.seen[0] is not Leaf.OPEN:
        raise BrokenRuleError("rule 2: its code is spent, and no sensor has seen its door open")
    return node._replace(spent=True)


def _custody(node: Node, before: Daemon, fact: Fact) -> Node:
    """Rules 17, 18 and 23: what must have been seen, said or found, and how the door stands."""
    daemon, item = node.daemon, node.daemon.heard[0].item
    if node.given:
        raise BrokenRuleError("rule 18: a second receipt")
    grade = Grade(str(fact.data["grade"]))
    if grade is Grade.FOUND:
        if OLD not in node.staff:
            raise BrokenRuleError("rule 23: staff are said to have found the old document")
        return node._replace(given=True)
    _shut_for_good(node)
    if not node.spent or before.part.state is not PartState.EXCHANGING:
        raise BrokenRuleError("rule 23: custody, and its door was never seen open under its code")
    if grade is Grade.SENSOR:
        _sensed(node)
    elif not node.said or not on_a_word(daemon.policy, CARD):
        raise BrokenRuleError("rule 18: grade claim, and nobody has said at the shut door that it is exchanged")
    elif node.lies and item is Item.ABSENT:
        raise BrokenRuleError("rule 23: grade claim, and the old document was seen to be missing")
    return node._replace(given=True, watched=item is Item.PRESENT)


def _sensed(node: Node) -> None:
    """Present at the loading, absent with the door open in the last opening, present after the closing."""
    daemon, box = node.daemon, node.box
    if not (node.lies and node.absent and daemon.heard[0].item is Item.PRESENT):
        raise BrokenRuleError("rule 23: grade sensor, and it was not seen to go and to come")
    if sees(daemon.fittings[0]) and box.item_stuck is None and not (box.items and node.away):
        raise BrokenRuleError(f"rule 23: grade sensor for {sorted(box.items)}, and nothing was ever taken out")


def _shut_for_good(node: Node) -> None:
    """Rule 17: no custody while the lock may be off, or the door is not shut as far as anybody can know."""
    daemon, box = node.daemon, node.box
    door = daemon.fittings[0].door
    if not box.answering or daemon.seen[0] is not Leaf.SHUT:
        raise BrokenRuleError(f"rule 17: custody at {A01}, and nobody knows how its door stands")
    if node.unsure:
        raise BrokenRuleError(f"rule 17: custody at {A01}, whose lock was fired and may be off")
    hook = door in {DoorSensor.HOOK, DoorSensor.BOTH}
    if (hook and not box.bolted) or (door is not DoorSensor.HOOK and box.open):
        raise BrokenRuleError(f"rule 17: custody at {A01}, which is not shut")


def _taken(node: Node) -> None:
    """That the new one was taken is said only of an absent reading."""
    missing = node.lies and node.daemon.seen[0] is Leaf.SHUT and node.daemon.heard[0].item is Item.ABSENT
    if not node.absent and not missing:
        raise BrokenRuleError("rule 23: the new document is said to be taken, and nobody saw that")


def _judged(node: Node, before: Daemon, step: Step[Daemon]) -> None:
    """Shut and judged, and nothing lies there where the new one had been seen: an incident, whatever was said."""
    daemon = node.daemon
    if before.part.state is not PartState.EXCHANGING or daemon.part.state is not PartState.QUARANTINED:
        return
    told = {fact.data["reason"] for fact in step.facts if fact.type is FactType.INCIDENT_NOTED}
    absent = node.lies and daemon.heard[0].item is Item.ABSENT
    judged = before.seen[0] is Leaf.SHUT and daemon.seen[0] is Leaf.SHUT and node.spent and not node.ajar
    if judged and step.read is None and absent and told != {IncidentReason.OLD_MISSING}:
        raise BrokenRuleError("rule 23: the old document is missing, and nobody is told")
    if told and not absent:
        raise BrokenRuleError(f"rule 23: an incident is noted ({sorted(map(str, told))}), and no sensor saw that")


def _looked(node: Node) -> None:
    """Rule 26: a report counts only after an opening and a closing that were seen since staff began."""
    if not node.looked or node.daemon.seen[0] is not Leaf.SHUT:
        raise BrokenRuleError(f"rule 26: a report on {A01}, and nobody has opened and shut it")


def _named(node: Node) -> None:
    """Rules 3 and 23: what lies inside is named until staff took it; nothing is offered as free."""
    row, inside = node.daemon.state.compartments[A01], node.box.items
    if inside and row.condition in OFFERED:
        raise BrokenRuleError(f"rule 3: {A01} is {row.condition} with {sorted(inside)} inside")
    if inside - {STRANGE} and row.part is None and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"rule 23: {A01} is {row.condition} with {sorted(inside)} inside, and names nobody")
    if node.other and row.condition not in LOOKED_AFTER:
        raise BrokenRuleError(f"rule 26: something else was found in {A01}, and it is {row.condition}")
    with_nobody = OLD not in node.held and not node.given
    if with_nobody and row.part is None:
        raise BrokenRuleError("rule 23: the person has neither the old document nor a receipt, and nobody looks")


def _live(node: Node) -> Node:
    """Custody is never taken back; what belongs to an order that has ended is left out."""
    daemon = node.daemon
    if node.given and daemon.part.state not in IN_CUSTODY:
        raise BrokenRuleError(f"rule 17: it was in custody, and is {daemon.part.state}")
    if ORDER in daemon.live:
        return _worth_knowing(node)
    return Node(
        daemon,
        node.boxes,
        node.budget,
        staff=node.staff & {STRANGE},
        unsure=node.unsure,
        ajar=node.ajar,
        given=node.given,
        looked=node.looked,
        other=node.other,
    )


def _worth_knowing(node: Node) -> Node:
    """What nothing hangs on any more is left out."""
    held = node.held
    if node.given:
        held = frozenset()
    elif node.spent and node.box.released_for is None and not node.daemon.attended:
        held = held & {OLD}  # nobody comes again with the new one
    node = node._replace(held=held)
    if node.daemon.state.compartments[A01].condition in LOOKED_AFTER:
        node = node._replace(watched=False)
    if node.judged_by_it:
        return node
    return node._replace(said=False, lies=False, ajar=False, absent=False, away=False, tries=0, again=0)


def with_pulse(node: Node, *, gives_way: bool) -> Node:
    """A pulse reaches its lock. Raises ``BrokenRuleError`` if it must not."""
    attempt, part = of_pulse(node.daemon)
    if part is None:
        return fired_at(node, 0, gives_way=gives_way)
    if node.given:
        raise BrokenRuleError("rule 17: it is in custody, and its code opens the door")
    within_counts(attempt, part, spent=node.spent, tries=node.tries, again=node.again)
    if STRANGE in node.box.items:
        raise BrokenRuleError("rule 16: its code opens onto what a stranger has put in")
    visits = node.daemon.state.visits.values()
    if attempt.reopening and not any(visit.id == attempt.visit and visit.phase in AT_DOOR for visit in visits):
        raise BrokenRuleError("rule 2: opened again, and its visit is over")
    node = node._replace(again=node.again + 1) if attempt.reopening else node._replace(tries=node.tries + 1)
    assert attempt.right.kind is RightKind.GRANT
    return fired_at(node, 0, gives_way=gives_way, released_for=PART)


def fired_at(node: Node, at: int, *, gives_way: bool, released_for: PartId | None = None) -> Node:
    """The lock is fired, by whomever: from now on it may be off."""
    node = node._replace(unsure=True)
    return node.with_box(at, node.box.pulse(released_for)) if gives_way else node
