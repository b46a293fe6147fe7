"""What an ``expect`` step asks, answered in words: what is not as it should be."""

from collections.abc import Iterable, Mapping
from typing import Any

from lockercentral.events import Event
from lockersim.bench import Bench
from lockersim.people.person import Person
from lockersim.scenario.expect import Expect
from lockersim.scenario.places import cabinet_of, place
from lockersim.site.terminal import RefusedError, UnreachableError


async def unmet(expect: Expect, bench: Bench, *, mark: "Marked", people: Mapping[str, Person]) -> list[str]:
    """Return what does not hold at the moment; raises nothing when lockerd is away, that is an answer too."""
    found = [
        *_orders(expect, bench),
        *_receipts(expect, bench),
        *_truth(expect, bench),
        *event_problems(expect, bench, mark),
        *signal_problems(expect, bench, mark),
        *_rest(expect, bench, mark),
    ]
    try:
        if expect.conditions or expect.believes:
            found += _beliefs(expect, bench, await bench.admin.compartments())
        for name, phase in expect.visits.items():
            found += await _visit(name, phase, bench, people)
    except (RefusedError, UnreachableError) as error:
        found.append(f"lockerd does not say: {error}")
    return found


async def _visit(name: str, phase: str, bench: Bench, people: Mapping[str, Person]) -> list[str]:
    person = people.get(name)
    if person is None or person.visit is None:
        return [f"nobody has begun with {name}"]
    visit = await bench.terminal.visit(person.visit.id)
    return [] if visit.phase == phase else [f"the visit for {name} is at {visit.phase}, not {phase}"]


class Marked:
    """Where counting begins: after these many events and pulses."""

    def __init__(self, bench: Bench) -> None:
        self.events = len(bench.central.copy.events)
        self.pulses = len(bench.wall.world.pulses)
        self.beeps = 0 if bench.wall.cabinet is None else len(bench.wall.cabinet.beeps)


def _orders(expect: Expect, bench: Bench) -> Iterable[str]:
    for name, state in expect.orders.items():
        view = bench.papers.view(name)
        is_state = view.state if view is not None else "unknown"
        if is_state != state:
            yield f"order of {name} is {is_state}, not {state}"
    for thing, state in expect.parts.items():
        document, number = bench.papers.of_thing(thing)
        view = bench.papers.view(document.name)
        is_state = view.parts[number - 1].state if view is not None else "unknown"
        if is_state != state:
            yield f"the part of {thing} is {is_state}, not {state}"


def _receipts(expect: Expect, bench: Bench) -> Iterable[str]:
    for name, grade in expect.receipts.items():
        document, number = bench.papers.of_thing(name)
        view = bench.papers.view(document.name)
        parts = () if view is None else [each for each in view.parts if document.parts == 1 or each.number == number]
        has = next((part.grade for part in parts if part.receipt is not None), None)
        if has != grade:
            yield f"the receipt of {name} says {has or 'nothing'}, not {grade or 'nothing'}"


def _truth(expect: Expect, bench: Bench) -> Iterable[str]:
    world = bench.wall.world
    for where, door in expect.doors.items():
        compartment = world.compartments[place(where, bench)]
        if compartment.door != door:
            yield f"door {compartment.id} is {compartment.door}, not {door}"
    for name, wanted in expect.lies_in.items():
        is_in = world.where(name)
        if is_in != (None if wanted is None else place(wanted, bench)):
            yield f"{name} lies in {is_in or 'nothing'}, not in {wanted or 'nothing'}"


def signal_problems(expect: Expect, bench: Bench, mark: "Marked") -> Iterable[str]:
    """What is not as it should be with lights and sounds."""
    for where, wanted in expect.lights.items():
        compartment = place(where, bench)
        if (compartment in cabinet_of(bench).lit) != (wanted == "on"):
            yield f"the light at {compartment} is not {wanted}"
    if expect.heard is not None:
        heard = {beep.sound for beep in cabinet_of(bench).beeps[mark.beeps :]}
        if heard != {*expect.heard}:
            said = sorted("something that lasts" if sound is None else sound for sound in heard)
            yield f"the beeper said {', '.join(said) or 'nothing'}"


def event_problems(expect: Expect, bench: Bench, mark: Marked) -> Iterable[str]:
    """What is not as it should be with the events that central has had since the mark."""
    recent = list(bench.central.copy.events.values())[mark.events :]
    for wanted in expect.events:
        if not _count(wanted, recent, bench):
            yield f"central has had no {wanted}"
    for unwanted in expect.no_events:
        if _count(unwanted, recent, bench):
            yield f"central has had {unwanted}"
    for kind, most in expect.at_most.items():
        count = len(recent) if kind == "any" else _count(kind, recent, bench)
        if count > most:
            yield f"central has had {count} of {kind}, more than {most}"


def _count(pattern: str, events: Iterable[Event], bench: Bench) -> int:
    """How many events are of a type, at a place, with fields: ``grant.jammed@@d05 reason=held``."""
    named, *fields = pattern.split(" ")
    kind, at, where = named.partition("@")
    compartment = place(where, bench) if at else None
    wanted = dict(field.split("=", 1) for field in fields)
    return sum(
        event.type == kind
        and compartment in {None, event.compartment}
        and all(str(event.data.get(name)) == value for name, value in wanted.items())
        for event in events
    )


def _rest(expect: Expect, bench: Bench, mark: Marked) -> Iterable[str]:
    pulses = len(bench.wall.world.pulses) - mark.pulses
    if expect.pulses is not None and pulses != expect.pulses:
        yield f"there were {pulses} pulses, not {expect.pulses}"
    if expect.central is not None and not bench.central.copy.complete:
        gaps = ", ".join(str(gap) for gap in bench.central.copy.gaps())
        problems = "; ".join(bench.central.copy.problems)
        yield f"central's copy is not complete: missing {gaps or 'nothing'} {problems}".strip()
    if expect.central == "mended" and not any(notice.word == "mended" for notice in bench.central.notices):
        yield "central has had no gap to mend"


def _beliefs(expect: Expect, bench: Bench, beliefs: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for where, condition in expect.conditions.items():
        compartment = place(where, bench)
        is_condition = beliefs.get(compartment, {}).get("condition")
        if is_condition != condition:
            yield f"lockerd believes {compartment} {is_condition}, not {condition}"
    for where, fields in expect.believes.items():
        compartment = place(where, bench)
        belief = beliefs.get(compartment, {})
        for name, value in fields.items():
            if belief.get(name) != value:
                yield f"lockerd believes {name} of {compartment} {belief.get(name)}, not {value}"
