"""What the terminal's API can do, without HTTP: for people who show a code, and where what belongs to all is found."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Final

from lockerd.api.http.asking import ask, begun, recall
from lockerd.api.http.problems import Onward, ProblemError, RefusalError, StatementFor
from lockerd.api.http.seats import Seats
from lockerd.api.http.texts import Texts, negotiate
from lockerd.api.http.wording import Speaker, Station
from lockerd.api.terminal.bodies import CodeRequest
from lockerd.api.terminal.credentials import Verifier
from lockerd.api.terminal.fresh_codes import FreshCodes
from lockerd.api.terminal.papers import Papers
from lockerd.api.terminal.rounds import Rounds
from lockerd.api.terminal.staff_desk import StaffDesk
from lockerd.api.terminal.walk_ins import WalkIns
from lockerd.codes.issue import Issuer
from lockerd.controller import Controller, Memo, RefusalBucket
from lockerd.domain.model.business import role_for
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import parts_of, worth
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, Refused, Say, StartCollection
from lockerd.domain.model.grants import DEAD
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.requests.preconditions import ways_after
from lockerd.domain.requests.statements import wanted_of

STREAMS_MAX: Final = 16
"""Visits watched at the same time by server-sent events, from one terminal; a kiosk has one screen."""
WATCHERS_MAX: Final = 4
"""The same of the status, which wants neither code nor badge: it takes no seat from whoever follows a visit."""
ELSEWHERE: Final = Refused(Refusal.BUSY, retry_after_ms=10_000)
"""What is shown is in use at another terminal."""


class Terminal:
    """Asks the controller on behalf of the person at the terminal; staff have their own desk. ``codes.forget`` has to
    run beside it."""

    name = ""
    """Of a terminal that is another machine; empty: the unix socket's, however many there are."""

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
        self.streams, self.watchers = Seats(STREAMS_MAX), Seats(WATCHERS_MAX)
        self.codes = FreshCodes(controller, issuer, random)
        self.papers = Papers(controller, issuer, random)
        self._issuer = issuer
        self.walk_ins = WalkIns(controller, issuer, station, random)
        self.desk = StaffDesk(controller, verifier, self.codes)
        self.rounds = Rounds(controller, verifier, self.codes)
        self._verifier = verifier
        self._station = station
        self._texts = texts
        self.refusals = refusals
        self._random = random
        self._others: dict[str, Terminal] = {}
        self._begun: dict[VisitId, str] = {}

    def at(self, name: str) -> "Terminal":
        """The same for a terminal that is another machine: its limits are its own, and so are its visits.

        There are as many as a technician has enrolled since the start.
        """
        if name and name not in self._others:
            other = copy(self)
            other.name = name
            other.streams, other.watchers = Seats(STREAMS_MAX), Seats(WATCHERS_MAX)
            other.papers = Papers(self.controller, self._issuer, self._random, name)
            other.walk_ins = WalkIns(self.controller, self._issuer, self._station, self._random)
            other.refusals = RefusalBucket(lambda: self.controller.now().mono_ms)
            self._others[name] = other
        return self._others[name] if name else self

    def begun(self, visit: VisitId) -> VisitId:
        """A visit that what was shown here began, or goes on with; raises ``RefusalError`` (busy) where it goes on at
        another terminal."""
        for over in [each for each in self._begun if each not in self.controller.state.visits]:
            del self._begun[over]
        if self._begun.setdefault(visit, self.name) != self.name:
            raise RefusalError(ELSEWHERE)
        return visit

    def check_own(self, visit: VisitId) -> None:
        """Raises ``RefusalError`` (visit_over) for a visit of another terminal, as for one that never was."""
        if self._begun.get(visit, self.name) != self.name:
            raise RefusalError(Refused(Refusal.VISIT_OVER))

    @property
    def secret(self) -> bytes:
        """Keys what is recorded of requests."""
        return self._verifier.code_hash_key

    def speaker(self, accept_language: str | None) -> Speaker:
        """Texts in the language that an ``Accept-Language`` header asks for."""
        language = negotiate(accept_language, self._texts.offered)
        return Speaker(texts=self._texts, station=self._station, language=language)

    def visit(self, visit: VisitId) -> Visit:
        """A visit that is known; raises ``RefusalError`` (visit_over), also after a crash, which ends all visits."""
        found = self.controller.state.visits.get(visit)
        if found is None:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        return found

    async def show(self, body: CodeRequest, memo: Memo, within: VisitId | None = None) -> VisitId:
        """Begin what a code is for, or have it wait ``within`` a visit that goes on.

        Raises ``RefusalError`` with the role, as the same word says other things to whoever brings something.
        """
        try:
            known = recall(self.controller, memo)
        except RefusalError as error:
            event = self._judged(body, within)
            raise RefusalError(
                error.refused, role=self._role(event), onward=self._onward(event, error.refused)
            ) from None
        return begun(known or await self._show(self._judged(body, within), memo))

    def _judged(self, body: CodeRequest, within: VisitId | None) -> StartCollection:
        judged = self._verifier.shown(self.codes.new_visit(), body, self.controller.state)
        return replace(judged, terminal=self.name, within=within)

    def _role(self, event: StartCollection) -> Role | None:
        """What its person came for; None: nobody knows the code."""
        state = self.controller.state
        grant = None if event.grant is None else state.grants.get(event.grant)
        if grant is None:
            return None
        parts = parts_of(state, grant.order)
        first = next((part for part in parts if part.receipt is None), parts[0])
        return role_for(state.orders[grant.order], first)

    async def _show(self, event: StartCollection, memo: Memo) -> Accepted:
        """Have a code judged, unless too many were refused a moment ago; a live signed one always is."""
        dry_for_ms, role = self.refusals.dry_for_ms, self._role(event)
        if dry_for_ms and not self._is_live(event):
            raise ProblemError("busy", retry_after_ms=dry_for_ms)
        try:
            return await ask(self.controller, event, memo)
        except RefusalError as error:
            self.refusals.draw()
            elsewhere = self._station.others.get(event.wrong_site or "")
            onward = self._onward(event, error.refused)
            raise RefusalError(error.refused, site=elsewhere, role=role, onward=onward) from None

    def _onward(self, event: StartCollection, refused: Refused) -> Onward | None:
        """With what the person can go on, where the code is good and something is still to be shown."""
        state = self.controller.state
        grant = None if event.grant is None else state.grants.get(event.grant)
        ways = () if grant is None else ways_after(grant, self.controller.now(), refused.reason)
        if grant is None or not ways:
            return None
        nonce = state.nonces.get(grant.order) if Precondition.STATEMENT in ways else None
        if nonce is None:
            return Onward(ways)
        purposes = wanted_of(self.controller.policy, state.orders[grant.order])
        wanted = StatementFor(site=self._station.id, order=grant.order, nonce=nonce.text)
        return Onward(ways, wanted, tuple(sorted(purposes, reverse=True)))

    def _is_live(self, event: StartCollection) -> bool:
        """Of signed codes only: else whoever asks often enough learns whether typed digits are right."""
        if event.form is not CodeForm.QR:
            return False
        grant = None if event.grant is None else self.controller.state.grants.get(event.grant)
        return grant is not None and worth(self.controller.state, grant) not in DEAD

    async def say(self, said: Say, memo: Memo) -> None:
        """Pass on what the person says."""
        if recall(self.controller, memo) is None:
            role = self.visit(said.visit).role
            try:
                await ask(self.controller, said, memo)
            except RefusalError as error:
                raise RefusalError(error.refused, role=role) from None
