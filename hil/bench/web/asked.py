"""What every contender is asked and answers, and how each is measured. Imported by them, in whatever environment."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ROUTES = 38
"""As many as both APIs have."""
KEY = r"^[!-~]{8,64}$"


class Asked(BaseModel):
    """A body as the terminal's."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    order: str = Field(pattern=r"^[0-9a-f-]{36}$")
    badge: str = Field(min_length=1, max_length=4096)


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    number: int
    text: str


def told(body: Asked, name: str, limit: int, key: str) -> Told:
    """The answer to a request that fits."""
    return Told(id=body.order, number=limit, text=f"{name} {key}")


def rss_mib() -> float:
    """Of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def measured(make: Callable[[], Any]) -> Any:
    """Make an app; print what its making took in memory and processor time, imports included."""
    import asyncio  # noqa: F401 - whatever the daemon has anyway is not charged to the framework

    import uvicorn.protocols.http.h11_impl  # noqa: F401

    before_mib, began_s = rss_mib(), time.process_time()
    app = make()
    made_cpu_ms = (time.process_time() - began_s) * 1000
    print(
        json.dumps({"made_cpu_ms": made_cpu_ms, "made_mib": rss_mib() - before_mib, "before_mib": before_mib}),
        flush=True,
    )
    return app


def serve(app: Any, path: str) -> None:
    """Serve an ASGI app as the daemon does, until killed."""
    import uvicorn

    uvicorn.run(app, uds=path, http="h11", loop="asyncio", lifespan="on", log_config=None, access_log=False)
