"""Fresh codes in memory: from the moment they are made until their visits are over, and nowhere else."""

from collections.abc import Callable
from typing import Final

from lockerd.api.http.problems import RefusalError
from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.controller import Controller
from lockerd.domain.model.derived import asks_of, numbers_in_use
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import GrantId, OrderId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase


class FreshCodes:
    """Has codes made, and shows each only while its visit does. ``forget`` has to run beside it."""

    def __init__(self, controller: Controller, issuer: Issuer, random: Callable[[int], bytes]) -> None:
        self.kept: Final[dict[VisitId, dict[GrantId, IssuedCode]]] = {}
        self._controller = controller
        self._issuer = issuer
        self._random = random

    def new_visit(self) -> VisitId:
        """An id that nobody can guess: whoever knows it may ask about the visit."""
        return VisitId(self._random(16).hex())

    def issue(self, *orders: OrderId) -> tuple[IssuedCode, ...]:
        """A code for each of these orders, with a pick-up number that nobody has."""
        taken, bound_s = set(numbers_in_use(self._controller.state)), outer_bound_s(self._controller.now())
        issued = []
        for order in orders:
            known = self._controller.state.orders.get(order)
            asks, whose = asks_of(self._controller.policy, known), "" if known is None else known.authority
            made = self._issuer.issue(order, bound_s, self._random, taken=frozenset(taken), asks=asks, authority=whose)
            issued.append(made)
            taken.add(issued[-1].pickup_number)
        return tuple(issued)

    def keep(self, visit: VisitId, issued: tuple[IssuedCode, ...]) -> None:
        """Those that the visit can show: none where the answer was a recorded one, or a code has died at once."""
        shown = self._shown(visit)
        fresh = {each.fresh.grant: each for each in issued if each.fresh.grant in shown}
        if fresh:
            self.kept[visit] = fresh

    def of(self, visit: VisitId) -> IssuedCode:
        """The code that a visit shows; raises ``RefusalError`` (visit_over, or not_now where there is none)."""
        found = self._controller.state.visits.get(visit)
        if found is None or found.phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        known = self.kept.get(visit, {})
        if found.phase is not Phase.CODE_READY or found.grant not in known:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        return known[found.grant]

    async def forget(self) -> None:
        """Drop codes as soon as their visits are over; runs as a task for as long as the daemon does."""
        async with self._controller.subscribe() as changes:
            async for _ in changes:
                for visit, known in list(self.kept.items()):
                    shown = self._shown(visit)
                    for grant in known.keys() - shown:
                        del known[grant]
                    if not known:
                        del self.kept[visit]

    def _shown(self, visit: VisitId) -> frozenset[GrantId]:
        """What a visit shows, or will when something that was put in with it is out again."""
        found = self._controller.state.visits.get(visit)
        return frozenset() if found is None or found.phase is Phase.OVER else frozenset(found.codes)
