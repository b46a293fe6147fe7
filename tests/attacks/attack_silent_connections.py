"""1,000 connections to the terminal's socket that never ask: each is a descriptor, and the watchdog needs one."""

import asyncio

from siege import WATCHDOG_S, Target


async def attack(target: Target) -> None:
    for _ in range(target.dose(1_000, 20_000)):
        await target.connect(target.terminal)
    await asyncio.sleep(WATCHDOG_S)
