"""Staff who look into a compartment: they have it opened, take out what lies there, shut it, and report."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from lockersim.errors import SimError
from lockersim.people.scene import Scene
from lockersim.site.admin import Admin
from lockersim.site.terminal import RefusedError
from lockersim.waiting import until
from lockersim.world.model import Door, Feedback

LOOK_S = 0.05
OPENS_S = 5.0
PASSES = frozenset({"busy", "wait", "door_not_shut", "not_looked_inside", "item_still_seen"})
"""Refusals that pass by themselves: a lock that rests, sensors that have not been read anew."""
SEEN_S = 10.0
PATIENCE_S = 10.0
"""Staff go again where somebody is still served after so long."""


async def inspect(
    scene: Scene, admin: Admin, compartment: str, *, found: bool, reason: str, which: str | None = None
) -> None:
    """Report it empty, or that what a person had put in was found; of an exchange ``which`` of the two documents.

    Raises ``SimError`` or ``RefusedError``.
    """
    wall, watcher = scene.wall, scene.watcher
    bay = wall.world.compartments[compartment]
    right = watcher.technician(compartment)
    await _patiently(admin.open, compartment, reason)
    await until(lambda: bay.door is Door.OPEN and not bay.pulling, within_s=OPENS_S, what=f"{compartment} opens")
    if bay.feedback is not Feedback.NONE:
        await _seen_open(admin, compartment)  # nobody looks into a compartment faster than its door is read
    watcher.end(right)
    for item in tuple(bay.items):
        watcher.take(compartment, item.name, by=None)
    wall.hands.push_shut(compartment)
    if found and which is not None:
        await _patiently(partial(admin.found, which=which), compartment, reason)
    else:
        await _patiently(admin.found if found else admin.clear, compartment, reason)


async def _seen_open(admin: Admin, compartment: str) -> None:
    try:
        async with asyncio.timeout(SEEN_S):
            while not _is_open((await admin.compartments())[compartment]):  # noqa: ASYNC110 - another process
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise SimError(f"lockerd has not seen {compartment} open") from None


def _is_open(belief: Mapping[str, Any]) -> bool:
    return bool(belief["door"] == "open" or belief["latch"] == "unlatched")


async def _patiently(ask: Callable[[str, str], Awaitable[Any]], compartment: str, reason: str) -> None:
    loop = asyncio.get_running_loop()
    until_s = loop.time() + PATIENCE_S
    while True:
        try:
            await ask(compartment, reason)
        except RefusedError as refusal:
            if refusal.code not in PASSES or loop.time() > until_s:
                raise
            await asyncio.sleep(max(refusal.retry_after_ms / 1000, LOOK_S))
        else:
            return
