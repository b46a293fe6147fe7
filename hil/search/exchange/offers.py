"""What people, the office and the clock can say in one state of the daemon of the search of exchanges."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Clear, Found, Say, StartCollection, Tick
from lockerd.domain.model.holds import PutOnHold
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.staff import Reissue, StartRetrieval
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from search.exchange.daemon import Daemon
from search.exchange.node import Node
from search.exchange.scene import ANEW, CODE, ORDER
from search.exchange.staff import FOUND, begun, bench, reported, terminal
from search.exchange.tell import TELLER
from search.exchange.truth import after
from search.offer import Offer
from search.office import clock, office

WORDS: Final = {
    Role.EXCHANGER: (Word.EXCHANGED, Word.NOTHING_IN, Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
    Role.RETRIEVER: (Word.OPEN_AGAIN, Word.DOES_NOT_OPEN),
}
"""What is worth saying in each role, besides what is reported."""
WHO: Final = {Role.EXCHANGER: "person", Role.RETRIEVER: "staff"}
SETTLED: Final = frozenset({PartState.HANDED_IN, PartState.RECALLED, PartState.RETRIEVAL})
"""What need not be taken back any more."""


def take(node: Node, offer: Offer[Node]) -> Node:
    """What follows when it is said."""
    event, step = offer.event, offer.told(TELLER, node.daemon)
    match event:
        case Say(word=Word.EXCHANGED) if isinstance(step.answer, Accepted):
            # A hook that a finger holds shows nobody that the door stands open.
            if not node.box.open or node.box.bolted:
                node = node._replace(said=True)
        case PutOnHold():
            node = node.worn(holds=node.budget.holds - 1)
        case Reissue():
            node = node.worn(reissues=node.budget.reissues - 1)
        case StartRetrieval():
            return begun(node, event, step)
        case Say(word=word) | Found(word=word) if word in FOUND or word is Word.OTHER:
            return reported(node, word, step)
        case Clear():
            return _cleared(node, step.answer, offer)
    return after(node, step)


def _cleared(node: Node, answer: object, offer: Offer[Node]) -> Node:
    """Nothing is left there: of what nobody came for, and of what is in custody, it says that it was taken out."""
    step = offer.told(TELLER, node.daemon)
    if not isinstance(answer, Accepted) or not node.spent or node.given:
        later = after(node, step)
        return later._replace(staff=frozenset()) if isinstance(answer, Accepted) else later
    return reported(node, Word.NOTHING, step)


def offers(daemon: Daemon) -> Iterator[Offer[Node]]:
    """All that can be said in this state."""
    yield Offer("tick", Tick())
    yield from _people(daemon)
    yield from office(daemon, settled=SETTLED, renewed=ORDER, anew=ANEW)
    yield from bench(daemon)
    yield from terminal(daemon)
    yield from clock(daemon)


def _people(daemon: Daemon) -> Iterator[Offer[Node]]:
    fresh = VisitId(f"v{daemon.counter}")
    for code in (CODE, ANEW) if ORDER in daemon.live else ():
        if code in daemon.state.grants:
            show = StartCollection(fresh, CodeForm.QR, code)
            yield Offer(f"show {code}", show, helpful=False)
    for visit in in_order(daemon.state.visits):
        if visit.phase in {Phase.OVER, Phase.PAPER_READY}:
            continue
        for word in WORDS[visit.role]:
            yield Offer(f"{WHO[visit.role]} says {word}", Say(visit.id, word))
