"""What the composition root knows of the daemon's state, loaded when a technician asks for it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lockerd.bus.driver import Driver
from lockerd.bus.gpio.auxiliary import Auxiliary
from lockerd.clock import TrustedClock
from lockerd.config import Config
from lockerd.daemon.late_central import LateCentral

if TYPE_CHECKING:
    from lockerd.api.admin.status_views import PartsView

TellParts = Callable[[], "PartsView"]


def late_status(
    config: Config,
    *,
    boot: str,
    clock: TrustedClock,
    owners: Mapping[str, Driver],
    auxiliary: Auxiliary | None,
    central: LateCentral | None,
) -> Callable[[], TellParts]:
    """What loads it; the daemon counts as begun now."""
    started_ms = clock.monotonic_ms()

    def load() -> TellParts:
        from lockerd.daemon.status import Status

        return Status(
            config=config,
            boot=boot,
            clock=clock,
            owners=owners,
            auxiliary=auxiliary,
            central=central,
            started_ms=started_ms,
        )

    return load
