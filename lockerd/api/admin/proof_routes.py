"""Proofs for others, signed by the site: of one row of the custody log, and that the log only grew."""

from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field
from starlette.requests import Request

from lockerd.api.http.frame import SpeakerDep, problems
from lockerd.api.http.models import View
from lockerd.api.http.problems import ProblemError
from lockerd.api.http.routes import Depends, In, Router
from lockerd.codes import base64url, log_receipt, note
from lockerd.codes.log_receipt import Consistency, Inclusion
from lockerd.controller import Controller
from lockerd.domain.model.facts import Scalar
from lockerd.domain.model.ids import OrderId
from lockerd.store import ProvenRow, Store

router = Router()


class ProofRowView(View):
    """A row as it went to central, opened by its own salts."""

    epoch: int
    number: int
    boot: str
    mono_ms: int
    lo_s: int
    hi_s: int | None
    type: str
    compartment: str | None
    order: str | None = Field(description="Null too once the order was erased")
    salt: str | None = Field(description="Hex; SHA-256(salt || order) is the commitment")
    commitment: str | None
    fact: dict[str, Scalar]
    salts: dict[str, str] = Field(
        description="By field of `fact`: in its place the hash covers `salted:` and SHA-256(salt || text)"
    )
    prev: str


class RowProofView(View):
    """Proves that a row is in the log, to whoever has the site's public key."""

    row: ProofRowView
    receipt: str = Field(description="COSE Receipt of inclusion (RFC 9942), base64url")


class GrowthProofView(View):
    """Proves that the log only grew since a checkpoint."""

    checkpoint: str = Field(description="The older one, as a signed note (C2SP tlog-checkpoint)")
    receipt: str = Field(description="COSE Receipt of consistency (RFC 9942), base64url")


class Proofs:
    """Makes proofs: a few runs of 256 hashes are read for each, however long the log is."""

    def __init__(self, *, controller: Controller, store: Store, site_id: str, key: Ed25519PrivateKey) -> None:
        self._controller, self._store, self._site_id, self._key = controller, store, site_id, key

    async def row(self, epoch: int | None, number: int) -> RowProofView:
        """Of the row with this number; ``epoch`` None: the newest. Raises ``ProblemError`` (not_found, row_cut)."""
        epoch = self._controller.head.epoch if epoch is None else epoch
        found = await self._store.prove_row(epoch, number)
        if found is None:
            raise ProblemError("row_cut" if await self._store.was_cut(epoch, number) else "not_found")
        said = note.Checkpoint(note.origin_of(self._site_id, epoch), found.size, found.root)
        receipt = log_receipt.sign_inclusion(Inclusion(said, number - 1, tuple(found.path)), key=self._key)
        return RowProofView(row=_row_view(found), receipt=base64url.encode(receipt))

    async def hand_over(self, order: OrderId) -> RowProofView:
        """Of the row that says that something of an order changed hands; raises ``ProblemError`` (not_found)."""
        found = await self._store.hand_over_of(order)
        if found is None:
            raise ProblemError("not_found")
        return await self.row(*found)

    async def growth(self, epoch: int | None, size: int) -> GrowthProofView:
        """Since the log had ``size`` rows; ``epoch`` None: the newest. Raises ``ProblemError`` (not_found)."""
        epoch = self._controller.head.epoch if epoch is None else epoch
        found = await self._store.prove_growth(epoch, size)
        if found is None:
            raise ProblemError("not_found")
        origin = note.origin_of(self._site_id, epoch)
        now = note.Checkpoint(origin, found.size, found.root)
        receipt = log_receipt.sign_consistency(Consistency(now, size, tuple(found.path)), key=self._key)
        since = note.sign(note.Checkpoint(origin, size, found.old_root), key=self._key)
        return GrowthProofView(checkpoint=since, receipt=base64url.encode(receipt))


def _row_view(found: ProvenRow) -> ProofRowView:
    row = found.row
    fields: dict[str, Any] = {name: getattr(row, name) for name in ProofRowView.model_fields if hasattr(row, name)}
    fields |= {"salt": found.salt and found.salt.hex(), "fact": dict(row.data), "salts": dict(row.salts)}
    return ProofRowView(**fields)


async def _proofs(request: Request, speaker: SpeakerDep) -> Proofs:  # noqa: ARG001 - sets Content-Language
    proofs = request.app.state.proofs
    assert isinstance(proofs, Proofs)
    return proofs


ProofsDep = Annotated[Proofs, Depends(_proofs)]
EpochQuery = Annotated[int | None, In.QUERY, Field(ge=1, lt=1 << 31, description="Left out: the newest")]


@router.get("/v1/custody/rows/{number}/proof", responses=problems(404, 410, 422))
async def row_proof(
    number: Annotated[int, In.PATH, Field(ge=1, lt=1 << 53)], proofs: ProofsDep, *, epoch: EpochQuery = None
) -> RowProofView:
    """Prove that a row is in the log: the row opened, and a receipt signed by the site."""
    return await proofs.row(epoch, number)


@router.get("/v1/orders/{order}/proof", responses=problems(404))
async def order_proof(
    order: Annotated[str, In.PATH, Field(min_length=1, max_length=64)], proofs: ProofsDep
) -> RowProofView:
    """Prove that something of an order changed hands: of the newest row that says so."""
    return await proofs.hand_over(OrderId(order))


@router.get("/v1/custody/growth", responses=problems(404, 422))
async def growth_proof(
    since: Annotated[int, In.QUERY, Field(ge=1, lt=1 << 53, description="How many rows there were")],
    proofs: ProofsDep,
    *,
    epoch: EpochQuery = None,
) -> GrowthProofView:
    """Prove that the log only grew since it had so many rows: nothing of them was altered, taken out or put between."""
    return await proofs.growth(epoch, since)
