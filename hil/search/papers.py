"""What whoever brings something goes away with, in every search (rule 18)."""

from typing import Final

from lockerd.domain.model.derived import in_order
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.visits import Phase, Visit
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.rules import brings

LEFT: Final = frozenset({Phase.PAPER_READY, Phase.BETWEEN, Phase.OVER})
"""The turn at a door is over."""


def check_papers(before: Daemon, after: Daemon) -> None:
    """Whoever leaves something goes with a receipt, or with a record of the attempt, which is none."""
    for visit in in_order(after.state.visits):
        known = before.state.visits.get(visit.id)
        if brings(visit.role) and (known is None or known.phase is not visit.phase) and visit.phase in LEFT:
            _papers(after, visit, known)


def _papers(after: Daemon, visit: Visit, known: Visit | None) -> None:
    if known is not None and known.phase in {Phase.PAPER_READY, Phase.BETWEEN}:
        return  # at the door that was left last
    paper = None if visit.paper is None else after.state.receipts.get(visit.paper)
    if paper is None:
        raise BrokenRuleError(f"rule 18: somebody was here for {visit.part} and goes without a paper")
    mine = None if visit.part is None else after.state.parts[visit.part].receipt
    if (paper.paper is Paper.RECEIPT) != (mine is not None):
        raise BrokenRuleError(f"rule 18: a {paper.paper} for {visit.part}, whose receipt is {mine}")
