"""Until when certificates are good, looked at for as long as the daemon runs (F67)."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from lockerd.config import Config
from lockerd.config.certificates import ends
from lockerd.daemon.late_central import LateCentral
from lockerd.domain.model.reports import CertificatesReport

FIRST_S: Final = 60
"""The broker has shown its own by then, where it can be reached."""
LOOK_S: Final = 3600
BROKER: Final = "broker"
"""The one that the broker showed last."""


def known_ends(config: Config, central: LateCentral | None) -> Mapping[str, int]:
    """By name, Unix seconds."""
    return ends(config) | broker_end(central)


def broker_end(central: LateCentral | None) -> dict[str, int]:
    """That of the broker alone, empty where it has shown none."""
    end_s = None if central is None else central.progress.broker_end_s
    return {} if end_s is None else {BROKER: end_s}


async def watch_certificates(
    config: Config, central: LateCentral | None, report: Callable[[CertificatesReport], None]
) -> None:
    """Report for ever; of a site without certificates never."""
    await asyncio.sleep(FIRST_S)
    while True:
        found = known_ends(config, central)
        if found:
            report(CertificatesReport(found))
        await asyncio.sleep(LOOK_S)
