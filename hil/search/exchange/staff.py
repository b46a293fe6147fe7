"""What staff do at the terminal, and technicians at the bench: look, take out, and say which of two they have found."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Clear, Found, Say, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.reasons import IncidentReason, TakeBackReason
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from search.box import A01
from search.broken import BrokenRuleError
from search.daemon import Step
from search.exchange.daemon import Daemon
from search.exchange.node import Node
from search.exchange.scene import NEW, OLD, STRANGE
from search.exchange.truth import after
from search.looking import LOOKED_INTO, TO_FETCH, waits
from search.offer import Offer
from search.policy import CLERK, SUPERVISOR, WRONG
from search.rules import reports
from search.wear import sees

FOUND: Final = {
    Word.FOUND_OLD: frozenset({OLD}),
    Word.FOUND_NEW: frozenset({NEW}),
    Word.FOUND_BOTH: frozenset({OLD, NEW}),
    Word.NOTHING: frozenset[str](),
}
"""What lay there, by what staff say of the two documents (rule 23)."""


def terminal(daemon: Daemon) -> Iterator[Offer[Node]]:
    """All that staff can ask for and say under a badge."""
    fresh, row = VisitId(f"v{daemon.counter}"), daemon.state.compartments[A01]
    for badge in (CLERK, *(WRONG if waits(daemon, row) else ())):
        begin = StartRetrieval(fresh, badge, A01)
        yield Offer(f"{badge.badge} looks", begin, badge is CLERK, lambda node: node.budget.retrievals)
    yield Offer("supervisor looks", StartRetrieval(fresh, SUPERVISOR, A01), when=lambda node: node.other)
    for visit in in_order(daemon.state.visits):
        if reports(visit.role) and visit.phase is not Phase.OVER:
            for word in (*FOUND, Word.OTHER):
                said = Say(visit.id, word)
                yield Offer(f"staff say {word}", said, when=partial(_is_said, word))
                yield Offer(f"staff say {word}, a lie", said, helpful=False, when=partial(_is_lied, word))
            if row.part is not None:
                yield Offer("staff say found", Say(visit.id, Word.FOUND, item_count=1), helpful=False)


def bench(daemon: Daemon) -> Iterator[Offer[Node]]:
    """All that technicians can ask for and report there."""
    row = daemon.state.compartments[A01]
    called = row.condition in LOOKED_INTO or (row.part is not None and daemon.part.state in TO_FETCH)
    yield Offer(
        "technician opens",
        TechnicianOpen("tech", A01, "r"),
        when=(lambda node: node.budget.bench) if called else lambda node: node.budget.technicians,
    )
    if row.condition is not Condition.FREE:
        yield Offer("technician reports nothing", Clear("tech", A01, "r"), when=_is_empty)
        for word, things in FOUND.items():
            found = Found("tech", A01, "r", word)
            if things:
                yield Offer(f"technician reports {word}", found, when=partial(_is_reported, word))


def _is_empty(node: Node) -> bool:
    """Nothing is there, nor in their hands but what is in custody already, or the office's own that nobody came for."""
    kept = (not node.found or node.given) if node.spent else OLD not in node.staff
    return node.budget.bench and node.shut_well and not node.box.items and kept


def _is_reported(word: Word, node: Node) -> bool:
    named = node.daemon.state.compartments[A01].part is not None
    return node.budget.bench and node.shut_well and named and is_true(node, word)


def _is_said(word: Word, node: Node) -> bool:
    return _to_be_heard(node) and is_true(node, word)


def _is_lied(word: Word, node: Node) -> bool:
    """Where the lie leaves something behind the door, only a sensor that sees it can tell."""
    told = sees(node.daemon.fittings[0]) and node.box.item_stuck is None
    kept = not node.box.items or told or word is Word.OTHER
    return node.budget.lies > 0 and _to_be_heard(node) and kept and not is_true(node, word)


def _to_be_heard(node: Node) -> bool:
    """Staff see to it that the door has caught (F25); what is said at a door that is seen open is for the refusal."""
    return node.shut_well or node.daemon.seen[0] is Leaf.OPEN


def is_true(node: Node, word: Word) -> bool:
    """Whether it is what they have found, and all of it."""
    if word is Word.OTHER:
        return STRANGE in node.staff
    return word in FOUND and node.found == FOUND[word] and not node.box.items


def begun(node: Node, event: StartRetrieval, step: Step[Daemon]) -> Node:
    """Staff begin to look. Raises ``BrokenRuleError`` where something else was found, and it is no supervisor."""
    if node.other and isinstance(step.answer, Accepted) and BadgeRole.SUPERVISOR not in event.staff.roles:
        raise BrokenRuleError(f"rule 26: {event.staff.badge} looks into {A01}, and is no supervisor")
    return after(node, step)


def reported(node: Node, word: Word, step: Step[Daemon]) -> Node:
    """Staff say what they have found; who lies holds afterwards what they say, and keeps what they do not."""
    if not any(fact.type in {FactType.RETRIEVAL_REPORTED, FactType.COMPARTMENT_CLEARED} for fact in step.facts):
        return after(node, step)
    named = node.daemon.state.compartments[A01].part is not None
    if not is_true(node, word) and node.daemon.attended:
        node = node.worn(lies=node.budget.lies - 1)
    if word is Word.OTHER:
        return after(node._replace(other=True), step)._replace(staff=node.staff - {STRANGE})
    # A thief has it. At the wall it is as if it had not been left.
    kept = frozenset({OLD}) & node.staff - FOUND[word] if not node.given else frozenset[str]()
    said = node._replace(staff=node.staff - {OLD, NEW} | FOUND[word], held=node.held | kept, other=False)
    if named:
        _means(said, word, step)
    return after(said, step)._replace(staff=node.staff - {OLD, NEW})


def _means(node: Node, word: Word, step: Step[Daemon]) -> None:
    """Custody only of the old one that was found; the new one found is recalled; what is missing is an incident."""
    facts = step.facts
    old, new = OLD in FOUND[word], NEW in FOUND[word]
    given = any(fact.type is FactType.PART_HANDED_IN for fact in facts)
    if given != (old and not node.given):
        raise BrokenRuleError(f"rule 23: staff say {word}, and {'a' if given else 'no'} receipt is written")
    recalled = {fact.data["reason"] for fact in facts if fact.type is FactType.ORDER_RECALLED}
    if recalled != ({TakeBackReason.NEW_FOUND} if new and node.spent else set()):
        raise BrokenRuleError(f"rule 23: staff say {word}, and it is taken back: {sorted(map(str, recalled))}")
    noted = {(fact.data["reason"], fact.data["receipt"] != 0) for fact in facts if fact.type is FactType.INCIDENT_NOTED}
    lost = IncidentReason.OLD_MISSING if node.given else IncidentReason.BOTH_MISSING
    if noted != ({(lost, node.given)} if not old and (node.given or not new) else set()):
        raise BrokenRuleError(f"rule 23: staff say {word}, and the office is told {sorted(map(str, noted))}")
    freed = step.daemon.state.compartments[A01].part is None
    retrieved = any(fact.type is FactType.ORDER_RETRIEVED for fact in facts)
    if retrieved != (freed and (old or new)):
        raise BrokenRuleError(f"rule 23: staff say {word}, and it is {'' if retrieved else 'not '}said to be retrieved")
