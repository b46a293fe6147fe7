"""The wall as the controller sees it: every unlock goes to the bus that carries its compartment."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.driver import Driver
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.link.link import Link
from lockerd.bus.reopening import RESTS_S
from lockerd.bus.setup import BoardSetup, BusSetup, SensorAt
from lockerd.config import Config
from lockerd.config.inputs import InputKind
from lockerd.config.sensors import hanging_in
from lockerd.config.wall import BoardConfig, BusConfig
from lockerd.daemon.gpio import gpio_owner
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import Report, Unlock, Withdraw


class Buses:
    """Hands the controller's effects to the owners of buses and pins; one arbiter serves all of a power group."""

    def __init__(self, owners: Sequence[Driver]) -> None:
        self._owners = tuple(owners)
        self._carrier: Mapping[CompartmentId, Driver] = {
            compartment: owner for owner in owners for compartment in owner.compartments
        }

    def unlock(self, unlock: Unlock) -> None:
        """Fire one lock."""
        self._carrier[unlock.compartment].submit(unlock)

    def withdraw(self, withdraw: Withdraw) -> None:
        """Give an attempt back; a bus that does not know it, or has answered already, ignores this."""
        for owner in self._owners:
            owner.withdraw(withdraw)

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        """Look at these doors more often."""
        for owner in self._owners:
            owner.watch(compartments)


def owners_of(
    config: Config,
    *,
    monotonic_ms: Callable[[], int],
    report: Callable[[Report], None],
    progress: Callable[[str], None],
    rests_s: float,
    open_link: Callable[[BusConfig], Awaitable[Link]],
) -> dict[str, Driver]:
    """One owner per configured bus and set of pins, by its name; each shows ``progress`` every ``rests_s`` at least."""
    rests_s = min(rests_s, RESTS_S)
    arbiters = {
        group.id: PowerArbiter(monotonic_ms=monotonic_ms, recovery_ms=group.recovery_ms)
        for group in config.power_groups
    }
    doors = Doors(report)
    buses: dict[str, Driver] = {
        bus.id: BusOwner(
            _setup(config, bus),
            doors=doors,
            open_link=partial(open_link, bus),
            power=arbiters[bus.power_group],
            monotonic_ms=monotonic_ms,
            report=report,
            progress=partial(progress, bus.id),
            rests_s=rests_s,
        )
        for bus in config.buses
    }
    return buses | {
        gpio.id: gpio_owner(
            config,
            gpio,
            doors=doors,
            power=arbiters[gpio.power_group],
            monotonic_ms=monotonic_ms,
            report=report,
            progress=partial(progress, gpio.id),
            rests_s=rests_s,
        )
        for gpio in config.gpio
    }


def _setup(config: Config, bus: BusConfig) -> BusSetup:
    boards = []
    for board in bus.boards:
        codec = board.codec
        wired = [each for each in config.compartments if (each.bus, each.address) == (bus.id, board.address)]
        boards.append(
            BoardSetup(
                codec=codec,
                address=board.address,
                compartments={each.channel: CompartmentId(each.id) for each in wired},
                feedbacks=_hung(config, bus, board, InputKind.FEEDBACK),
                items=_hung(config, bus, board, InputKind.ITEM),
                pulse=None if codec.profile.refused else Pulse(codec.profile.pulse_ms),
            )
        )
    return BusSetup(
        bus=bus.id,
        speed_baud=bus.line_speed_baud,
        boards=tuple(boards),
        echo=bus.echo,
        scan_period_ms=bus.scan_period_ms,
    )


def _hung(config: Config, bus: BusConfig, board: BoardConfig, kind: InputKind) -> dict[int, SensorAt]:
    return {
        each.at.channel: SensorAt(each.compartment, each.sensor, each.true_bit)
        for each in hanging_in(config)
        if (each.at.bus, each.at.address, each.at.kind) == (bus.id, board.address, kind)
    }
