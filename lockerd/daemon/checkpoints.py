"""Signed checkpoints of the custody log: every 100 rows or 15 minutes, so that nobody can cut it short unnoticed."""

import asyncio
from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import note
from lockerd.controller import Controller, QueueFull
from lockerd.domain.model.events import Note
from lockerd.domain.model.facts import FactType
from lockerd.store import Store

ROWS: Final = 100
INTERVAL_S: Final = 15 * 60


class Checkpoints:
    """One task; signs with the site's key, and the signed note becomes a row and an event like any other."""

    def __init__(self, *, controller: Controller, store: Store, site_id: str, key: Ed25519PrivateKey) -> None:
        self._controller = controller
        self._store = store
        self._site_id = site_id
        self._key = key
        self._signed = controller.head.number

    async def run(self) -> None:
        """Sign for ever; a quiet quarter of an hour needs no checkpoint."""
        loop = asyncio.get_running_loop()
        due_s = loop.time() + INTERVAL_S
        async with self._controller.subscribe() as changes:
            while True:
                try:
                    async with asyncio.timeout_at(due_s):
                        await anext(changes)
                except TimeoutError:
                    due_s = loop.time() + INTERVAL_S
                    rows_due = 1
                else:
                    rows_due = ROWS
                if self._controller.head.number - self._signed >= rows_due:
                    await self._sign()
                    due_s = loop.time() + INTERVAL_S

    async def _sign(self) -> None:
        head = self._controller.head
        root = await self._store.root(head.epoch, head.number)
        said = note.Checkpoint(note.origin_of(self._site_id, head.epoch), head.number, root)
        data = (("head", head.number), ("hash", head.hash), ("note", note.sign(said, key=self._key)))
        with suppress(QueueFull):  # whoever waits at the wall comes first; the next change asks again
            await self._controller.submit(Note(FactType.CUSTODY_CHECKPOINT, data))
            self._signed = self._controller.head.number
