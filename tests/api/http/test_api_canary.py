"""Codes and badges sent to every wrong place: they come back in no answer, no log line and no file of the store."""

import asyncio
import logging
from itertools import product
from pathlib import Path

import httpx
import pytest
from api_site import Site, badge_text
from served_app import served

from lockerd.api.terminal.app import terminal_app

TYPED = "572412340"
PATHS = ["/v1/visits", "/v1/waiting"]
WANTED = ("loading", "retrieval", "emergency", "reissue")
ORDER = "0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42"
CANARY = "LK1:CANARY-7F3A9"


async def test_nothing_sent_is_repeated(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    codes = await site.ready()
    secrets = [CANARY, TYPED, badge_text(), codes["code"], codes["typed_code"]]
    opening = ({"code": codes["code"]}, {"code": codes["typed_code"]}, {"typed_code": codes["typed_code"]})
    async with served(terminal_app(site.terminal, asyncio.Event()), tmp_path, asyncio.Event()) as (client, _):
        site.hands.stuck.update({"A01", "A02"})
        answers: list[httpx.Response] = []
        for secret, path in product(secrets, PATHS):
            for body in (
                {"code": secret},
                {"typed_code": secret},
                {"typed_code": TYPED, "pickup_number": secret},
                {"badge": secret},
                *({"badge": secret, "want": want} for want in (*WANTED, secret)),
                {"badge": badge_text(), "want": "retrieval", "compartment": secret},
                {"badge": badge_text(), "want": "emergency", "compartment": "A01", "reason": secret},
                {"badge": secret, "want": "emergency", "compartment": "A01", "reason": "water"},
                *({"order": secret, "badge": secret, "want": want} for want in WANTED),
                *({"order": ORDER, "badge": secret, "want": want} for want in WANTED),
                {secret: secret},
                [secret],
                secret,
            ):
                if body in opening:
                    continue
                key = {"Idempotency-Key": f"key-{len(answers):06d}"}
                answers.append(await client.post(path, json=body, headers=key))
            answers.append(await client.post(path, json={}, headers={"Idempotency-Key": secret[:64]}))
            answers.append(await client.post(path, json={}, headers={"Idempotency-Key": secret}))
            answers.append(await client.post(path, content=secret, headers={"Idempotency-Key": "key-content"}))
            answers.append(await client.get(path, params={"code": secret}))
            answers.append(await client.get(f"/v1/visits/{secret}"))
            answers.append(await client.get(f"/{secret}", headers={"Accept-Language": secret, "Last-Event-ID": secret}))
        told = "\n".join(f"{a.text}\n{a.headers}" for a in answers)
    assert {a.status_code for a in answers} <= {200, 201, 400, 403, 404, 405, 409, 410, 422, 429}
    kept = b"".join(path.read_bytes() for path in site.database.parent.glob("lockerd.db*"))
    logged = caplog.text
    for secret in secrets:
        for part in {secret, secret[:24], secret[-24:]}:
            assert part not in told
            assert part not in _without_client(logged)
            assert part.encode() not in kept


def _without_client(text: str) -> str:
    """The client in this test logs its own requests; lockerd's lines are what is judged."""
    return "\n".join(line for line in text.splitlines() if "httpx" not in line and "httpcore" not in line)
