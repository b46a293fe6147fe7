"""Which keys of central hold, and a signed list of them brought by a technician where there is no network."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from lockerd.api.admin.access import MemoDep, WhoDep
from lockerd.api.http.asking import ask, recall
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.models import Body, View
from lockerd.api.http.problems import ProblemError
from lockerd.api.http.routes import Depends, Router
from lockerd.codes.jws import SignatureError
from lockerd.codes.key_list import MAX_CHARS
from lockerd.codes.keys import key_id_hex
from lockerd.controller import Controller, KeyRing, Memo

router = Router()


class KeyListRequest(Body):
    """The list as it was signed."""

    list: Annotated[str, Field(min_length=1, max_length=MAX_CHARS, description="JWS, general JSON serialization")]


class KeysView(View):
    """Which keys hold, by their ids."""

    version: int = Field(description="Of the list; 0: none, the keys of the configuration hold", examples=[4])
    command: list[str] = Field(examples=[["1ba7f6d8"]])
    badge: list[str] = Field(examples=[["c0ffee00"]])
    code_recipient: str | None = Field(examples=["5eed0001"])
    roots: list[str] = Field(description="Who may sign lists", examples=[["a1a1a1a1", "a2a2a2a2", "a3a3a3a3"]])
    threshold: int = Field(description="So many of them have to", examples=[2])


class KeyLists:
    """The keys of central, as technicians see them."""

    def __init__(self, controller: Controller, ring: KeyRing) -> None:
        self._controller, self._ring = controller, ring

    def view(self) -> KeysView:
        """Those that hold now."""
        ring, recipient = self._ring, self._ring.code_recipient
        return KeysView(
            version=ring.version,
            command=sorted(ring.command),
            badge=sorted(ring.badge),
            code_recipient=None if recipient is None else key_id_hex(recipient),
            roots=sorted(ring.roots),
            threshold=ring.threshold,
        )

    async def take(self, text: str, *, who: str, memo: Memo) -> KeysView:
        """Take a list; raises ``ProblemError`` (key_list_not_valid) where it is not genuine, and ``RefusalError``
        (key_list_old)."""
        if recall(self._controller, memo) is None:
            try:
                wanted = self._ring.judge(text, who=who)
            except SignatureError:
                raise ProblemError("key_list_not_valid") from None
            await ask(self._controller, wanted, memo)
        return self.view()


async def _lists(request: Request, speaker: SpeakerDep) -> KeyLists:  # noqa: ARG001 - sets Content-Language
    lists = request.app.state.key_lists
    assert isinstance(lists, KeyLists)
    return lists


KeyListsDep = Annotated[KeyLists, Depends(_lists)]


@router.get("/v1/keys")
async def keys_known(lists: KeyListsDep) -> KeysView:
    """Which keys of central hold, and whether a list or the configuration says so."""
    return lists.view()


@router.post("/v1/keys", responses=problems(*POST, 403))
async def take_keys(body: KeyListRequest, memo: MemoDep, who: WhoDep, lists: KeyListsDep) -> KeysView:
    """Take a signed list of keys. An older one than is known is refused."""
    return await lists.take(body.list, who=who, memo=memo)
