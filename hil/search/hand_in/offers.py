"""What people, the office and the clock can say in one state of the daemon of the search of hand-ins."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lockerd.domain.model.blocks import BlockCompartment
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, Clear, Event, Found, Say, StartCollection, Tick
from lockerd.domain.model.holds import PutOnHold
from lockerd.domain.model.ids import GrantId, OrderId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.rounds import RoundKind
from lockerd.domain.model.staff import Reissue, StartRetrieval, StartRound
from lockerd.domain.model.terms import ChangeOrder, Extend
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.model.words import Word
from search.box import DOORS
from search.broken import BrokenRuleError
from search.daemon import Step
from search.either import after_either
from search.families import shown_as_well
from search.hand_in.bench import bench
from search.hand_in.daemon import Daemon
from search.hand_in.node import Node
from search.hand_in.scene import ANEW, BRINGS, CODES, MINE, PASSPORT
from search.hand_in.tell import TELLER
from search.hand_in.terminal import REPORTS, begun, gone_round, reported, terminal
from search.hand_in.truth import after
from search.offer import Offer
from search.office import clock, office
from search.rounds import going_round
from search.statements import signed
from search.terms import wanted
from search.two_people import after_ms

WORDS: Final = {
    Role.GIVER: (Word.ALL_IN, Word.NOTHING_IN, Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
    Role.WALK_IN: (Word.ALL_IN, Word.NOTHING_IN, Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
    Role.TAKER: (Word.TAKEN_OUT, Word.DONE, Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
    Role.LOADER: (),
    Role.RETRIEVER: (Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
    Role.STOCKTAKER: (Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
}
"""What is worth saying in each role, besides what is reported."""
SETTLED: Final = frozenset({PartState.CANCELLED, PartState.HANDED_IN, PartState.RETRIEVED})
"""What need not be taken back any more."""


def take(node: Node, offer: Offer[Node]) -> Node:
    """What follows when it is said."""
    daemon, event, step = node.daemon, offer.event, offer.told(TELLER, node.daemon)
    if offer.wait_ms:
        node = _later(node, offer.wait_ms)
    node = _worn(node, event)
    match event:
        case StartCollection() if _is_secret(daemon, event.grant) and _is_asked(daemon, event.grant):
            node = _either(node, event, step)
        case StartCollection() if _is_secret(daemon, event.grant):
            begins = isinstance(step.answer, Accepted) and step.answer.visit not in daemon.state.visits
            assert step.answer is not None
            guesses = node.guesses.after(event, step.answer, begins=begins)
            left = node.budget.guesses - (event.second_secret is False)
            node = node._replace(guesses=guesses).worn(guesses=left)
        case StartCollection() if _is_asked(daemon, event.grant):
            node = _proven(node, event, step)
        case Say(visit=visit, word=Word.ALL_IN) if isinstance(step.answer, Accepted):
            here = daemon.state.visits[visit]
            shut = not node.boxes[DOORS.index(here.compartment)].open
            if here.part is not None and (shut or _finger(node, here)):
                node = node._replace(said=node.said | {here.part})
        case Clear() if isinstance(step.answer, Accepted):
            part = daemon.state.compartments[event.compartment].part
            node = node._replace(staff=node.staff - node.in_hands(part))
        case StartRetrieval():
            return begun(node, event, step)
        case StartRound():
            return gone_round(node, event, step)
        case Say(word=word) if word in REPORTS:
            return reported(node, event, step)
    later = after(node, step)
    if isinstance(event, Found) and isinstance(step.answer, Accepted):
        part = daemon.state.compartments[event.compartment].part
        if part is None or (part not in later.given and later.staff == node.staff):
            raise BrokenRuleError(f"rule 20: staff have found {part}, and nobody gets a receipt")
    return later


def _later(node: Node, wait_ms: int) -> Node:
    """Badges and guesses are forgotten."""
    node = node._replace(shown=after_ms(node.shown, wait_ms), walkers=node.walkers.after_ms(wait_ms))
    return node._replace(guesses=node.guesses.after_ms(wait_ms), proof=node.proof.after_ms(wait_ms))


def _worn(node: Node, event: Event) -> Node:
    """What the office wants, it wants so often."""
    budget = node.budget
    match event:
        case PutOnHold():
            return node.worn(holds=budget.holds - 1)
        case BlockCompartment() | ChangeOrder() | Extend():
            return node.worn(wishes=budget.wishes - 1)
        case Reissue():
            return node.worn(reissues=budget.reissues - 1)
        case _:
            return node


def _is_secret(daemon: Daemon, code: GrantId | None) -> bool:
    grant = None if code is None else daemon.state.grants.get(code)
    return grant is not None and grant.code.second is not None


def _is_asked(daemon: Daemon, code: GrantId | None) -> bool:
    grant = None if code is None else daemon.state.grants.get(code)
    return grant is not None and any(Precondition.STATEMENT in ways for ways in grant.code.asks)


def _proven(node: Node, event: StartCollection, step: Step[Daemon]) -> Node:
    """What was said of whoever shows it."""
    daemon, said, answer = node.daemon, event.statement, step.answer
    begins = isinstance(answer, Accepted) and answer.visit not in daemon.state.visits
    assert answer is not None
    assert event.grant is not None
    order = daemon.state.grants[event.grant].order
    newest = said is not None and (said.nonce, said.order) == (daemon.nonce, order)
    proof = node.proof.after(event, answer, newest=newest, begins=begins)
    return node._replace(proof=proof).worn(guesses=node.budget.guesses - (said is not None and not newest))


def _either(node: Node, event: StartCollection, step: Step[Daemon]) -> Node:
    """One of two ways is enough."""
    daemon, said, answer = node.daemon, event.statement, step.answer
    begins = isinstance(answer, Accepted) and answer.visit not in daemon.state.visits
    assert answer is not None
    assert event.grant is not None
    order = daemon.state.grants[event.grant].order
    newest = said is not None and (said.nonce, said.order) == (daemon.nonce, order)
    guesses, proof = after_either(node.guesses, node.proof, event, answer, newest=newest, begins=begins)
    wrong = event.second_secret is False or (said is not None and not newest)
    return node._replace(guesses=guesses, proof=proof).worn(guesses=node.budget.guesses - wrong)


def _stated(daemon: Daemon, alone: StartCollection, code: GrantId) -> Iterator[Offer[Node]]:
    """With what a verifier says now, has said before, or says of somebody else."""
    order, now_s = daemon.state.grants[code].order, daemon.mono_ms // 1_000
    if daemon.nonce:
        said = replace(alone, statement=signed(order, daemon.nonce, now_s))
        yield Offer(f"show {code} with a statement", said, helpful=False)
        of_other = replace(alone, statement=signed(OrderId("9"), daemon.nonce, now_s))
        name = f"show {code} with somebody else's"
        yield Offer(name, of_other, helpful=False, when=lambda node: node.budget.guesses > 0)
    if daemon.earlier:
        old = replace(alone, statement=signed(order, daemon.earlier, now_s))
        name = f"show {code} with an old one"
        yield Offer(name, old, helpful=False, when=lambda node: node.budget.guesses > 0)


def _shown(daemon: Daemon, fresh: VisitId, code: GrantId) -> Iterator[Offer[Node]]:
    """A code, and with it, where that is not enough, nothing, a wrong second secret or the right one."""
    alone = StartCollection(fresh, CodeForm.QR, code)
    yield Offer(f"show {code}", alone, helpful=False)
    if _is_asked(daemon, code):
        yield from _stated(daemon, alone, code)
    if _is_secret(daemon, code):
        guess, right = replace(alone, second_secret=False), replace(alone, second_secret=True)
        yield Offer(f"guess at {code}", guess, helpful=False, when=lambda node: node.budget.guesses > 0)
        yield Offer(f"show {code} and its secret", right, helpful=False)


def _finger(node: Node, visit: Visit) -> bool:
    """A hook that a finger holds shows nobody that the door stands open."""
    return node.boxes[DOORS.index(visit.compartment)].bolted


def offers(daemon: Daemon) -> Iterator[Offer[Node]]:
    """All that can be said in this state."""
    yield Offer("tick", Tick())
    yield from _people(daemon)
    yield from office(daemon, settled=SETTLED, renewed=BRINGS, anew=ANEW)
    yield from wanted(daemon, (BRINGS,))
    for at in range(len(daemon.doors)):
        yield from bench(daemon, at)
        yield from terminal(daemon, at)
    for kind in RoundKind:
        yield from going_round(daemon, kind)
    yield from clock(daemon)


def _people(daemon: Daemon) -> Iterator[Offer[Node]]:
    fresh = VisitId(f"v{daemon.counter}")
    for part, code in (*CODES.items(), (MINE, ANEW)):
        row = daemon.state.parts.get(part)
        order = daemon.state.orders.get(part.order)
        if order is not None and order.walk_in:
            continue  # there is no code that they could show
        if row is not None and row.id.order in daemon.live and code in daemon.state.grants:
            yield from _shown(daemon, fresh, code)
    if daemon.policy.walk_ins and BRINGS not in daemon.state.orders:
        comes = StartWalkIn(fresh, BRINGS, CODES[MINE], PASSPORT)
        yield Offer("come without a code", comes, helpful=False)
    yield from shown_as_well(daemon, tuple(CODES.values()))
    for visit in in_order(daemon.state.visits):
        if visit.phase in {Phase.OVER, Phase.PAPER_READY}:
            continue
        for word in WORDS[visit.role]:
            yield Offer(f"{visit.part} says {word}", Say(visit.id, word))
