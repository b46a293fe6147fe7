"""What every canary is held against: files, state, messages and the log, before and after its time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from api_site import Api, Site, as_peer, client_of

from lockerd.api.admin.app import admin_app
from lockerd.api.admin.line_watch import Lines
from lockerd.api.http.peer import Peer
from lockerd.domain.model.state import DAY_MS
from lockerd.store import DAY_S, Keep, verify


def files_with(folder: Path, text: str) -> list[str]:
    """The files in which this stands."""
    return [file.name for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


@asynccontextmanager
async def technician(site: Site, login: str) -> AsyncIterator[Api]:
    """Somebody at the bench."""
    lines, lists = Lines({}), site.badge_lists
    app = admin_app(
        site.admin,
        site.commissioning,
        lines,
        site.timekeeping,
        site.stop,
        badge_lists=lists,
        key_lists=site.key_lists,
        proofs=site.proofs,
    )
    async with client_of(as_peer(app, Peer(1000, login))) as http:
        yield Api(http, "canary")


async def forgotten(site: Site, never: Sequence[str], kept: Sequence[str], caplog: pytest.LogCaptureFixture) -> None:
    """``never`` stands nowhere, ``kept`` as long as it may be asked for and then nowhere; the chain verifies."""
    folder = site.database.parent
    assert not {text: found for text in never if (found := files_with(folder, text))}
    assert [text for text in kept if not files_with(folder, text)] == [], "known, as long as it may be asked for"
    assert site.controller.state.orders
    await site.store.acknowledged([out.id for out in await site.store.unsent(0, 1_000)])
    for _ in range(32):
        await site.wait_ms(DAY_MS)
    now = site.controller.now()
    await site.store.prune(lo_s=now.lo_s, keep=Keep(now.lo_s - 30 * DAY_S, now.powered_ms - 30 * DAY_MS))
    assert not site.controller.state.orders
    assert not {text: found for text in kept if (found := files_with(folder, text))}
    await site.store.replay(1)
    told = repr(site.controller.state) + repr(await site.store.unsent(0, 1_000)) + caplog.text
    assert not [text for text in (*kept, *never) if text in told]
    assert verify(site.database).fault is None
