"""F67 where it meets the files: what is told of certificates while the daemon runs."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from virtual_loop import virtual_time

from lockerd.central.progress import Progress
from lockerd.config import load
from lockerd.daemon.certificates import FIRST_S, LOOK_S, watch_certificates
from lockerd.domain.model.reports import CertificatesReport

EXAMPLE = Path(__file__).parents[2] / "docs" / "lockerd.example.toml"


@dataclass
class Central:
    progress: Progress = field(default_factory=Progress)


@pytest.mark.parametrize("end_s", [None, 1_800_000_000])
@virtual_time
async def test_f67_the_brokers_own_is_told_as_soon_as_it_has_shown_it_and_each_hour(end_s: int | None) -> None:
    heard: list[tuple[float, dict[str, int]]] = []
    central = Central()

    loop = asyncio.get_running_loop()
    began_s = loop.time()

    def report(told: CertificatesReport) -> None:
        heard.append((loop.time() - began_s, dict(told.ends)))

    task = asyncio.ensure_future(watch_certificates(load(EXAMPLE), central, report))  # type: ignore[arg-type]
    await asyncio.sleep(FIRST_S / 2)
    central.progress = Progress(broker_end_s=end_s)
    await asyncio.sleep(FIRST_S + LOOK_S)
    task.cancel()
    assert heard == ([] if end_s is None else [(FIRST_S + k * LOOK_S, {"broker": end_s}) for k in (0, 1)])
