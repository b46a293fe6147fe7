"""Signed checkpoints of the custody log: every 100 rows or 15 minutes, so that nobody can cut it short unnoticed."""

import asyncio
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.controller import Controller
from lockerd.domain.model.events import Note
from lockerd.domain.model.facts import FactType

ROWS: Final = 100
INTERVAL_S: Final = 15 * 60


class Checkpoints:
    """One task; signs with the site's key, and the signature becomes a row and an event like any other."""

    def __init__(self, *, controller: Controller, site_id: str, key: Ed25519PrivateKey) -> None:
        self._controller = controller
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
        head, now = self._controller.head, self._controller.now()
        claims = {
            "site": self._site_id,
            "epoch": head.epoch,
            "number": head.number,
            "hash": head.hash,
            "lo_s": now.lo_s,
            "hi_s": now.hi_s,
        }
        kid = key_id_hex(self._key.public_key())
        signature = jws.sign(claims, key=self._key, kid=kid, typ=JwsType.CHECKPOINT)
        data = (("head", head.number), ("hash", head.hash), ("signature", signature))
        await self._controller.submit(Note(FactType.CUSTODY_CHECKPOINT, data))
        self._signed = self._controller.head.number
