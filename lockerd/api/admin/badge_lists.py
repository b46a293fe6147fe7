"""A signed list of badges that were called back, brought by a technician where there is no network."""

from collections.abc import Mapping
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field
from starlette.requests import Request

from lockerd.api.admin.access import MemoDep, WhoDep
from lockerd.api.http.asking import ask, recall
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.models import Body, View
from lockerd.api.http.problems import ProblemError
from lockerd.api.http.routes import Depends, Router
from lockerd.codes import badge_list, jws
from lockerd.codes.jws import SignatureError
from lockerd.controller import Controller, Memo
from lockerd.domain.model.called_back import CallBack

router = Router()


class BadgeListRequest(Body):
    """The list as it was signed."""

    list: Annotated[str, Field(min_length=1, max_length=jws.MAX_CHARS, description="A compact JWS")]


class BadgeListView(View):
    """Which list is known."""

    version: int = Field(description="0: none was ever received", examples=[7])
    badges: int = Field(description="How many it names", examples=[2])


class BadgeLists:
    """What was called back, as technicians see it."""

    def __init__(self, controller: Controller, *, site_id: str, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._controller, self._site_id, self._keys = controller, site_id, keys

    def view(self) -> BadgeListView:
        """The one that is known."""
        known = self._controller.state.site.badge_list
        return BadgeListView(version=known.version, badges=len(known.badges))

    async def take(self, text: str, *, who: str, memo: Memo) -> BadgeListView:
        """Take a list; raises ``ProblemError`` (badge_list_not_valid) where it is not genuine, or another site's, and
        ``RefusalError`` (badge_list_old)."""
        if recall(self._controller, memo) is None:
            try:
                claims = badge_list.verify(text, keys=self._keys)
            except SignatureError:
                raise ProblemError("badge_list_not_valid") from None
            if claims.site != self._site_id:
                raise ProblemError("badge_list_not_valid")
            await ask(self._controller, CallBack(claims.version, frozenset(claims.badges), who), memo)
        return self.view()


async def _lists(request: Request, speaker: SpeakerDep) -> BadgeLists:  # noqa: ARG001 - sets Content-Language
    lists = request.app.state.badge_lists
    assert isinstance(lists, BadgeLists)
    return lists


BadgeListsDep = Annotated[BadgeLists, Depends(_lists)]


@router.get("/v1/badges/list")
async def list_known(lists: BadgeListsDep) -> BadgeListView:
    """Which list of badges that were called back is known; never which badges those are."""
    return lists.view()


@router.post("/v1/badges/list", responses=problems(*POST, 403))
async def take_list(body: BadgeListRequest, memo: MemoDep, who: WhoDep, lists: BadgeListsDep) -> BadgeListView:
    """Take a signed list of badges that were called back. An older one than is known is refused."""
    return await lists.take(body.list, who=who, memo=memo)
