"""Going round on the bench: a named technician is led from door to door, and says what lies there."""

from typing import Annotated, Literal

from pydantic import Field

from lockerd.api.admin.access import AdminDep, MemoDep, WhoDep
from lockerd.api.admin.admin import Admin
from lockerd.api.admin.views import Reason
from lockerd.api.http.asking import ask, recall
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.models import Body, View
from lockerd.api.http.problems import RefusalError
from lockerd.api.http.rounds import RoundView, round_view
from lockerd.api.http.routes import Router
from lockerd.api.http.wording import Speaker
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Round, RoundKind, Scope
from lockerd.domain.model.staff import EndRound, StartRound
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import FINDINGS, Word

router = Router()

SAYS = Literal["as_expected", "found", "found_old", "found_new", "found_both", "nothing", "other"]


class BenchRoundRequest(Reason):
    """A technician begins a round, or wants its next door opened."""

    kind: RoundKind = Field(strict=False, examples=[RoundKind.STOCKTAKE])
    scope: Scope | None = Field(
        default=None,
        strict=False,
        description="To begin: `all` doors, or those `waiting` for staff; left out: the one that goes on, goes on",
    )


class Nothing(Body):
    """An empty object."""


class BenchReport(Body):
    """What lies behind the door that was opened last."""

    report: SAYS
    item_count: Annotated[int, Field(ge=0, le=99, strict=True)] = Field(
        default=0, description="Counted, with `as_expected` and `found`"
    )


class BenchView(View):
    """Where a technician is on a round."""

    round: RoundView | None = Field(description="As far as it is; null: none was begun, or it ended some time ago")
    compartment: str | None = Field(description="The door that is, or was just, theirs; null: none")
    phase: Phase | None = Field(description="How far that door is; `over`: nothing more is said of it")
    trouble: Refusal | None = Field(description="What did not go as wished there")
    may: list[str] = Field(description="What can be said of it now", examples=[["as_expected", "nothing", "other"]])


def _going(admin: Admin) -> Round | None:
    return next((each for each in admin.controller.state.site.rounds if not each.authority), None)


def _visit(admin: Admin, who: str) -> Visit | None:
    """The newest door of theirs that is still known."""
    theirs = [visit for visit in admin.controller.state.visits.values() if visit.technician == who]
    return max(theirs, key=lambda visit: visit.turn_ms, default=None)


def _view(admin: Admin, who: str, speaker: Speaker) -> BenchView:
    visit = _visit(admin, who)
    going = _going(admin) or (None if visit is None else visit.round)
    words = frozenset[str]() if visit is None else admin.controller.may(visit.id)
    return BenchView(
        round=None if going is None else round_view(going, speaker),
        compartment=None if visit is None else visit.door,
        phase=None if visit is None else visit.phase,
        trouble=None if visit is None else visit.trouble,
        may=sorted(words & {*FINDINGS}),
    )


@router.get("/v1/round")
async def how_far(admin: AdminDep, who: WhoDep, speaker: SpeakerDep) -> BenchView:
    """How far the technicians' round is, and the door of whoever asks."""
    return _view(admin, who, speaker)


@router.post("/v1/round", responses=problems(*POST, 403, 429))
async def next_door(
    body: BenchRoundRequest, memo: MemoDep, who: WhoDep, admin: AdminDep, speaker: SpeakerDep
) -> BenchView:
    """Begin a round, or go on with it: the next door that can be opened now is opened, one. What lies behind it is
    looked at and not disturbed: with `as_expected` it stays there, and its code is good again."""
    if recall(admin.controller, memo) is None:
        visit = VisitId(memo.key[:32])  # of the key a keyed hash: nobody at a terminal can guess it
        event = StartRound(visit, body.kind, None, body.scope, who=who, reason=body.reason)
        await ask(admin.controller, event, memo)
    return _view(admin, who, speaker)


@router.post("/v1/round/report", responses=problems(*POST, 403))
async def report(body: BenchReport, memo: MemoDep, who: WhoDep, admin: AdminDep, speaker: SpeakerDep) -> BenchView:
    """Say what lies behind the door that was opened last, after it was opened and shut. With a `trouble` it is asked
    once more: said again, it stands, and the compartment is locked for staff."""
    if recall(admin.controller, memo) is None:
        visit = _visit(admin, who)
        if visit is None or visit.phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        await ask(admin.controller, Say(visit.id, Word(body.report), body.item_count), memo)
    return _view(admin, who, speaker)


@router.post("/v1/round/end", responses=problems(*POST, 403))
async def end(
    body: Nothing,  # noqa: ARG001 - its type is what is checked
    memo: MemoDep,
    who: WhoDep,
    admin: AdminDep,
    speaker: SpeakerDep,
) -> BenchView:
    """End the technicians' round before its last door: the doors that are left stay as they are."""
    if recall(admin.controller, memo) is None:
        await ask(admin.controller, EndRound(None, who), memo)
    return _view(admin, who, speaker)
