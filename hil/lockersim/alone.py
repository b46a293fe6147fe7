"""Single parts for a lockerd somebody starts by hand: only the wall, or only central's ears."""

import asyncio
import json
from pathlib import Path

from lockersim.central import events
from lockersim.central.copy import Copy
from lockersim.central.link import Link
from lockersim.clock import LoopClock
from lockersim.errors import SimError
from lockersim.folder import held
from lockersim.pins.spec import pins
from lockersim.rig import Rig
from lockersim.site import SITE_ID
from lockersim.spec import WallSpec, demo_wall
from lockersim.wall import Wall


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


async def central(port: int, site: str = SITE_ID) -> int:
    """Print every event of a site as one line of JSON, and say where numbers are missing."""
    copy = Copy()

    def take(_topic: str, payload: bytes) -> None:
        try:
            event = events.parse(payload, site=site)
        except SimError as error:
            print(json.dumps({"problem": str(error)}), flush=True)
            return
        arrival = copy.add(event)
        gaps = [str(gap) for gap in copy.gaps()]
        print(json.dumps(event.as_json() | {"arrival": arrival, "gaps": gaps}, ensure_ascii=False), flush=True)

    link = Link(port, topics=(f"lockerd/v1/{site}/event/#",), on_message=take, name="lockersim-central")
    await link.run()
    return 0
