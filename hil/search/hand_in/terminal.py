"""What staff do at the terminal under a badge: look behind a door, take out, and say what they have found (rule 26)."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import PartId, VisitId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.staff import StartRetrieval, StartRound
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from search.box import DOORS, THIN
from search.broken import BrokenRuleError
from search.daemon import Step
from search.hand_in.daemon import Daemon
from search.hand_in.node import Node
from search.hand_in.scene import STRANGE, belongs, owner
from search.hand_in.truth import after
from search.looking import waits
from search.offer import Offer
from search.policy import CLERK, SUPERVISOR, WRONG
from search.rounds import is_for_a_person
from search.rules import GOOD, reports
from search.two_people import REASON, WHO, together
from search.wear import sees

REPORTS: Final = (Word.FOUND, Word.NOTHING, Word.OTHER, Word.AS_EXPECTED)
"""The last one on a stocktake alone."""
THINGS: Final = frozenset({Word.FOUND, Word.AS_EXPECTED})
"""With which they say how many."""


def terminal(daemon: Daemon, at: int) -> Iterator[Offer[Node]]:
    """All that they can ask for and say at one door."""
    name, fresh = daemon.doors[at], VisitId(f"v{daemon.counter}")
    wrong = WRONG if waits(daemon, daemon.state.compartments[name]) else ()
    for badge in (CLERK, *wrong):
        begin = StartRetrieval(fresh, badge, name)
        yield Offer(f"{badge.badge} looks into {name}", begin, badge is CLERK, lambda node: node.budget.retrievals)
    for badge in WHO:
        asked = StartRetrieval(fresh, badge, name, REASON)
        asks = f"{badge.badge} has an emergency at {name}"
        yield Offer(asks, asked, helpful=False, when=lambda node: node.budget.emergencies > 0)
    begin = StartRetrieval(fresh, SUPERVISOR, name)
    yield Offer(f"supervisor looks into {name}", begin, when=lambda node: at in node.others)
    for visit in in_order(daemon.state.visits):
        if visit.door == name and reports(visit.role) and visit.phase is not Phase.OVER:
            for word in REPORTS if visit.role is Role.STOCKTAKER else REPORTS[:-1]:
                said = Say(visit.id, word, item_count=1 if word in THINGS else 0)
                yield Offer(f"staff say {word}", said, when=partial(_is_said, at, word))
                yield Offer(f"staff say {word}, a lie", said, helpful=False, when=partial(_is_lied, at, word))


def _is_said(at: int, word: Word, node: Node) -> bool:
    return _to_be_heard(node, at) and is_true(node, at, word)


def _is_lied(at: int, word: Word, node: Node) -> bool:
    """Where the lie leaves something behind the door, only a sensor that sees it can tell."""
    box, fitting = node.boxes[at], node.daemon.fittings[at]
    told = sees(fitting) and box.item_stuck is None and any(not thing.endswith(THIN) for thing in box.items)
    kept = not box.items or (told and word is not Word.AS_EXPECTED) or word is Word.OTHER
    return node.budget.lies > 0 and _to_be_heard(node, at) and kept and not is_true(node, at, word)


def _to_be_heard(node: Node, at: int) -> bool:
    """Staff see to it that the door has caught (F25); what is said at a door that is seen open is for the refusal."""
    return node.shut_well(at) or node.daemon.seen[at] is Leaf.OPEN


def is_true(node: Node, at: int, word: Word) -> bool:
    """Whether it is what they have found, and all of it."""
    state, part = node.daemon.state, node.daemon.state.compartments[node.daemon.doors[at]].part
    mine, inside = node.in_hands(part), node.boxes[at].items
    match word:
        case Word.AS_EXPECTED:
            return not mine and bool(inside) and part is not None and all(belongs(state, each, part) for each in inside)
        case Word.FOUND:
            return bool(mine) and not inside
        case Word.NOTHING:
            return not mine and not inside
        case _:
            return STRANGE in node.staff


def begun(node: Node, event: StartRetrieval, step: Step[Daemon]) -> Node:
    """Staff begin to look. Raises ``BrokenRuleError`` where something else was found, and it is no supervisor."""
    assert event.compartment is not None
    if event.emergency is not None:
        return _in_an_emergency(node, event, step, DOORS.index(event.compartment))
    if not isinstance(step.answer, Accepted):
        return after(node, step)
    if DOORS.index(event.compartment) in node.others and BadgeRole.SUPERVISOR not in event.staff.roles:
        raise BrokenRuleError(f"rule 26: {event.staff.badge} looks into {event.compartment}, and is no supervisor")
    return after(node, step)


def gone_round(node: Node, event: StartRound, step: Step[Daemon]) -> Node:
    """Somebody goes round, under one badge or after another. Raises ``BrokenRuleError`` as of one door."""
    assert isinstance(step.answer, Accepted | Refused)
    door = None if step.unlocked is None else DOORS[step.unlocked]
    for_people = door is not None and is_for_a_person(node.daemon, door)
    walkers = node.walkers.ask(event.staff, step.answer, for_people=for_people)
    alone = event.staff is not None and BadgeRole.SUPERVISOR not in event.staff.roles
    if door is not None and alone and DOORS.index(door) in node.others:
        raise BrokenRuleError(f"rule 26: {event.staff} looks into {door}, and is no supervisor")
    return after(node._replace(walkers=walkers), step)


def _in_an_emergency(node: Node, event: StartRetrieval, step: Step[Daemon], at: int) -> Node:
    assert isinstance(step.answer, Accepted | Refused)
    shown = together(node.shown, at, event.staff, step.answer)
    begun = isinstance(step.answer, Accepted)
    return after(node._replace(shown=shown).worn(emergencies=node.budget.emergencies - begun), step)


def reported(node: Node, event: Say, step: Step[Daemon]) -> Node:
    """Staff say what they have found; who lies holds afterwards what they say, and keeps what they do not."""
    here = node.daemon.state.visits[event.visit].compartment
    at, part = DOORS.index(here), node.daemon.state.compartments[here].part
    if not any(fact.type is FactType.RETRIEVAL_REPORTED for fact in step.facts):
        return after(node, step)
    mine = node.in_hands(part)
    if not is_true(node, at, event.word):
        node = node.worn(lies=node.budget.lies - 1)
    if event.word is Word.FOUND and part is not None and not mine:
        node = node._replace(staff=node.staff | {str(part)})
    if event.word is Word.NOTHING:
        # A thief has it. At the wall it is as if it had not been brought.
        lost = node.brought & {owner(thing) for thing in mine} - node.given
        node = node._replace(staff=node.staff - mine, held=node.held | lost)
    others = node.others | {at} if event.word is Word.OTHER else node.others - {at}
    later = after(node._replace(others=others), step)
    if event.word is Word.FOUND:
        _has_its_receipt(later, part)
    if event.word is Word.AS_EXPECTED:
        _left_there(later, at)
    gone = {STRANGE} if event.word is Word.OTHER else later.in_hands(part)
    return later._replace(staff=later.staff - gone)


def _left_there(later: Node, at: int) -> None:
    """What should lie there is left, unless a sensor misses it; a code that has opened its door does not come back."""
    daemon = later.daemon
    row, item = daemon.state.compartments[daemon.doors[at]], daemon.heard[at].item
    if at in later.watched and item is Item.ABSENT and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"ADR 48: {row.part} is not seen in {row.id} any more, and is said to lie there")
    if row.condition is not Condition.OCCUPIED and item is not Item.ABSENT:
        raise BrokenRuleError(f"ADR 48: what should lie in {row.id} does, and the door is {row.condition}")
    part = None if row.part is None else daemon.state.parts[row.part]
    if part is not None and part.id in later.spent and part.right in GOOD:
        raise BrokenRuleError(f"rule 2: the code for {part.id} has opened its door, and is good again")


def _has_its_receipt(later: Node, name: PartId | None) -> None:
    part = None if name is None else later.daemon.state.parts.get(name)
    if part is None or part.direction is Direction.OUT or part.id.order not in later.daemon.live:
        return
    if part.id not in later.given:
        raise BrokenRuleError(f"rule 20: staff have found {name}, and nobody gets a receipt")
