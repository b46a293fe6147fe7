"""What a rig cannot do that a scenario wants: said in words, instead of a story that fails for the wrong reason."""

from collections.abc import Iterable

from lockersim.scenario import verbs
from lockersim.scenario.model import Scenario
from lockersim.scenario.step import Step
from lockersim.site.rig import Rig

AT_LOCKERDS_ADAPTER = frozenset({"unplugged", "echo"})
"""Faults that happen at the adapter in lockerd's machine: they can be caused only where that is simulated."""


def obstacles(scenario: Scenario, rig: Rig) -> list[str]:
    """Return what keeps ``scenario`` from being played on ``rig``; nothing where it can be."""
    return [
        *_wall(scenario, rig),
        *(reason for number, step in _numbered(scenario) for reason in _step(number, step, rig)),
    ]


def _numbered(scenario: Scenario) -> Iterable[tuple[int, Step]]:
    return enumerate((step for _, step in scenario.steps), 1)


def _wall(scenario: Scenario, rig: Rig) -> Iterable[str]:
    spec = scenario.wall.spec()
    if missing := rig.without_wire(spec):
        yield f"the rig has no wires for these lines of lockerd's pins: {', '.join(map(str, missing))}"
    if rig.lines == "simulated":
        return
    buses = spec.buses
    if len(buses) > len(rig.lines):
        yield f"the wall has {len(buses)} buses and the rig {len(rig.lines)} lines"
    for bus in buses:
        if bus.gateway:
            yield f"bus {bus.id} is behind a TCP gateway; the rig has cables"
        if bus.echo:
            yield f"bus {bus.id} has an adapter that echoes; lockerd's adapter is real"


def _step(number: int, step: Step, rig: Rig) -> Iterable[str]:
    match step:
        case verbs.Power(state="off") if rig.lockerd.cut is None:
            yield f"step {number} (power): the rig cannot cut lockerd's power"
        case verbs.FaultOn(name=name) if name in AT_LOCKERDS_ADAPTER and rig.lines != "simulated":
            yield f"step {number} (fault): {name} happens at lockerd's adapter, which is real"
