"""Playing a scenario with real processes in real time."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lockercentral.copy import Copy
from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.faults.targets import FaultError
from lockersim.scenario import checks
from lockersim.scenario.brought import custodies, too_early, unfounded
from lockersim.scenario.fetched import left_behind
from lockersim.scenario.model import Scenario
from lockersim.scenario.obstacles import obstacles
from lockersim.scenario.report import Report, StepReport
from lockersim.scenario.steps import Stage
from lockersim.site.rig import VIRTUAL, Rig
from lockersim.site.terminal import RefusedError
from lockersim.waiting import LOOK_S
from lockersim.world.hands import HandError

SETTLE_S = 20.0


async def play(
    scenario: Scenario,
    root: Path,
    *,
    rig: Rig = VIRTUAL,
    say: Callable[[str], None] = lambda _line: None,
    film: Path | None = None,
) -> Report:
    """Play ``scenario`` in the empty folder ``root``; a step that fails ends the story, the checks are made anyway.

    ``film``: what lockerd decided is written there, as `lockerctl support bundle` does.
    """
    report = Report(scenario.title, not_on_rig=obstacles(scenario, rig))
    if report.not_on_rig:
        return report
    began_s = time.monotonic()
    async with Bench(
        root,
        scenario.wall.spec(),
        rig=rig,
        seed=scenario.seed,
        policy=scenario.policy,
        walk_ins=scenario.walk_ins,
    ) as bench:
        stage = Stage(bench)
        for number, (verb, step) in enumerate(scenario.steps, 1):
            step_s = time.monotonic()
            said, error = "", ""
            try:
                said = await stage.do(step)
            except (SimError, FaultError, HandError, RefusedError) as failure:
                error = str(failure)
            now_s = time.monotonic()
            report.steps.append(
                StepReport(number, verb, round(now_s - step_s, 3), round(now_s - began_s, 3), said, error)
            )
            say(str(report.steps[-1]))
            if error:
                break
        report.breaches += checks.physical(bench.watcher)
        report.breaches += await _settle(bench)
        if film is not None:
            await asyncio.to_thread(film.write_text, json.dumps(await bench.admin.bundle()))
        report.breaches += unfounded(custodies(bench.papers), bench.wall.world)
        report.breaches += too_early(bench.papers, bench.watcher.takings)
        report.measures = _measures(stage, began_s)
    return report


async def _settle(bench: Bench) -> list[str]:
    """Bring everything back, let central catch up, and compare its copy with the site's own log."""
    try:
        bench.faults.clear_all()
        await bench.broker_on()
        await bench.power_on()
        rows = await bench.admin.custody()
        await bench.wait(
            lambda: bench.central.copy.complete and len(bench.central.copy.events) >= len(rows),
            within_s=SETTLE_S,
            what=f"central has all {len(rows)} events",
        )
        found = await differences(bench.central.copy, bench.admin.custody, within_s=SETTLE_S)
        return [*found, *left_behind(bench.papers, bench.wall.world, await bench.admin.compartments())]
    except (SimError, RefusedError) as error:
        return [str(error), *bench.central.copy.problems]


async def differences(
    copy: Copy, custody: Callable[[], Awaitable[list[dict[str, Any]]]], *, within_s: float
) -> list[str]:
    """Return where central's copy and the site's own log differ and stay so: the site may write on meanwhile."""
    clock = asyncio.get_running_loop()
    until_s = clock.time() + within_s
    while (found := checks.in_step(copy, await custody())) and clock.time() < until_s:  # noqa: ASYNC110 - other programs
        await asyncio.sleep(LOOK_S)
    return found


def _measures(stage: Stage, began_s: float) -> dict[str, int | float]:
    bench = stage.bench
    spec = bench.wall.spec
    families = {bus.boards[0].family: bus.id for bus in spec.buses} | ({"pins": spec.pins.id} if spec.pins else {})
    pulses = bench.wall.world.pulses
    return {
        "collections": stage.collections,
        "pulses": len(pulses),
        **{f"pulses_{family}": sum(p.channel.bus == bus for p in pulses) for family, bus in families.items()},
        "events_at_central": len(bench.central.copy.events),
        "events_repeated": bench.central.copy.repeated,
        "gaps_mended": sum(notice.word == "mended" for notice in bench.central.notices),
        "lockerd_starts": bench.daemon.starts,
        "seconds": round(time.monotonic() - began_s, 1),
    }
