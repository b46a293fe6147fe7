"""What the admin API can do, without HTTP, and how its answers are made."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lockerd.api.admin.aside import OneAside
from lockerd.api.admin.commissioning_views import OpenRequest
from lockerd.api.admin.log_views import custody_row_view, head_view
from lockerd.api.admin.status_views import (
    AdminStatus,
    AttentionView,
    PartsView,
    ScannerView,
    TimeView,
    TypingView,
)
from lockerd.api.admin.views import (
    CompartmentView,
    CustodyPage,
    FaultView,
    FoundRequest,
    GoingVisitView,
    OrderPartView,
    OrderView,
    VerifiedView,
    by_offices,
    by_technician,
)
from lockerd.api.http.asking import ANSWER_WITHIN_S, ask, recall
from lockerd.api.http.doors import door_word
from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.api.http.texts import Texts, negotiate
from lockerd.api.http.wording import Speaker, Station
from lockerd.codes.framing import Garbling
from lockerd.controller import Controller, Memo
from lockerd.controller.locating import Located, Locating
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.derived import in_order, parts_of, state_of
from lockerd.domain.model.events import Clear, Found, InService, OutOfService, Refused, Resume, TechnicianOpen, Touched
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.orders import Order
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS, State
from lockerd.domain.model.visits import Phase
from lockerd.store import (
    CustodyRow,
    Fault,
    Store,
    StoreDamagedError,
    StoreUnusableError,
    Verified,
    Wanted,
    verify,
)


class Admin:
    """Asks the controller and the store on behalf of a technician whom the kernel names."""

    def __init__(
        self,
        *,
        controller: Controller,
        store: Store,
        database: Path,
        station: Station,
        texts: Texts,
        secret: bytes,
        garbled: Mapping[Garbling, int],
        parts: Callable[[], PartsView],
        locating: Locating | None = None,
    ) -> None:
        """``secret`` keys what is recorded of requests; ``parts`` tells what only the composition root knows.

        ``locating``: None where no light is fitted.
        """
        self.controller = controller
        self.secret = secret
        self._garbled = garbled
        self.store = store
        self._database = database
        self._station = station
        self._texts = texts
        self.parts = parts
        self._locating = locating
        self._verifying: OneAside[Verified] = OneAside("custody-verify")

    def speaker(self, accept_language: str | None) -> Speaker:
        """Texts in the language that an ``Accept-Language`` header asks for."""
        language = negotiate(accept_language, self._texts.offered)
        return Speaker(texts=self._texts, station=self._station, language=language)

    def status(self) -> AdminStatus:
        """Everything in one look."""
        state, now = self.controller.state, self.controller.now()
        tries = [state.site.tries, *(each.tries for each in state.site.elsewhere)]
        return AdminStatus(
            site=self._station.id,
            name=self._station.name,
            halted=state.site.halted,
            attention=[
                AttentionView(call=each.call, reason=each.reason, compartment=each.compartment, order=each.order)
                for each in self.controller.attention()
            ],
            compartments=dict(Counter(c.condition for c in state.compartments.values())),
            orders=dict(Counter(state_of(state, order) for order in state.orders)),
            visits=sum(v.phase is not Phase.OVER for v in state.visits.values()),
            attempts=sum(a.outcome is None for a in state.attempts.values()),
            openings_hour=sum(o.powered_ms > now.powered_ms - HOUR_MS for o in state.site.openings),
            typing=TypingView(
                failures_day=sum(f > now.powered_ms - DAY_MS for each in tries for f in each.failures),
                blocked_ms=max(0, *(each.blocked_until_ms - now.powered_ms for each in tries)),
            ),
            scanner=ScannerView(**{kind.value: self._garbled.get(kind, 0) for kind in Garbling}),
            head=head_view(self.controller.head),
            time=TimeView(mono_ms=now.mono_ms, powered_ms=now.powered_ms, lo_s=now.lo_s, hi_s=now.hi_s),
            parts=self.parts(),
        )

    def compartments(self) -> list[CompartmentView]:
        """All compartments, from the top left."""
        state = self.controller.state
        rows = sorted(state.compartments.values(), key=lambda c: (c.place.row, c.place.column))
        return [_compartment(state, row) for row in rows]

    def compartment(self, compartment: CompartmentId) -> CompartmentView:
        """One compartment; raises ``RefusalError`` (compartment_unknown)."""
        row = self.controller.state.compartments.get(compartment)
        if row is None:
            raise RefusalError(Refused(Refusal.COMPARTMENT_UNKNOWN))
        return _compartment(self.controller.state, row)

    def locate(self, compartment: CompartmentId, seconds: int) -> Located:
        """Light the light at a door; raises ``RefusalError`` (compartment_unknown)."""
        self.compartment(compartment)
        if self._locating is None:
            return Located.NO_LIGHT
        return self._locating.light(self.controller.state, compartment, seconds)

    async def custody_rows(self, count: int) -> list[CustodyRow]:
        """The newest rows of the log."""
        return await self.store.custody(0, count, newest=True)

    def orders(self) -> list[OrderView]:
        """All orders that are not erased, oldest first (their ids are UUIDv7)."""
        state = self.controller.state
        return [_order(state, order) for order in in_order(state.orders)]

    async def open(self, compartment: CompartmentId, asked: OpenRequest, *, who: str, memo: Memo) -> CompartmentView:
        """Open one compartment; there is no way to open several at once (design rule 5)."""
        event = TechnicianOpen(
            who=who,
            compartment=compartment,
            reason=asked.reason,
            only_if_empty=asked.only_if_empty,
            others_shut=asked.others_shut,
        )
        return await self._do(event, memo)

    async def touched(self, compartment: CompartmentId, reason: str, *, who: str, memo: Memo) -> CompartmentView:
        """Take a technician's word that a door was open under nobody's right."""
        return await self._do(Touched(who=who, compartment=compartment, reason=reason), memo)

    async def clear(self, compartment: CompartmentId, reason: str, *, who: str, memo: Memo) -> CompartmentView:
        """Report a compartment empty; ends every order and grant that names it."""
        return await self._do(Clear(who=who, compartment=compartment, reason=reason), memo)

    async def found(self, compartment: CompartmentId, said: FoundRequest, *, who: str, memo: Memo) -> CompartmentView:
        """Report that what a person had put in was taken out: custody, by the word of whoever looked (rules 20, 23)."""
        return await self._do(Found(who=who, compartment=compartment, reason=said.reason, word=said.word), memo)

    async def out_of_service(self, compartment: CompartmentId, reason: str, *, who: str, memo: Memo) -> CompartmentView:
        """Have nothing new put in; what lies inside can still be collected."""
        return await self._do(OutOfService(who=who, compartment=compartment, reason=reason), memo)

    async def in_service(self, compartment: CompartmentId, reason: str, *, who: str, memo: Memo) -> CompartmentView:
        """Give a compartment back to use."""
        return await self._do(InService(who=who, compartment=compartment, reason=reason), memo)

    async def _do(
        self, event: TechnicianOpen | Touched | Clear | Found | OutOfService | InService, memo: Memo
    ) -> CompartmentView:
        if recall(self.controller, memo) is None:
            self.compartment(event.compartment)
            await ask(self.controller, event, memo)
        return self.compartment(event.compartment)

    async def resume(self, reason: str, *, who: str, memo: Memo) -> str | None:
        """End a halt; returns why openings are halted now, normally None."""
        if recall(self.controller, memo) is None:
            await ask(self.controller, Resume(who=who, reason=reason), memo)
        return self.controller.state.site.halted

    def visits(self) -> list[GoingVisitView]:
        """The visits that are going on, the oldest first."""
        now_ms = self.controller.now().mono_ms
        going = [visit for visit in self.controller.state.visits.values() if visit.phase is not Phase.OVER]
        return [
            GoingVisitView(
                compartment=visit.door,
                kind=visit.role,
                phase=visit.phase,
                trouble=visit.trouble,
                order=visit.order,
                part=None if visit.part is None else visit.part.number,
                badge=visit.badge,
                second_badge=visit.second or None,
                since_ms=now_ms - visit.turn_ms,
            )
            for visit in sorted(going, key=lambda visit: (visit.turn_ms, visit.door or ""))
        ]

    async def custody(self, after: int, limit: int, *, wanted: Wanted, newest: bool) -> CustodyPage:
        """A page of the wanted rows of the custody log, beginning after a position, or ending at the newest."""
        rows = await self.store.custody(after, limit, wanted=wanted, newest=newest)
        return CustodyPage(rows=[custody_row_view(row) for row in rows], head=head_view(self.controller.head))

    async def verify(self) -> VerifiedView:
        """Check the whole log while the daemon runs, once at a time.

        A file that cannot be read is a fault of the log. Raises ``ProblemError`` (busy) where it takes too long or the
        file cannot be opened just now, and while another one is at work.
        """
        if self._verifying.running:
            raise ProblemError("busy")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                found = await self._verifying.run(partial(verify, self._database))
        except (TimeoutError, StoreUnusableError):
            raise ProblemError("busy") from None
        except StoreDamagedError as damaged:
            head = self.controller.head
            found = Verified(0, head, Fault(head.epoch, head.number, str(damaged)))
        fault = found.fault
        return VerifiedView(
            rows=found.rows,
            cut=found.cut,
            head=head_view(found.head),
            fault=None if fault is None else FaultView(epoch=fault.epoch, number=fault.number, what=fault.what),
        )


def _compartment(state: State, row: Compartment) -> CompartmentView:
    place, reading = row.place, reading_of(state, row.id)
    part = None if row.part is None else state.parts[row.part]
    order = None if part is None else state.orders[part.id.order]
    return CompartmentView(
        id=row.id,
        row=place.row,
        column=place.column,
        size=place.size,
        height_cm=place.height_cm,
        condition=row.condition,
        reason=row.reason,
        out_of_service=by_technician(row.blocks),
        blocked=by_offices(row.blocks),
        door=door_word(row, reading),
        item=reading.item,
        item_sensor=place.item_sensor,
        flapping=sorted(reading.flapping),
        order=None if order is None else order.id,
        part=None if part is None else part.id.number,
        parts=None if order is None else order.parts,
        direction=None if part is None else part.direction,
        part_state=None if part is None else part.state,
        attempt=row.attempt,
    )


def _order(state: State, order: Order) -> OrderView:
    parts = parts_of(state, order.id)
    return OrderView(
        id=order.id,
        authority=order.authority,
        kind=order.kind,
        state=state_of(state, order.id),
        on_hold=order.hold_reason or None,
        item_count=sum(part.item_count for part in parts),
        compartments=[part.compartment for part in parts if part.compartment is not None],
        parts=[
            OrderPartView(
                number=part.id.number,
                direction=part.direction,
                state=part.state,
                right=part.right,
                compartment=part.compartment,
                item_count=part.item_count,
                checklist=list(part.checklist),
                missing=None if part.missing is None else list(part.missing),
                attempts=part.attempts,
            )
            for part in parts
        ],
    )
