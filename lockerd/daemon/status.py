"""What only the composition root can know of the daemon's state: for `lockerctl status`."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lockerd import __version__
from lockerd.bus.driver import Driver
from lockerd.bus.gpio.auxiliary import Auxiliary
from lockerd.central.session import Session
from lockerd.clock import TrustedClock
from lockerd.config import Config
from lockerd.config.certificates import certificates
from lockerd.store.room import room


class Status:
    """Called for every status request; gives what can be written as JSON."""

    def __init__(
        self,
        *,
        config: Config,
        boot: str,
        clock: TrustedClock,
        owners: Mapping[str, Driver],
        auxiliary: Auxiliary | None,
        central: Session | None,
    ) -> None:
        self._config = config
        self._file = str(config.path.absolute())
        self._boot = boot
        self._clock = clock
        self._owners = owners
        self._auxiliary = auxiliary
        self._central = central
        self._started_ms = clock.monotonic_ms()

    def __call__(self) -> dict[str, Any]:
        """The parts beside the controller's own state."""
        return {
            "version": __version__,
            "boot": self._boot,
            "uptime_ms": self._clock.monotonic_ms() - self._started_ms,
            "config": {"file": self._file, "sha256": self._config.sha256},
            "time": self._clock.standing.value,
            "buses": {
                bus.id: {
                    "port": bus.where,
                    "power_group": bus.power_group,
                    "boards": {str(board.address): board.family for board in bus.boards},
                    **_driver(self._owners[bus.id]),
                }
                for bus in self._config.buses
            }
            | {
                gpio.id: {
                    "port": "gpio",
                    "power_group": gpio.power_group,
                    "locks": {str(lock.channel): lock.where for lock in gpio.locks},
                    **_driver(self._owners[gpio.id]),
                }
                for gpio in self._config.gpio
            },
            "auxiliary": None if self._auxiliary is None else _lines(self._auxiliary),
            "storage": _storage(self._config.paths.state),
            "certificates": certificates(self._config),
            "central": None if self._central is None else asdict(self._central.progress),
        }


def _storage(state: Path) -> dict[str, Any] | None:
    """Null: the disk does not say."""
    try:
        return asdict(room(state))
    except OSError:
        return None


def _driver(owner: Driver) -> dict[str, Any]:
    """The lock class is null while the part that ends pulses is lost: nothing is fired then."""
    return {
        "lock_class": None if owner.lock_class is None else owner.lock_class.value,
        "notes": list(owner.notes),
        "faults": list(owner.faults),
        "counters": asdict(owner.counters),
    }


def _lines(auxiliary: Auxiliary) -> dict[str, Any]:
    """Whether each input that is fitted is active; null: it cannot be read."""
    return {"active": {which.value: active for which, active in auxiliary.inputs.items()}, "notes": [*auxiliary.notes]}
