"""The admin API's route for what a technician takes along after an incident."""

import asyncio
from typing import Any, Final

from pydantic import BaseModel, Field
from starlette.requests import Request

from lockerd import __version__
from lockerd.api.admin.access import AdminDep
from lockerd.api.admin.commissioning_routes import CommissioningDep
from lockerd.api.admin.line_watch import Lines
from lockerd.api.http.frame import problems
from lockerd.api.http.routes import Router
from lockerd.controller.film.bundle import bundle
from lockerd.controller.film.hiding import words
from lockerd.controller.film.take import take_of
from lockerd.store import CustodyRow

LOG_ROWS: Final = 1_000

router = Router()


class BundleView(BaseModel):
    """A film of what was decided, what the log says of it, what was said on the lines; without names."""

    content: dict[str, Any] = Field(description="As `lockerctl support verify` reads it")


@router.get("/v1/support/bundle", responses=problems(503))
async def support_bundle(request: Request, admin: AdminDep, commissioning: CommissioningDep) -> BundleView:
    """The last hours, to be looked at elsewhere: every decision can be made again from it, byte for byte.

    Names, codes, case references and badges have stand-ins; hashes and salts are nought.
    """
    lines = request.app.state.lines
    assert isinstance(lines, Lines)
    controller = admin.controller
    rows = (await admin.custody_rows(LOG_ROWS))[-LOG_ROWS:]
    shown, now = words(), controller.now()
    before, others = await asyncio.to_thread(controller.film.before, now.powered_ms)
    about = {
        "site": commissioning.site_id,
        "version": __version__,
        "mono_ms": now.mono_ms,
        "lo_s": now.lo_s,
        "log": [_row(row, shown) for row in rows],
        "lines": lines.last_words(),
        "left_out": others,
    }
    steps = list(controller.film)
    content = await asyncio.to_thread(lambda: bundle([*before, take_of(steps, controller.policy)], about))
    return BundleView(content=content | {"signature": commissioning.sign_seal(content["seal"])})


def _row(row: CustodyRow, shown: frozenset[str]) -> dict[str, object]:
    """Words, numbers and doors; whose it was is left out."""
    data = {name: value for name, value in row.data.items() if not isinstance(value, str) or value in shown}
    return {
        "epoch": row.epoch,
        "number": row.number,
        "mono_ms": row.mono_ms,
        "type": row.type,
        "compartment": row.compartment,
        "data": data,
    }
