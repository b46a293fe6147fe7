"""What a test finds ready at the station, whatever those before it have used up: letters, slips, empty doors."""

from collections.abc import Sequence

from page_kit import EVENTUALLY_S, Station

from lockersim.people.inspecting import inspect
from lockersim.people.manners import By
from lockersim.people.papers import CLASSES, needs_of
from lockersim.people.person import Person
from lockersim.server.stock import announce, clear_out, put_in
from lockersim.wall.demo import HAND_IN_DOORS

REASON = "the test needs an empty door"
SETTLED = {"free", "to_check", "reserved", "occupied", "quarantined", "jammed"}
"""Conditions of a door at which nobody stands."""


async def letter_ready(station: Station) -> str:
    """The name of a document that lies ready, with an unused letter that no other test has."""
    bench = station.bench
    for name, document in bench.papers.documents.items():
        if name not in station.used and document.kind == "collection" and document.document_class in CLASSES:
            view = bench.papers.view(name)
            if view is not None and view.state == "ready" and view.code is not None:
                break
    else:
        name = await loaded(station, CLASSES[0])
    station.used.add(name)
    return name


async def loaded(station: Station, document_class: str) -> str:
    """The name of a document that staff have just put in, with its letter."""
    name = await announce(station.bench, station.desk, document_class)
    await put_in(station.bench, name)
    await has_letter(station, name)
    return name


async def slip_ready(station: Station, document_class: str) -> str:
    """The name of a document that staff have on their desk."""
    name = station.desk.next_name(document_class)
    await station.bench.papers.announce(name, document_class=document_class, needs=(needs_of(document_class),))
    return name


async def on_demand(station: Station, document_class: str) -> str:
    """The name of a document that staff have on their desk, and whose person has the letter already."""
    name = station.desk.next_name(document_class)
    needs = (needs_of(document_class),)
    await station.bench.papers.announce(name, document_class=document_class, needs=needs, on_demand=True)
    await has_letter(station, name)
    return name


async def empty_doors(station: Station, count: int) -> None:
    """Have staff prove so many doors for hand-ins empty, and clear out what lies there if too few are."""
    bench = station.bench
    beliefs = await bench.admin.compartments()
    rows = {door: beliefs[door] for door in HAND_IN_DOORS if beliefs[door]["condition"] in SETTLED}
    proven = [door for door, row in rows.items() if row["condition"] == "free" and row["item"] == "absent"]
    unproven = [door for door, row in rows.items() if row["condition"] == "to_check" and row["order"] is None]
    held = [door for door in rows if door not in proven and door not in unproven]
    fired_ms = {pulse.compartment: pulse.start_ms for pulse in bench.wall.world.pulses}
    longest = sorted(held, key=lambda door: fired_ms.get(door, 0.0))  # the lock of the one opened last still rests
    wanted = [*unproven, *longest][: max(0, count - len(proven))]
    assert len(proven) + len(wanted) >= count, f"somebody stands at too many doors: {beliefs}"
    for door in wanted:
        if door in unproven:
            await inspect(bench.scene, bench.admin, door, found=False, reason=REASON)
        else:
            await clear_out(bench, door, direction=beliefs[door]["direction"], reason=REASON)


async def to_bring(station: Station, *, parts: int = 1, checklist: Sequence[str] = ()) -> str:
    """The name of something that somebody shall bring, with its letter, and doors that are proven empty for it."""
    await empty_doors(station, parts)
    name = station.desk.next_name("passport")
    await station.bench.papers.announce(
        name,
        document_class="passport",
        needs=(needs_of("passport"),) * parts,
        kind="hand_in",
        checklist=tuple(checklist),
    )
    await has_letter(station, name)
    return name


async def brought(station: Station) -> str:
    """The name of something that somebody has handed in."""
    name = await to_bring(station)
    person = Person(station.bench.scene, name, staff=False)
    await person.show_letter(By.QR)
    assert (await person.finish()).word == "handed_in"
    return name


async def to_exchange(station: Station, form: str = "same_compartment") -> str:
    """The name of a new document that lies ready for who leaves the old one."""
    await empty_doors(station, 1 if form == "same_compartment" else 2)
    name = await announce(station.bench, station.desk, "passport", kind="swap", form=form)
    await put_in(station.bench, name)
    await has_letter(station, name)
    return name


async def has_letter(station: Station, name: str) -> None:
    """Central has sent the letter."""
    papers = station.bench.papers
    await station.bench.wait(lambda: papers.letter(name) is not None, within_s=EVENTUALLY_S, what="the letter comes")
