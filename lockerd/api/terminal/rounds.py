"""Going round under a badge: the next door, what stays behind it, and how far the round is."""

from lockerd.api.http.asking import ask, begun, recall
from lockerd.api.http.problems import RefusalError
from lockerd.api.terminal.credentials import Verifier
from lockerd.api.terminal.fresh_codes import FreshCodes
from lockerd.api.terminal.staff_bodies import EmptyingRequest, FoundRequest, RoundRequest, StocktakeRequest
from lockerd.controller import Controller, Memo
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Round, RoundKind
from lockerd.domain.model.staff import EndRound, StartRound
from lockerd.domain.model.visits import Role
from lockerd.domain.model.words import Word
from lockerd.domain.openings.for_people import refuse_staff


class Rounds:
    """Asks the controller on behalf of whoever goes round."""

    def __init__(self, controller: Controller, verifier: Verifier, codes: FreshCodes) -> None:
        self._controller = controller
        self._verifier = verifier
        self._codes = codes

    async def next_door(self, body: StocktakeRequest | EmptyingRequest, memo: Memo) -> VisitId:
        """Begin a round, or go on with it; raises ``RefusalError`` with the role, as staff are whom others are sent
        to."""
        try:
            known = recall(self._controller, memo)
            if known is None:
                staff = self._verifier.staff(body.badge, self._controller.now())
                event = StartRound(self._codes.new_visit(), RoundKind(body.want), staff, body.scope)
                known = await ask(self._controller, event, memo)
        except RefusalError as error:
            raise RefusalError(error.refused, role=Role.RETRIEVER) from None
        return begun(known)

    def stays(self, visit: VisitId, body: FoundRequest) -> Say:
        """All lies there as it should; where it was not confirmed before, its code is made for that."""
        return Say(visit, Word.AS_EXPECTED, body.item_count, code=self._code_for(visit))

    def _code_for(self, visit: VisitId) -> FreshCode | None:
        found = self._controller.state.visits.get(visit)
        part = None if found is None or found.part is None else self._controller.state.parts.get(found.part)
        confirms = part is not None and part.right is RightState.NONE
        return self._codes.issue(part.id.order)[0].fresh if confirms and part is not None else None

    def of(self, body: RoundRequest, memo: Memo) -> Round:
        """The one that goes on for the office of this badge; raises ``RefusalError``.

        Nothing is decided and nothing recorded; a key that another request has used is refused all the same.
        """
        recall(self._controller, memo)
        staff = self._verifier.staff(body.badge, self._controller.now())
        state = self._controller.state
        refused = refuse_staff(state, self._controller.policy, staff, BadgeRole.RETRIEVAL, None)
        if refused is not None:
            raise RefusalError(refused)
        going = next((each for each in state.site.rounds if each.authority == staff.authority), None)
        if going is None:
            raise RefusalError(Refused(Refusal.NO_ROUND))
        return going

    async def end(self, body: RoundRequest, memo: Memo) -> Round | None:
        """End it, and give what came of it; None: to a repeated request, as nothing of it is kept."""
        if recall(self._controller, memo) is not None:
            return None
        going = self.of(body, memo)
        staff = self._verifier.staff(body.badge, self._controller.now())
        await ask(self._controller, EndRound(staff), memo)
        return going
