"""What staff ask for with a badge: putting in, taking out, what waits for them, and codes made anew."""

from lockerd.api.http.asking import ask, begun, recall
from lockerd.api.http.problems import RefusalError
from lockerd.api.terminal.credentials import Verifier
from lockerd.api.terminal.fresh_codes import FreshCodes
from lockerd.api.terminal.scanned_case import order_of
from lockerd.api.terminal.staff_bodies import (
    EmergencyRequest,
    LoadedRequest,
    LoadingRequest,
    NextRequest,
    ReissueRequest,
    RetrievalRequest,
    WaitingRequest,
)
from lockerd.controller import Controller, Memo
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Reissue, Staff, StartLoading, StartRetrieval
from lockerd.domain.model.visits import Role, Visit


class StaffDesk:
    """Asks the controller on behalf of staff; whose badge is not good is refused before anything is looked at."""

    def __init__(self, controller: Controller, verifier: Verifier, codes: FreshCodes) -> None:
        self._controller = controller
        self._verifier = verifier
        self._codes = codes

    async def load(self, body: LoadingRequest, memo: Memo) -> VisitId:
        """Begin a loading."""
        known = recall(self._controller, memo)
        if known is None:
            staff, visit = self._staff(body.badge), self._codes.new_visit()
            order = order_of(self._controller.state, staff.authority, body)
            known = await ask(self._controller, StartLoading(visit, order, staff, scanned=body.scan is not None), memo)
        return begun(known)

    async def load_next(self, visit: VisitId, body: NextRequest, memo: Memo) -> None:
        """What lies there goes on the list of this visit, and the door of the next order opens."""
        if recall(self._controller, memo) is not None:
            return
        order = order_of(self._controller.state, self._visit(visit).authority, body)
        event = LoadNext(
            visit,
            order,
            although_not_seen=body.although_not_seen,
            counted=body.item_count,
            scanned=body.scan is not None,
        )
        await ask(self._controller, event, memo)

    async def confirm_loaded(self, visit: VisitId, body: LoadedRequest, memo: Memo) -> None:
        """Staff say that everything is in: the grants and their codes come into being."""
        if recall(self._controller, memo) is not None:
            return
        found = self._visit(visit)
        if found.order is None:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        issued = self._codes.issue(*(part.order for part in found.listed), found.order)
        event = ConfirmLoaded(
            visit=visit,
            code=issued[-1].fresh,
            although_not_seen=body.although_not_seen,
            counted=body.item_count,
            others=tuple(each.fresh for each in issued[:-1]),
        )
        await ask(self._controller, event, memo)
        self._codes.keep(visit, issued)

    def _visit(self, visit: VisitId) -> Visit:
        found = self._controller.state.visits.get(visit)
        if found is None:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        return found

    async def retrieve(self, body: RetrievalRequest, memo: Memo) -> VisitId:
        """Begin a retrieval; raises ``RefusalError`` with the role, as staff are whom others are sent to."""
        return await self._look(body, None, memo)

    async def emergency(self, body: EmergencyRequest, memo: Memo) -> VisitId:
        """Have a door opened by two people, of whom this is the first or the second; raises as ``retrieve``."""
        return await self._look(body, body.reason, memo)

    async def _look(
        self, body: RetrievalRequest | EmergencyRequest, emergency: EmergencyReason | None, memo: Memo
    ) -> VisitId:
        try:
            known = recall(self._controller, memo)
            if known is None:
                door = None if body.compartment is None else CompartmentId(body.compartment)
                staff, visit = self._staff(body.badge), self._codes.new_visit()
                known = await ask(self._controller, StartRetrieval(visit, staff, door, emergency), memo)
        except RefusalError as error:
            raise RefusalError(error.refused, role=Role.RETRIEVER) from None
        return begun(known)

    def waiting(self, body: WaitingRequest, memo: Memo) -> tuple[Compartment, ...]:
        """The doors that wait for whoever holds this badge; raises ``RefusalError`` (badge_not_valid).

        Nothing is decided and nothing recorded; a key that another request has used is refused all the same.
        """
        recall(self._controller, memo)
        doors = self._controller.waiting(self._staff(body.badge))
        if isinstance(doors, Refused):
            raise RefusalError(doors)
        return doors

    def to_load(self, body: WaitingRequest, memo: Memo) -> tuple[Order, ...]:
        """The orders of which whoever holds this badge has something to put in; as ``waiting`` in all else."""
        recall(self._controller, memo)
        orders = self._controller.to_load(self._staff(body.badge))
        if isinstance(orders, Refused):
            raise RefusalError(orders)
        return orders

    async def reissue(self, body: ReissueRequest, memo: Memo) -> VisitId:
        """Give an order a new code."""
        known = recall(self._controller, memo)
        if known is not None:
            return begun(known)
        staff, visit, order = self._staff(body.badge), self._codes.new_visit(), OrderId(body.order)
        issued = self._codes.issue(order)
        answer = await ask(self._controller, Reissue(order, issued[0].fresh, staff, visit), memo)
        self._codes.keep(visit, issued)
        return begun(answer)

    def _staff(self, badge: str) -> Staff:
        return self._verifier.staff(badge, self._controller.now())
