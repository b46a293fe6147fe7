"""A whole simulated wall: world, boards and lines built from one description."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from lockersim.boards import FAMILIES, Board
from lockersim.line.gateway import GatewayPort
from lockersim.line.line import GRAIN_MS, Line
from lockersim.line.port import Port, PtyPort
from lockersim.pins.box import PinBox
from lockersim.pins.cabinet import CabinetBox
from lockersim.pins.spec import ADDRESS
from lockersim.pins.wires import Wires
from lockersim.wall.spec import WallSpec
from lockersim.wall.toml import config_toml
from lockersim.world.cabinet import Cabinet
from lockersim.world.clock import Clock
from lockersim.world.compartment import Compartment
from lockersim.world.hands import Hands
from lockersim.world.model import ChannelRef, Feedback, Lock
from lockersim.world.world import World


class Wall:
    """The running wall. ``async with Wall(...)`` plugs the adapters in; ptys appear as ``folder/<bus id>``.

    ``ports`` are the ports of buses, by their ids, that do not end here in a pty or a gateway; ``wires`` run to the
    pins of lockerd's machine, for a wall with locks on them.
    The same ``seed`` and the same doings give the same world. ``jitter_ms`` is the most a byte comes late, ``grain_ms``
    how long an adapter collects bytes.
    """

    def __init__(
        self,
        spec: WallSpec,
        clock: Clock,
        *,
        folder: Path,
        ports: Mapping[str, Port] | None = None,
        wires: Wires | None = None,
        seed: int = 0,
        jitter_ms: float = 0.2,
        grain_ms: float = GRAIN_MS,
    ) -> None:
        self.spec = spec
        self.clock = clock
        self.world = World(_compartments(spec), clock, seed=random.Random(seed).randrange(2**32))
        self.hands = Hands(self.world)
        self.lines: dict[str, Line] = {}
        self.boards: dict[str, Board] = {}
        for bus in spec.buses:
            port = (ports or {}).get(bus.id) or (GatewayPort() if bus.gateway else PtyPort(folder / bus.id))
            line = Line(
                bus.id, clock, port=port, speed_baud=bus.speed_baud, seed=seed, jitter_ms=jitter_ms, grain_ms=grain_ms
            )
            line.faults.echo = bus.echo
            self.lines[bus.id] = line
            for c in bus.compartments:
                self.world.wire(ChannelRef(bus.id, c.address, c.channel), c.id)
        for c in spec.channels.values():
            for hung, at in c.elsewhere.items():
                self.world.hang(at, c.id, hung)
        for bus in spec.buses:
            line = self.lines[bus.id]
            for part in bus.boards:
                board = FAMILIES[part.family](
                    self.world,
                    bus=bus.id,
                    address=part.address,
                    power_group=bus.power_group,
                    model=part.model,
                    closed_bit=part.closed_bit,
                    latency_ms=part.latency_ms,
                    pulse_ms=part.pulse_ms,
                    **part.options,
                )
                line.add(board)
                self.boards[board.name] = board

        self.cabinet: Cabinet | None = None
        self._wires = wires
        self._boxes: list[PinBox | CabinetBox] = []
        if spec.lines:
            assert wires is not None
            wires.on_level = self._on_level
            if spec.pins is not None:
                self._boxes.append(PinBox(self.world, spec.pins, wires))
            if spec.cabinet is not None:
                self.cabinet = Cabinet(self.world)
                self._boxes.append(CabinetBox(self.cabinet, spec.cabinet, wires))

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Plug all adapters and wires in. Needs a running asyncio loop; raises ``SimError`` or OSError."""
        for line in self.lines.values():
            line.start()
        if self._wires is not None:
            self._wires.start()
        for box in self._boxes:
            box.start()

    def stop(self) -> None:
        """Pull all adapters and wires."""
        for line in self.lines.values():
            line.stop()
        for box in self._boxes:
            box.stop()
        if self._wires is not None:
            self._wires.stop()

    def _on_level(self, line: int, high: bool) -> None:  # noqa: FBT001 - a level
        for box in self._boxes:
            box.on_level(line, high=high)

    def config_toml(self) -> str:
        """Return the sections of buses, pins and compartments of a lockerd configuration for this wall."""
        return config_toml(self.spec, {name: line.port.setting for name, line in self.lines.items()})


def _compartments(spec: WallSpec) -> list[Compartment]:
    doors = {
        (bus.id, board.address): (board.lock, board.feedback, board.leaf_contacts)
        for bus in spec.buses
        for board in bus.boards
    }
    if spec.pins is not None:
        doors[spec.pins.id, ADDRESS] = (Lock.HOOK, Feedback.CONTACT, False)
    found = []
    for channel, c in spec.channels.items():
        lock, feedback, leaf_contact = doors[channel.bus, channel.address]
        found.append(
            Compartment(
                id=c.id,
                row=c.row,
                column=c.column,
                size=c.size,
                height_cm=c.height_cm,
                lock=lock,
                feedback=feedback,
                item_sensor=c.item_sensor,
                spring=c.spring,
                leaf_contact=leaf_contact,
                elsewhere=frozenset(c.elsewhere),
            )
        )
    return found
