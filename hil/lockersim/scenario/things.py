"""Steps that happen to things, asked by nobody: hands, faults, the cabinet, the broker."""

from lockersim.bench import Bench
from lockersim.scenario import verbs
from lockersim.scenario.places import cabinet_of, place, target
from lockersim.scenario.step import Step


async def happen(step: Step, bench: Bench) -> str:
    """Do a step that happens to things, and return what the report says of it."""
    match step:
        case verbs.Hand():
            bench.wall.hands.act(step.do, place(step.at, bench), item=step.item)
        case verbs.FaultOn():
            at = target(step.target, bench)
            bench.faults.apply(step.name, at, amount=step.amount)
            return f"{step.name} on {at}"
        case verbs.FaultOff() if step.name == "all":
            bench.faults.clear_all()
        case verbs.FaultOff():
            bench.faults.clear(step.name, target(step.target, bench))
        case verbs.AtCabinet():
            cabinet_of(bench).act(step.do)
        case verbs.BrokerPower():
            await (bench.broker_on() if step.state == "on" else bench.broker.kill())
        case _:
            raise AssertionError(step)
    return ""
