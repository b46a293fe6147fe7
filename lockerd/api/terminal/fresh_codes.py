"""Fresh codes in memory: from the moment they are made until their visits are over, and nowhere else."""

from collections.abc import Callable
from typing import Final

from lockerd.api.http.problems import RefusalError
from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.controller import Controller
from lockerd.domain.model.derived import numbers_in_use
from lockerd.domain.model.events import Accepted, Refused
from lockerd.domain.model.ids import OrderId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase


class FreshCodes:
    """Has codes made, and shows each only while its visit does. ``forget`` has to run beside it."""

    def __init__(self, controller: Controller, issuer: Issuer, random: Callable[[int], bytes]) -> None:
        self.kept: Final[dict[VisitId, IssuedCode]] = {}
        self._controller = controller
        self._issuer = issuer
        self._random = random

    def new_visit(self) -> VisitId:
        """An id that nobody can guess: whoever knows it may ask about the visit."""
        return VisitId(self._random(16).hex())

    def issue(self, order: OrderId) -> IssuedCode:
        """A code for an order, with a pick-up number that nobody has."""
        taken = numbers_in_use(self._controller.state)
        return self._issuer.issue(order, outer_bound_s(self._controller.now()), self._random, taken=taken)

    def keep(self, visit: VisitId, issued: IssuedCode, answer: Accepted) -> None:
        """Unless the answer is a recorded one, brought no code, or the code has died in the same moment."""
        if answer.grant == issued.fresh.grant and self._shows_code(visit):
            self.kept[visit] = issued

    def of(self, visit: VisitId) -> IssuedCode:
        """The code of a visit; raises ``RefusalError`` (visit_over, or not_now where there is none)."""
        found = self._controller.state.visits.get(visit)
        if found is None or found.phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        if found.phase is not Phase.CODE_READY or visit not in self.kept:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        return self.kept[visit]

    async def forget(self) -> None:
        """Drop codes as soon as their visits are over; runs as a task for as long as the daemon does."""
        async with self._controller.subscribe() as changes:
            async for _ in changes:
                for visit in [v for v in self.kept if not self._shows_code(v)]:
                    del self.kept[visit]

    def _shows_code(self, visit: VisitId) -> bool:
        found = self._controller.state.visits.get(visit)
        return found is not None and found.phase is Phase.CODE_READY
