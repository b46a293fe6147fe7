"""What is searched of hand-ins: which doors, who comes, what has happened already, and what may go wrong."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.rounds import RoundKind
from search.box import Fitting, ItemKind
from search.budget import BENCH, TERMINAL, Budget
from search.hand_in.scene import Scene

TAKES_IN: Final = tuple(
    (Fitting(door, item), claims)
    for door in (DoorSensor.CONTACT, DoorSensor.BOTH, DoorSensor.HOOK)
    for item in (ItemKind.WORKING, ItemKind.FLAKY, ItemKind.NONE)
    for claims in (False, True)
    if claims or item is not ItemKind.NONE
)
"""Doors that take something in at all, and whether on a word (rules 16 and 18)."""
TROUBLES: Final = {
    "calm": BENCH,
    "crashes": BENCH._replace(crashes=2),
    "jams": BENCH._replace(jams=None),
    "hands": BENCH._replace(forces=1, technicians=True, careless=True),
    "board": BENCH._replace(crashes=1, outages=1),
    "strangers": BENCH._replace(strangers=1, things=1),
    "office": BENCH._replace(reissues=1, holds=1, crashes=1),
    "wishes": BENCH._replace(wishes=2, crashes=1),
    "all": BENCH._replace(
        crashes=2,
        forces=1,
        outages=1,
        springs=1,
        sticks=1,
        jams=None,
        strangers=1,
        things=1,
        reissues=1,
        wishes=1,
        holds=1,
        technicians=True,
        careless=True,
    ),
}
"""What may go wrong. People are never honest, and a finger always finds the hook."""
LEFT_BEHIND: Final = ("fired", "after 4999 ms", "1/1 says does_not_open")
"""How the first door is left behind once its lock was fired, and nobody has seen it open."""
ELSEWHERE: Final = ("crashes", "jams", "hands", "board", "office")
"""With which troubles it is looked at what follows where a door did not open, and another one is free."""
SWAPPED: Final = (*ELSEWHERE, "calm", "wishes", "all")
"""With which troubles an old one is given behind one door for a new one behind another."""
WALKED_IN: Final = (*ELSEWHERE, "calm", "wishes", "all")
"""With which troubles somebody brings something without a code."""
SEVERAL: Final = (*ELSEWHERE, "calm", "wishes", "all")
"""With which troubles two things are brought under one code."""
WEAR: Final = {"sticks": BENCH._replace(sticks=1), "springs": BENCH._replace(springs=1)}


OPENED: Final = ("show g1", "pulse", "fired", "report A01", "pull A01", "report A01")
SHUT: Final = ("report A01", "shut A01", "report A01")
BEGINS: Final = {
    "in custody": (*OPENED, "put 1/1", *SHUT, "1/1 says all_in", "after 3000 ms"),
    "unclear": (*OPENED, "put 1/1", *SHUT, "1/1 says nothing_in"),
    "to check": (*OPENED, *SHUT, "1/1 says nothing_in"),
    "to fetch": (),
}
"""What staff come for: it was handed in, or may have been, or nobody has fetched it."""
SWAPS: Final = {begin: BEGINS[begin] for begin in ("in custody", "unclear")}
"""How far an exchange behind two doors has come when staff look."""
STAFF: Final = {
    "honest": TERMINAL,
    "liars": TERMINAL._replace(lies=1),
    "crashes": TERMINAL._replace(crashes=1),
    "jams": TERMINAL._replace(jams=None),
    "hands": TERMINAL._replace(forces=1, springs=1),
    "board": TERMINAL._replace(outages=1),
    "strangers": TERMINAL._replace(strangers=1, things=1, lies=1),
    "office": TERMINAL._replace(reissues=1, holds=1),
    "emergency": TERMINAL._replace(emergencies=1),
    "emergency and a cut": TERMINAL._replace(emergencies=1, crashes=1),
    "all": TROUBLES["all"]._replace(retrievals=True, lies=1),
}
"""What may go wrong where staff take out at the terminal; nobody comes to mend it at the bench."""
FAMILIES: Final = {
    "calm": BENCH._replace(families=True),
    "a cut": BENCH._replace(families=True, crashes=1),
    "two cuts": BENCH._replace(families=True, crashes=2),
    "jams": BENCH._replace(families=True, jams=None),
    "office": BENCH._replace(families=True, reissues=1, holds=1),
    "all": TROUBLES["all"]._replace(families=True),
}
"""What may go wrong where somebody has one code to bring something, and one to fetch something."""
ROUNDS: Final = {
    "honest": Budget(),
    "liars": Budget(lies=1),
    "a cut": Budget(crashes=1),
    "two cuts": Budget(crashes=2),
    "jams": Budget(jams=None),
    "hands": Budget(forces=1, springs=1),
    "board": Budget(outages=1),
    "office": Budget(reissues=1, holds=1),
    "all": TROUBLES["all"]._replace(retrievals=True, lies=1),
}
"""What may go wrong on a round; where not all may, the round alone leads to doors that are free again."""
SECRETS: Final = {
    "guesses": BENCH._replace(guesses=6),
    "guesses and a cut": BENCH._replace(guesses=6, crashes=1),
}
"""What may go wrong where a code is not enough."""
LOOKED_INTO: Final = tuple(
    Fitting(door, item)
    for door in DoorSensor
    if door is not DoorSensor.NONE
    for item in (ItemKind.WORKING, ItemKind.NONE)
)
"""Doors behind which they look."""


def scenes() -> Iterator[Scene]:
    """Each kind of door with each trouble; two people who bring something; doors beside which others fetch; staff."""
    for fitting, claims in TAKES_IN:
        name = f"{fitting.door}-{fitting.item}{' claims' if claims else ''}"
        wear = WEAR if fitting.item is ItemKind.WORKING else {}
        for what, budget in {**TROUBLES, **wear}.items():
            yield Scene(f"{name} {what}", (fitting,), budget, claims)
        for what in ("calm", "all"):
            yield Scene(f"{name} two people {what}", (fitting,), TROUBLES[what], claims, second=True)
            yield Scene(f"{name} two doors {what}", (fitting, fitting), TROUBLES[what], claims, fetched=True)
        pulse = "pulse" if fitting.door is DoorSensor.CONTACT else "pulse, stuck"
        for what in SEVERAL if fitting.item is not ItemKind.FLAKY else ():
            two = Scene(f"{name} several {what}", (fitting, fitting), TROUBLES[what], claims, several=True)
            yield two
            yield two._replace(name=f"{name} several half {what}", walk=BEGINS["in custody"])
        for what in SWAPPED if fitting.item is not ItemKind.FLAKY else ():
            two = Scene(f"{name} old first {what}", (fitting, fitting), TROUBLES[what], claims, swapped=True)
            yield two
            yield two._replace(name=f"{name} old first half {what}", walk=BEGINS["in custody"])
        for what in WALKED_IN if fitting.item is not ItemKind.FLAKY else ():
            doors = (fitting, fitting)
            yield Scene(f"{name} without a code {what}", doors, TROUBLES[what], claims, walks_in=True, brings=False)
            if what in {"calm", "all"}:
                beside = f"{name} without a code, another with one {what}"
                yield Scene(beside, doors, TROUBLES[what], claims, walks_in=True, brings=False, second=True)
        yield Scene(f"{name} two doors wishes", (fitting, fitting), TROUBLES["wishes"], claims)
        for what in ELSEWHERE:
            walk = ("show g1", pulse, *LEFT_BEHIND)
            yield Scene(f"{name} elsewhere {what}", (fitting, fitting), TROUBLES[what], claims, walk=walk)
        for what, budget in FAMILIES.items() if fitting.item is not ItemKind.FLAKY else ():
            yield Scene(f"{name} family {what}", (fitting, fitting), budget, claims, fetched=True)
    for fitting in LOOKED_INTO:
        yield from _looked_into(fitting)


def _looked_into(fitting: Fitting) -> Iterator[Scene]:
    name = f"{fitting.door}-{fitting.item} staff look"
    for what, budget in SECRETS.items():
        yield Scene(f"{fitting.door}-{fitting.item} {what}", (fitting,), budget, secret=True)
        name_too = f"{fitting.door}-{fitting.item} to fetch {what}"
        yield Scene(name_too, (fitting,), budget, brings=False, fetched=True, secret=True)
        stated = name_too.replace("guesses", "statements")
        yield Scene(stated, (fitting,), budget, brings=False, fetched=True, proof=True)
        either = name_too.replace("guesses", "either")
        yield Scene(either, (fitting,), budget, brings=False, fetched=True, secret=True, proof=True)
    for what, budget in ROUNDS.items():
        for kind in RoundKind:
            yield from _gone_round(fitting, kind, what, budget._replace(rounds=kind))
    for what, budget in STAFF.items():
        for begin, walk in SWAPS.items():
            two = (fitting, fitting)
            yield Scene(f"{name} old first {begin} {what}", two, budget, swapped=True, walk=walk)
        for begin, walk in BEGINS.items():
            fetched = begin == "to fetch"
            yield Scene(f"{name} {begin} {what}", (fitting,), budget, brings=not fetched, fetched=fetched, walk=walk)


def _gone_round(fitting: Fitting, kind: RoundKind, what: str, budget: Budget) -> Iterator[Scene]:
    """One door from each beginning, and two, behind one of which something waits for its person."""
    name = f"{fitting.door}-{fitting.item} {kind}"
    for begin, walk in BEGINS.items():
        fetched = begin == "to fetch"
        yield Scene(f"{name} {begin} {what}", (fitting,), budget, brings=not fetched, fetched=fetched, walk=walk)
    for begin in ("in custody", "unclear"):
        doors = (fitting, fitting)
        yield Scene(f"{name} two doors {begin} {what}", doors, budget, fetched=True, walk=BEGINS[begin])
