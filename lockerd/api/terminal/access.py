"""How routes get at the terminal they serve, in the caller's language."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from lockerd.api.http.idempotency import IdempotencyKey, memo_of
from lockerd.api.http.peer import TERMINAL
from lockerd.api.http.routes import Depends, In
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import VISIT_ID
from lockerd.controller import Memo
from lockerd.domain.model.ids import VisitId


async def _terminal(request: Request) -> Terminal:
    terminal = request.app.state.terminal
    assert isinstance(terminal, Terminal)
    return terminal.at(getattr(request.state, TERMINAL, ""))


TerminalDep = Annotated[Terminal, Depends(_terminal)]


async def _visit_id(
    visit: Annotated[str, In.PATH, Field(pattern=r"^[0-9a-f]{32}$", examples=[VISIT_ID])], terminal: TerminalDep
) -> VisitId:
    terminal.check_own(VisitId(visit))
    return VisitId(visit)


VisitDep = Annotated[VisitId, Depends(_visit_id)]


async def _memo(request: Request, terminal: TerminalDep, idempotency_key: IdempotencyKey) -> Memo:
    return await memo_of(request, idempotency_key, api=f"terminal {terminal.name}", secret=terminal.secret)


MemoDep = Annotated[Memo, Depends(_memo)]
