"""How the admin API's routes get at what they serve, and who asks: the user at the other end of the unix socket."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from lockerd.api.admin.admin import Admin
from lockerd.api.http.frame import SpeakerDep
from lockerd.api.http.idempotency import IdempotencyKey, memo_of
from lockerd.api.http.peer import PEER, Peer
from lockerd.api.http.problems import ProblemError
from lockerd.api.http.routes import Depends, In
from lockerd.controller import Memo
from lockerd.domain.model.ids import CompartmentId


async def _admin(request: Request, speaker: SpeakerDep) -> Admin:  # noqa: ARG001 - sets Content-Language
    admin = request.app.state.admin
    assert isinstance(admin, Admin)
    return admin


async def _who(request: Request) -> str:
    peer = getattr(request.state, PEER, None)
    if not isinstance(peer, Peer):
        raise ProblemError("peer_unknown")
    return peer.user


AdminDep = Annotated[Admin, Depends(_admin)]


WhoDep = Annotated[str, Depends(_who)]


async def _memo(request: Request, admin: AdminDep, who: WhoDep, idempotency_key: IdempotencyKey) -> Memo:
    return await memo_of(request, idempotency_key, api=f"admin {who}", secret=admin.secret)


async def _compartment_id(
    compartment: Annotated[str, In.PATH, Field(pattern=r"^[!-.0-~]{1,16}$", examples=["A07"])],
) -> CompartmentId:
    return CompartmentId(compartment)


MemoDep = Annotated[Memo, Depends(_memo)]
CompartmentDep = Annotated[CompartmentId, Depends(_compartment_id)]
