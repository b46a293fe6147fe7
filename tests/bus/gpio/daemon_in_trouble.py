"""What the daemon does with a guardian, in a process that a test can kill or stop: ``LOG PULSE_MS``. Says ``fired``."""

import asyncio
import sys
from pathlib import Path

from guardian_on_files import command

from lockerd.bus.gpio.guarded import GuardianPulser


async def main() -> None:
    pulser = GuardianPulser(
        {1: (17, int(sys.argv[2]))}, command=command(Path(sys.argv[1])), sys_folder=Path("/nowhere")
    )
    await pulser.open(lambda _: None, lambda: None)
    pulser.fire(1)
    print("fired", flush=True)
    await asyncio.sleep(60)


asyncio.run(main())
