"""``Idempotency-Key``: the same request again gets its recorded outcome, and never a second pulse.

What is recorded is keyed with a secret of the site: a plain hash of a body with nine digits in it would give the code
away to whoever reads the database (design rule 12), and so would a code sent as the key itself.
"""

import hmac
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from lockerd.api.http.routes import In
from lockerd.controller import Memo

IdempotencyKey = Annotated[
    str,
    In.HEADER,
    Field(
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller at random, one per intention; kept for 24 hours. Never a code.",
        examples=["6f1c2a9e-1d5b-4c7e-8a51-0b6b2a6f9d10"],
    ),
]


async def memo_of(request: Request, key: str, *, api: str, secret: bytes) -> Memo:
    """The memo of one request to one of the APIs (``terminal`` or ``admin``, and whose)."""
    body = await request.body()
    asked = f"{request.method}\n{request.url.path}\n".encode() + body
    return Memo(
        scope="http",
        key=_digest(secret, b"key", api.encode(), key.encode()),
        fingerprint=_digest(secret, b"request", api.encode(), asked),
    )


def _digest(secret: bytes, *parts: bytes) -> str:
    return hmac.digest(secret, b"\x00".join((b"lockerd idempotency", *parts)), "sha256").hex()
