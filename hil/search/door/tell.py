"""Tells the daemons of the search of one door, and remembers which codes people have."""

from dataclasses import replace
from typing import Final

from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.state import State
from search.door.checks import check
from search.door.daemon import Daemon, key
from search.rules import live
from search.teller import Teller


class _Teller(Teller[Daemon]):
    def _kept_in_mind(self, before: Daemon, after: Daemon) -> Daemon:
        issued = (grant for grant in after.state.grants.values() if grant.id not in before.state.grants)
        fresh = ((grant.id, grant.order) for grant in issued)
        codes = tuple(code for code in (*before.codes, *fresh) if _known(after.state, *code))
        return after if codes == before.codes else replace(after, codes=codes)


def _known(state: State, grant: GrantId, order: OrderId) -> bool:
    """Whether a code is worth showing: one that was undone is nothing to the daemon any more."""
    return grant in state.grants or order not in live(state)


TELLER: Final[Teller[Daemon]] = _Teller(key, check)
