"""What the terminal's API can do, without HTTP: one method for each thing a person does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from lockerd.api.http.asking import ask, recall
from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.api.http.texts import Language, Texts
from lockerd.api.http.wording import Speaker, Station
from lockerd.api.terminal.bodies import (
    CodeRequest,
    LoadedRequest,
    LoadingRequest,
    ReissueRequest,
    RetrievalRequest,
    WaitingRequest,
)
from lockerd.api.terminal.credentials import Verifier
from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.controller import Controller, Memo, RefusalBucket
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.derived import numbers_in_use, worth
from lockerd.domain.model.events import (
    Accepted,
    CodeForm,
    ConfirmLoaded,
    Refused,
    Reissue,
    Say,
    StartCollection,
    StartLoading,
    StartRetrieval,
    Word,
)
from lockerd.domain.model.grants import DEAD
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role, Visit

STREAMS_MAX: Final = 16
"""Visits watched at the same time by server-sent events; a kiosk has one screen."""


class Terminal:
    """Asks the controller on behalf of the person at the terminal and keeps fresh codes while their visits last."""

    def __init__(
        self,
        *,
        controller: Controller,
        issuer: Issuer,
        verifier: Verifier,
        station: Station,
        texts: Texts,
        random: Callable[[int], bytes],
        refusals: RefusalBucket,
    ) -> None:
        self.controller = controller
        self.streams = 0
        self._issuer = issuer
        self._verifier = verifier
        self._station = station
        self._texts = texts
        self._random = random
        self._refusals = refusals
        self._codes: dict[VisitId, IssuedCode] = {}

    @property
    def secret(self) -> bytes:
        """Keys what is recorded of requests."""
        return self._verifier.code_hash_key

    def speaker(self, language: Language) -> Speaker:
        """Texts in one language."""
        return Speaker(texts=self._texts, station=self._station, language=language)

    def visit(self, visit: VisitId) -> Visit:
        """A visit that is known; raises ``RefusalError`` (visit_over), also after a crash, which ends all visits."""
        found = self.controller.state.visits.get(visit)
        if found is None:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        return found

    async def load(self, body: LoadingRequest, memo: Memo) -> VisitId:
        """Begin a loading."""
        known = recall(self.controller, memo)
        if known is None:
            staff = self._verifier.staff(body.badge, self.controller.now())
            event = StartLoading(visit=self._new_visit(), order=OrderId(body.order), staff=staff)
            known = await ask(self.controller, event, memo)
        return _visit_of(known.visit)

    async def retrieve(self, body: RetrievalRequest, memo: Memo) -> VisitId:
        """Begin a retrieval; raises ``RefusalError`` with the role, as staff are whom others are sent to."""
        try:
            known = recall(self.controller, memo)
            if known is None:
                staff = self._verifier.staff(body.badge, self.controller.now())
                door = None if body.compartment is None else CompartmentId(body.compartment)
                event = StartRetrieval(visit=self._new_visit(), staff=staff, compartment=door)
                known = await ask(self.controller, event, memo)
        except RefusalError as error:
            raise RefusalError(error.refused, role=Role.RETRIEVER) from None
        return _visit_of(known.visit)

    def waiting(self, body: WaitingRequest, memo: Memo) -> tuple[Compartment, ...]:
        """The doors that wait for whoever holds this badge; raises ``RefusalError`` (badge_not_valid).

        Nothing is decided and nothing recorded; a key that another request has used is refused all the same.
        """
        recall(self.controller, memo)
        staff = self._verifier.staff(body.badge, self.controller.now())
        doors = self.controller.waiting(staff)
        if isinstance(doors, Refused):
            raise RefusalError(doors)
        return doors

    async def show(self, body: CodeRequest, role: Role, memo: Memo) -> VisitId:
        """Begin a collection or a hand-in; raises ``RefusalError`` with the role, as the same word says other things
        to whoever brings something."""
        try:
            known = recall(self.controller, memo) or await self._show(body, role, memo)
        except RefusalError as error:
            raise RefusalError(error.refused, site=error.site, role=role) from None
        return _visit_of(known.visit)

    async def _show(self, body: CodeRequest, role: Role, memo: Memo) -> Accepted:
        """Have a code judged, unless too many were refused a moment ago; a live signed one always is."""
        event = replace(self._verifier.shown(self._new_visit(), body, self.controller.state), role=role)
        dry_for_ms = self._refusals.dry_for_ms
        if dry_for_ms and not self._is_live(event):
            raise ProblemError("busy", retry_after_ms=dry_for_ms)
        try:
            return await ask(self.controller, event, memo)
        except RefusalError as error:
            self._refusals.draw()
            raise RefusalError(error.refused, site=self._station.others.get(event.wrong_site or "")) from None

    def _is_live(self, event: StartCollection) -> bool:
        """Of signed codes only: else whoever asks often enough learns whether typed digits are right."""
        if event.form is not CodeForm.QR:
            return False
        grant = None if event.grant is None else self.controller.state.grants.get(event.grant)
        return grant is not None and worth(self.controller.state, grant) not in DEAD

    async def reissue(self, body: ReissueRequest, memo: Memo) -> VisitId:
        """Give an order a new code."""
        known = recall(self.controller, memo)
        if known is not None:
            return _visit_of(known.visit)
        staff = self._verifier.staff(body.badge, self.controller.now())
        visit, order = self._new_visit(), OrderId(body.order)
        issued = self._issue(order)
        event = Reissue(order=order, code=issued.fresh, staff=staff, visit=visit)
        answer = await ask(self.controller, event, memo)
        self._keep(visit, issued, answer)
        return _visit_of(answer.visit)

    async def confirm_loaded(self, visit: VisitId, body: LoadedRequest, memo: Memo) -> None:
        """Staff say that everything is in: the grant and its code come into being."""
        if recall(self.controller, memo) is not None:
            return
        order = self.visit(visit).order
        if order is None:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        issued = self._issue(order)
        event = ConfirmLoaded(visit=visit, code=issued.fresh, although_not_seen=body.although_not_seen)
        answer = await ask(self.controller, event, memo)
        self._keep(visit, issued, answer)

    async def say(self, visit: VisitId, word: Word, memo: Memo) -> None:
        """Pass on what the person says."""
        if recall(self.controller, memo) is None:
            role = self.visit(visit).role
            try:
                await ask(self.controller, Say(visit=visit, word=word), memo)
            except RefusalError as error:
                raise RefusalError(error.refused, role=role) from None

    def code(self, visit: VisitId) -> IssuedCode:
        """The fresh code of a visit; raises ``RefusalError`` (visit_over, or not_now where there is none)."""
        phase = self.visit(visit).phase
        if phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        if phase is not Phase.CODE_READY or visit not in self._codes:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        return self._codes[visit]

    def paper(self, visit: VisitId) -> Receipt:
        """The receipt or record of a visit; raises ``RefusalError`` (visit_over, or not_now where there is none)."""
        found = self.visit(visit)
        if found.phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        row = None if found.paper is None else self.controller.state.receipts.get(found.paper)
        if found.phase is not Phase.PAPER_READY or row is None:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        return row

    def signed(self, paper: Receipt) -> str:
        """The text of a paper's QR code."""
        return self._issuer.sign_paper(paper)

    async def forget_codes(self) -> None:
        """Drop codes as soon as their visits are over; runs as a task for as long as the daemon does."""
        async with self.controller.subscribe() as changes:
            async for _ in changes:
                for visit in [v for v in self._codes if not self._shows_code(v)]:
                    del self._codes[visit]

    def take_stream(self) -> None:
        """Count one more watcher in; raises ``ProblemError`` (busy)."""
        if self.streams >= STREAMS_MAX:
            raise ProblemError("busy")
        self.streams += 1

    def give_stream_back(self) -> None:
        """Count a watcher out."""
        self.streams -= 1

    def _shows_code(self, visit: VisitId) -> bool:
        found = self.controller.state.visits.get(visit)
        return found is not None and found.phase is Phase.CODE_READY

    def _keep(self, visit: VisitId, issued: IssuedCode, answer: Accepted) -> None:
        """Unless the answer is a recorded one, brought no code, or the code has died in the same moment."""
        if answer.grant == issued.fresh.grant and self._shows_code(visit):
            self._codes[visit] = issued

    def _issue(self, order: OrderId) -> IssuedCode:
        taken = numbers_in_use(self.controller.state)
        return self._issuer.issue(order, outer_bound_s(self.controller.now()), self._random, taken=taken)

    def _new_visit(self) -> VisitId:
        return VisitId(self._random(16).hex())


def _visit_of(visit: VisitId | None) -> VisitId:
    assert visit is not None, "what starts a visit answers with its id"
    return visit
