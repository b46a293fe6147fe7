"""``lockersim wall``: only the wall, for a lockerd somebody starts by hand."""

import asyncio
from pathlib import Path

from lockersim.folder import held
from lockersim.pins.spec import pins
from lockersim.site.rig import Rig
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock


async def wall(folder: Path, rig: Rig) -> int:
    """Plug the demo's wall in, below ``folder`` or on the rig's lines and pins; print its part of a configuration."""
    ports = (folder / "ports").resolve()
    ports.mkdir(parents=True, exist_ok=True)
    buses, clock = demo_wall().buses, LoopClock(asyncio.get_running_loop())
    beside = max(c.column for bus in buses for c in bus.compartments) + 1
    spec = WallSpec(buses=buses, pins=pins(rig.doors_on_pins, column=beside) if rig.doors_on_pins else None)
    with held(folder):
        async with Wall(spec, clock, folder=ports, ports=rig.ports(spec), wires=rig.wires(spec, ports)) as running:
            print(running.config_toml(), flush=True)
            await asyncio.Event().wait()
    return 0
