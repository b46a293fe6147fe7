"""A site that speaks the MQTT contract and does nothing else: custody rows by hand, replies signed."""

import asyncio
import json
from typing import Any

import aiomqtt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockercentral import jws
from lockercentral.events import NO_HASH, commitment, row_hash
from lockersim.site.site import SITE_ID

ROOT = f"lockerd/v1/{SITE_ID}"
SALT = "00" * 16


class FakeLog:
    """Custody rows with a proper chain, as events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def add(
        self, kind: str, fact: dict[str, Any] | None = None, *, order: str | None = None, compartment: str | None = None
    ) -> dict[str, Any]:
        number = len(self.events) + 1
        prev = self.events[-1]["data"]["hash"] if self.events else NO_HASH
        stamp = {"epoch": 1, "number": number, "boot": "b1", "mono_ms": number, "lo_s": 1_795_000_000, "hi_s": None}
        row = {"type": kind, "compartment": compartment, "data": fact or {}, "prev": prev}
        committed = None if order is None else commitment(SALT, order)
        hashed = row_hash(stamp | row | {"order": committed})
        subject = f"site/{SITE_ID}" if compartment is None else f"compartment/{compartment}"
        if order is not None:
            subject = f"order/{order}"
        event = {
            "specversion": "1.0",
            "id": f"{SITE_ID}/1/{number}",
            "source": ROOT,
            "type": f"lockerd.{kind}",
            "subject": subject,
            "time": "2026-11-21T12:00:00Z",
            "sequence": f"{1:08}.{number:012}",
            "datacontenttype": "application/json",
            "data": stamp
            | {
                "compartment": compartment,
                "order": order,
                "case_reference": None if order is None else "",
                "salt": None if order is None else SALT,
                "commitment": committed,
                "prev": prev,
                "hash": hashed,
                "fact": fact or {},
                "salts": {},
            },
        }
        self.events.append(event)
        return event

    @property
    def head(self) -> dict[str, Any]:
        data = self.events[-1]["data"]
        return {"epoch": 1, "number": data["number"], "hash": data["hash"]}


class FakeSite:
    """Answers every verified command with ``accepted`` and replays on demand."""

    def __init__(self, port: int, key: Ed25519PrivateKey, command_key: Ed25519PublicKey) -> None:
        self.log = FakeLog()
        self.commands: list[dict[str, Any]] = []
        self.ready = asyncio.Event()
        self._port, self._key, self._command_key = port, key, command_key
        self._client: aiomqtt.Client | None = None

    async def run(self) -> None:
        protocol = aiomqtt.ProtocolVersion.V5
        async with aiomqtt.Client("127.0.0.1", self._port, identifier="site", protocol=protocol) as client:
            self._client = client
            await client.subscribe(f"{ROOT}/command/#", qos=1)
            self.ready.set()
            async for message in client.messages:
                assert isinstance(message.payload, bytes)
                command = jws.verify(message.payload.decode(), key=self._command_key, typ=jws.Typ.COMMAND)
                self.commands.append(command)
                if command["name"] == "events.replay":
                    for event in self.log.events[command["body"]["first"] - 1 : command["body"]["last"]]:
                        await self.send(event)
                reply = {"id": command["id"], "site": SITE_ID, "name": command["name"], "status": "accepted"}
                await client.publish(f"{ROOT}/reply/central", self.signed(reply), qos=1)

    def signed(self, reply: dict[str, Any]) -> str:
        whole = {"reason": None, "data": {}, "lo_s": 0, "hi_s": None} | reply
        return jws.sign(whole, key=self._key, typ=jws.Typ.REPLY)

    async def send(self, event: dict[str, Any]) -> None:
        assert self._client is not None
        await self._client.publish(f"{ROOT}/event/{event['type'].removeprefix('lockerd.')}", json.dumps(event), qos=1)

    async def report(self) -> None:
        assert self._client is not None
        await self._client.publish(f"{ROOT}/reported", json.dumps({"head": self.log.head}), qos=1, retain=True)
