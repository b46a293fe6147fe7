"""Commissioning without HTTP: raw inputs for who learns the wiring, and the signature under what was found."""

from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.api.admin.commissioning_views import (
    BoardView,
    CommissionedView,
    CommissioningRequest,
    CommissioningView,
    LastCommissioningView,
    RawInputsView,
)
from lockerd.api.http.asking import ask
from lockerd.boards.feedback import Bit
from lockerd.bus.raw import RawBoard, RawInputs
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.controller import Controller, Memo
from lockerd.domain.model.events import Note
from lockerd.domain.model.facts import FactType, Scalar
from lockerd.store import Store


class Commissioning:
    """Serves ``lockerctl commission``; every pulse of a walk goes the way of every technician's opening."""

    def __init__(
        self,
        *,
        controller: Controller,
        store: Store,
        raw: Callable[[], Sequence[RawBoard]],
        site_id: str,
        site_key: Ed25519PrivateKey,
        config: str,
    ) -> None:
        """``config`` is the SHA-256 of the running configuration, hex."""
        self._controller = controller
        self._store = store
        self._raw = raw
        self._site_id = site_id
        self._site_key = site_key
        self._config = config

    @property
    def site_id(self) -> str:
        """Whose records it signs."""
        return self._site_id

    def sign_seal(self, seal: str) -> str:
        """Sign what a technician takes along."""
        kid = key_id_hex(self._site_key.public_key())
        return jws.sign({"site": self._site_id, "seal": seal}, key=self._site_key, kid=kid, typ=JwsType.BUNDLE)

    def boards(self) -> list[BoardView]:
        """All boards with all their inputs."""
        return [_board(board) for board in self._raw()]

    async def newest(self) -> CommissionedView:
        """What the newest walk has found, and whether its configuration is the one that runs."""
        row = await self._store.newest(FactType.SITE_COMMISSIONED)
        if row is None:
            return CommissionedView(newest=None)
        led_to = row.data["new_config"] or row.data["config"]
        time = {"position": row.position, "lo_s": row.lo_s, "hi_s": row.hi_s}
        walked = LastCommissioningView.model_validate({**row.data, **time, "runs": led_to == self._config})
        return CommissionedView(newest=walked)

    async def sign(self, asked: CommissioningRequest, *, who: str, memo: Memo) -> CommissioningView:
        """Write the outcome of a walk into the log, then sign it together with the log's head; a repeat signs anew."""
        found: dict[str, Scalar] = {
            "who": who,
            "record": asked.record,
            "config": self._config,
            "new_config": asked.new_config,
            "proven": asked.proven,
            "unproven": asked.unproven,
        }
        await ask(self._controller, Note(FactType.SITE_COMMISSIONED, tuple(found.items())), memo)
        head, now = self._controller.head, self._controller.now()
        claims = {
            **found,
            "site": self._site_id,
            "lo_s": now.lo_s,
            "hi_s": now.hi_s,
            "epoch": head.epoch,
            "number": head.number,
            "hash": head.hash,
        }
        kid = key_id_hex(self._site_key.public_key())
        return CommissioningView(signature=jws.sign(claims, key=self._site_key, kid=kid, typ=JwsType.COMMISSIONING))


def _board(board: RawBoard) -> BoardView:
    return BoardView(
        bus=board.bus,
        address=board.address,
        name=board.name,
        alive=board.alive,
        channels=list(board.channels),
        compartments=list(board.compartments),
        doors=_inputs(board.doors),
        items=_inputs(board.items),
        reply_ms=round(board.reply_ms, 1),
        patience_ms=board.patience_ms,
    )


def _inputs(known: RawInputs) -> RawInputsView:
    bits: list[Bit | None] = [None if bit is None else 1 if bit else 0 for bit in known.bits]
    return RawInputsView(
        channels=list(known.channels),
        bits=bits,
        changes=list(known.changes),
        compartments=list(known.compartments),
        sensors=list(known.sensors),
        true_bits=list(known.true_bits),
    )
