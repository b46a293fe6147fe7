"""The wall as the demo begins with it, without one word of the log taken back: only people and central do anything."""

import asyncio
from functools import partial
from typing import Final

from lockersim.errors import SimError
from lockersim.people.manners import Ending
from lockersim.server.stage import Stage
from lockersim.server.stock import Stock, clear_out, fill
from lockersim.waiting import until
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door, Latch

REASON: Final = "reset of the demo"
WORD: Final = "demo_reset"
"""What central gives as its reason."""
VISITS_S: Final = 150.0
"""Nobody is sent away from the terminal: a visit in which nothing is said ends by itself before that."""
REST_S: Final = 8.0
IN_ORDER: Final = frozenset({"free", "to_check", "reserved"})


async def reset(stage: Stage, stock: Stock) -> Ending:
    """Mend, shut, withdraw, clear and fill again. Raises ``SimError`` and ``RefusedError``."""
    bench = stage.bench
    stage.say("mends")
    bench.faults.clear_all()
    await bench.broker_on()
    await bench.power_on()
    await _shut_all(stage)
    if (await bench.admin.status())["halted"] is not None:
        await bench.admin.resume(REASON)
    stage.say("waits")
    await _nobody_there(stage)
    stage.say("withdraws")
    await _withdraw(stage)
    await _clear(stage)
    bench.papers.forget_all()
    stage.say("fills")
    await fill(bench, stage.desk, stock)
    return Ending("reset")


async def _shut_all(stage: Stage) -> None:
    wall = stage.bench.wall
    for bay in wall.world.compartments.values():
        if bay.door is Door.OPEN or bay.latch is Latch.UNLATCHED:
            await until(partial(_rests, bay), within_s=REST_S, what=f"the lock of {bay.id} rests")
            wall.hands.push_shut(bay.id)
    await stage.bench.all_read()


def _rests(bay: Compartment) -> bool:
    return not bay.pulling


async def _nobody_there(stage: Stage) -> None:
    try:
        async with asyncio.timeout(VISITS_S):
            while (await stage.bench.admin.status())["visits"]:
                await _shut_all(stage)
                await asyncio.sleep(stage.pace_s)
    except TimeoutError:
        raise SimError("somebody still stands at the terminal") from None


async def _withdraw(stage: Stage) -> None:
    """Central takes back every order; of what is over or was handed in lockerd says so, and it stays as it is."""
    papers = stage.bench.papers
    for document in papers.documents.values():
        view = papers.view(document.name)
        if view is not None and not view.closed:
            body = {"authority": document.authority, "order": papers.order_of(document.name), "reason": WORD}
            await papers.ask("order.cancel", body)


async def _clear(stage: Stage) -> None:
    """Staff look behind every door that is not free or empty as far as anybody knows, and take out what lies there."""
    bench = stage.bench
    for name, belief in (await bench.admin.compartments()).items():
        bay = bench.wall.world.compartments[name]
        if belief["condition"] in IN_ORDER and not bay.items:
            continue
        stage.say("clears", compartment=name)
        await clear_out(bench, name, direction=belief["direction"], reason=REASON)
