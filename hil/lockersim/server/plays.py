"""The shows: simulated people, real bytes, and one ending that each of them promises."""

from collections.abc import Awaitable, Callable
from typing import Final, Literal

from lockersim.errors import SimError
from lockersim.people.manners import By, Ending, Manner
from lockersim.people.person import Person
from lockersim.people.retrieving import Report, Retriever
from lockersim.server.props import to_bring, to_collect, to_exchange, to_hand_in, to_put_in
from lockersim.server.stage import Stage
from lockersim.site.site import AUTHORITIES
from lockersim.waiting import until

What = Literal[
    "collect", "hand_in", "walk_in", "exchange", "old_first", "load", "retrieve", "jam", "forced_door", "power_cut"
]
SEEN_S: Final = 5.0


async def collect(stage: Stage) -> Ending:
    """A person fetches a document with the letter's code."""
    return await _comes(stage, await to_collect(stage))


async def hand_in(stage: Stage) -> Ending:
    """A person puts something in, and gets a receipt."""
    return await _comes(stage, await to_hand_in(stage))


async def walk_in(stage: Stage) -> Ending:
    """A person brings something without a code, and gets a receipt all the same."""
    name = await to_bring(stage)
    stage.say("plays", thing=name)
    person = Person(stage.bench.scene, name, staff=False, reaction_s=stage.pace_s)
    return await stage.visit(person, person.walk_in())


async def exchange(stage: Stage) -> Ending:
    """A person takes the new document out and leaves the old one behind the same door."""
    return await _comes(stage, await to_exchange(stage, "same_compartment"))


async def old_first(stage: Stage) -> Ending:
    """A person leaves the old document behind one door, and only then gets the new one behind another."""
    return await _comes(stage, await to_exchange(stage, "old_first"))


async def load(stage: Stage) -> Ending:
    """Staff put a document in, and its code comes into being."""
    name = await to_put_in(stage)
    stage.say("plays", thing=name)
    person = Person(stage.bench.scene, name, staff=True, reaction_s=stage.pace_s)
    return await stage.visit(person, person.begin_loading())


async def retrieve(stage: Stage) -> Ending:
    """Staff go to the first door of the list that holds something of their office."""
    found = await _waiting(stage)
    if found is None:
        stage.say("prepares")
        await _comes(stage, await to_hand_in(stage), sentence="prepares", pace_s=stage.pace_s / 4)
        found = await _waiting(stage)
    if found is None:
        raise SimError("nothing waits for staff")
    authority, compartment = found
    stage.say("plays", compartment=compartment)
    exchanged = (await stage.bench.admin.compartments())[compartment]["direction"] == "both"
    report: Report = "found_old" if exchanged else "found"
    staff = Retriever(stage.bench.scene, authority, report=report, reaction_s=stage.pace_s)
    return await stage.visit(staff, staff.begin(compartment))


async def jam(stage: Stage) -> Ending:
    """A door sticks, and whoever stands there is not strong enough."""
    name = await to_collect(stage, contact=True)
    where = _place(stage, name)
    stage.bench.faults.apply("jam", where)
    try:
        return await _comes(stage, name, manner=Manner.GIVES_UP)
    finally:
        stage.bench.faults.clear("jam", where)


async def forced_door(stage: Stage) -> Ending:
    """Somebody breaks a loaded compartment open, and a passer-by pushes it shut."""
    where = _place(stage, await to_collect(stage))
    stage.say("waits", compartment=where)
    await stage.alone(where)
    stage.say("plays", compartment=where)
    stage.bench.faults.apply("forced_door", where)
    bay = stage.bench.wall.world.compartments[where]
    desk = stage.desk
    await until(lambda: _believed(desk.beliefs, where) == "quarantined", within_s=SEEN_S, what=f"{where} is blocked")
    await stage.breathe()
    await until(lambda: not bay.pulling, within_s=SEEN_S, what=f"the lock of {where} rests")
    stage.bench.wall.hands.push_shut(where)
    return Ending("quarantined")


async def power_cut(stage: Stage) -> Ending:
    """The power goes between the decision to open and the pulse; afterwards the same person shows the same code."""
    bench, name = stage.bench, await to_collect(stage)
    where = _place(stage, name)
    stage.say("waits", thing=name)
    await stage.alone(where)  # a lock that rests would be refused before anything is decided
    stage.say("plays", thing=name)
    board = next(f"{bus.id}/{c.address}" for bus in bench.wall.spec.buses for c in bus.compartments if c.id == where)
    bench.faults.apply("withheld_reply", board)  # without a fresh reading nothing is fired: the moment lasts
    person = Person(bench.scene, name, staff=False)
    try:
        await person.show_letter(By.QR)
        stage.desk.feed.add_sim("lockerd_off")
        await bench.daemon.kill()
        person.cut_off()
    finally:
        bench.faults.clear("withheld_reply", board)
    stage.say("dark", thing=name)
    await stage.breathe()
    stage.desk.feed.add_sim("lockerd_on")
    await bench.power_on()
    return await _comes(stage, name, sentence="again")


async def _comes(
    stage: Stage,
    name: str,
    *,
    manner: Manner = Manner.NORMAL,
    sentence: str = "plays",
    pace_s: float | None = None,
) -> Ending:
    stage.say(sentence, thing=name, compartment=stage.bench.wall.world.where(name) or "")
    pace_s = stage.pace_s if pace_s is None else pace_s
    person = Person(stage.bench.scene, name, staff=False, manner=manner, reaction_s=pace_s)
    return await stage.visit(person, person.show_letter(By.QR))


async def _waiting(stage: Stage) -> tuple[str, str] | None:
    """The first door that waits for staff of an office: whose, and which."""
    bench = stage.bench
    for authority in AUTHORITIES:
        for row in await bench.terminal.waiting(bench.papers.badge(authority)):
            if row["item_count"] is not None and row["why"] != "other_found":
                return authority, str(row["compartment"]["id"])
    return None


def _place(stage: Stage, name: str) -> str:
    where = stage.bench.wall.world.where(name)
    assert where is not None, "what is ready to be collected lies somewhere"
    return where


def _believed(beliefs: dict[str, dict[str, object]] | None, compartment: str) -> object:
    return None if beliefs is None else beliefs[compartment]["condition"]


PLAYS: Final[dict[What, tuple[Callable[[Stage], Awaitable[Ending]], str]]] = {
    "collect": (collect, "collected"),
    "hand_in": (hand_in, "handed_in"),
    "walk_in": (walk_in, "handed_in"),
    "exchange": (exchange, "exchanged"),
    "old_first": (old_first, "exchanged"),
    "load": (load, "loaded"),
    "retrieve": (retrieve, "reported"),
    "jam": (jam, "trouble"),
    "forced_door": (forced_door, "quarantined"),
    "power_cut": (power_cut, "collected"),
}
"""Each with how it must end."""
