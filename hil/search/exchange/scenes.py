"""What is searched of exchanges: behind which door, what has happened already, and what may go wrong."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.readings import DoorSensor
from search.box import Fitting, ItemKind
from search.budget import TERMINAL
from search.exchange.scene import Scene

FITTINGS: Final = (
    (Fitting(DoorSensor.CONTACT, ItemKind.WORKING), False),
    (Fitting(DoorSensor.CONTACT, ItemKind.WORKING), True),
    (Fitting(DoorSensor.CONTACT, ItemKind.NONE), True),
    (Fitting(DoorSensor.HOOK, ItemKind.NONE), True),
    (Fitting(DoorSensor.CONTACT, ItemKind.THIN), True),
    (Fitting(DoorSensor.CONTACT, ItemKind.FLAKY), True),
    (Fitting(DoorSensor.HOOK, ItemKind.WORKING), True),
    (Fitting(DoorSensor.BOTH, ItemKind.WORKING), False),
)
"""Doors behind which something is exchanged at all, and whether a word is taken (rules 16, 18 and 23)."""
TROUBLES: Final = {
    "calm": TERMINAL,
    "liars": TERMINAL._replace(lies=1),
    "crash": TERMINAL._replace(crashes=1),
    "crashes": TERMINAL._replace(crashes=2),
    "jams": TERMINAL._replace(jams=None),
    "hands": TERMINAL._replace(forces=1, springs=1),
    "technicians": TERMINAL._replace(technicians=True, bench=True),
    "board": TERMINAL._replace(crashes=1, outages=1),
    "strangers": TERMINAL._replace(strangers=1, things=1),
    "office": TERMINAL._replace(reissues=1, holds=1),
    "halt": TERMINAL._replace(halts=1, holds=1),
    "all": TERMINAL._replace(
        crashes=2,
        forces=1,
        outages=1,
        springs=1,
        sticks=1,
        jams=None,
        strangers=1,
        things=1,
        reissues=1,
        holds=1,
        halts=1,
        technicians=True,
        bench=True,
        lies=1,
    ),
}
"""What may go wrong. People are never honest, and a finger always finds the hook."""
WEAR: Final = {"sticks": TERMINAL._replace(sticks=1)}

OPENED: Final = ("show g1", "pulse", "fired", "report A01", "pull A01", "report A01")
EMPTIED: Final = ("take new", "report A01")
SHUT: Final = ("report A01", "shut A01", "report A01")
TAKEN: Final = "after 3000 ms"
"""So long after a word custody passes on what is sampled then."""
BEGINS: Final = {
    "opened": OPENED,
    "in custody": (*OPENED, *EMPTIED, "put old", *SHUT, "person says exchanged", TAKEN),
    "unclear": (*OPENED, *SHUT, "person says nothing_in"),
    "old one missing": (*OPENED, *EMPTIED, *SHUT, "person says nothing_in"),
    "beside it": (*OPENED, "put old", *SHUT, "person says nothing_in"),
}
"""What has happened; a step that a fitting does not offer is skipped."""
NEARBY: Final = ("opened", "in custody", "beside it")
"""From where everything may go wrong."""


def scenes() -> Iterator[Scene]:
    """Each kind of door with each trouble from what was loaded on; and from later on, where everything may go wrong."""
    for fitting, claims in FITTINGS:
        name = f"{fitting.door}-{fitting.item}{' claims' if claims else ''}"
        wear = WEAR if fitting.item is ItemKind.WORKING else {}
        for what, budget in {**TROUBLES, **wear}.items():
            yield Scene(f"{name} {what}", fitting, budget, claims)
        for begin in NEARBY:
            yield Scene(f"{name} {begin} all", fitting, TROUBLES["all"], claims, BEGINS[begin])
