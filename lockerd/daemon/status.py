"""What only the composition root can know of the daemon's state: for `lockerctl status`."""

from collections.abc import Mapping
from pathlib import Path

from lockerd import __version__
from lockerd.api.admin.status_views import (
    AuxiliaryView,
    BusCountersView,
    BusView,
    CentralView,
    ConfigFileView,
    PartsView,
    PinsView,
    StorageView,
)
from lockerd.bus.driver import Driver
from lockerd.bus.gpio.auxiliary import Auxiliary
from lockerd.central.progress import Progress
from lockerd.clock import TrustedClock
from lockerd.config import Config
from lockerd.config.certificates import certificates
from lockerd.config.gpio import GpioConfig
from lockerd.config.site import CopiesConfig
from lockerd.config.wall import BusConfig
from lockerd.daemon.certificates import broker_end
from lockerd.daemon.late_central import LateCentral
from lockerd.store import keeping
from lockerd.store.room import room


class Status:
    """Called for every status request."""

    def __init__(
        self,
        *,
        config: Config,
        boot: str,
        clock: TrustedClock,
        owners: Mapping[str, Driver],
        auxiliary: Auxiliary | None,
        central: LateCentral | None,
        started_ms: int,
    ) -> None:
        """``started_ms``: since when the daemon runs, on the clock's monotonic time."""
        self._config = config
        self._file = str(config.path.absolute())
        self._boot = boot
        self._clock = clock
        self._owners = owners
        self._auxiliary = auxiliary
        self._central = central
        self._started_ms = started_ms

    def __call__(self) -> PartsView:
        """The parts beside the controller's own state."""
        config, owners = self._config, self._owners
        buses: dict[str, BusView | PinsView] = {bus.id: _bus(bus, owners[bus.id]) for bus in config.buses}
        buses |= {gpio.id: _pins(gpio, owners[gpio.id]) for gpio in config.gpio}
        return PartsView(
            version=__version__,
            boot=self._boot,
            uptime_ms=self._clock.monotonic_ms() - self._started_ms,
            config=ConfigFileView(file=self._file, sha256=config.sha256),
            time=self._clock.standing,
            buses=buses,
            auxiliary=None if self._auxiliary is None else _lines(self._auxiliary),
            storage=_storage(config.paths.state),
            certificates={**certificates(config), **broker_end(self._central)},
            copies=_copies(config.copies),
            central=None if self._central is None else _central(self._central.progress),
        )


def _bus(bus: BusConfig, owner: Driver) -> BusView:
    return BusView(
        port=bus.where,
        power_group=bus.power_group,
        lock_class=owner.lock_class,
        notes=list(owner.notes),
        faults=list(owner.faults),
        counters=_counters(owner),
        boards={board.address: board.family for board in bus.boards},
    )


def _pins(gpio: GpioConfig, owner: Driver) -> PinsView:
    return PinsView(
        port="gpio",
        power_group=gpio.power_group,
        lock_class=owner.lock_class,
        notes=list(owner.notes),
        faults=list(owner.faults),
        counters=_counters(owner),
        locks={lock.channel: lock.where for lock in gpio.locks},
    )


def _counters(owner: Driver) -> BusCountersView:
    return BusCountersView.model_validate(owner.counters, from_attributes=True)


def _storage(state: Path) -> StorageView | None:
    try:
        return StorageView.model_validate(room(state), from_attributes=True)
    except OSError:
        return None


def _copies(copies: CopiesConfig) -> dict[str, int | None]:
    folders = {"backup": (keeping.DATABASE, copies.backup), "log": (keeping.LOG, copies.log)}
    return {name: kind.newest_s(folder) for name, (kind, folder) in folders.items() if folder is not None}


def _central(progress: Progress) -> CentralView:
    return CentralView.model_validate(progress, from_attributes=True)


def _lines(auxiliary: Auxiliary) -> AuxiliaryView:
    return AuxiliaryView(active=dict(auxiliary.inputs), notes=list(auxiliary.notes))
