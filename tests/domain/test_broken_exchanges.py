"""The search of exchanges can fail: each part of rule 23 that is taken out here is missed within so many situations."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain.doors import read, unexplained
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import contradiction, evidence, exchanging, finish, judging, retrieving
from lockerd.domain.hand_over.custody import pass_custody
from lockerd.domain.model.compartments import Leaf, Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import DoorSensor, Item, Reading
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.visits import Claim, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.openings import attempting, recovery
from lockerd.domain.requests import opening_again, technician
from search.box import Fitting, ItemKind
from search.budget import BENCH, TERMINAL, Budget
from search.exchange import explore
from search.exchange.scene import Scene
from search.exchange.scenes import BEGINS, EMPTIED, OPENED, SHUT

Patch = pytest.MonkeyPatch
STATES = 4_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
FLAKY = Fitting(DoorSensor.CONTACT, ItemKind.FLAKY)
AGAIN = ("after 4999 ms", "person says open_again", "pulse", "fired", "report A01", "pull A01", "report A01")


def in_place_of(module: object, name: str, value: object) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, value)


def absent_in_an_earlier_opening(patch: Patch) -> None:
    walk_in = attempting.walk_in

    def remembering(draft: Draft, compartment: CompartmentId, visit: Visit | None) -> None:
        before = draft.state.parts
        walk_in(draft, compartment, visit)
        for part in draft.state.parts.values():
            draft.change(part, absent_seen=before[part.id].absent_seen)

    for module in (attempting, unexplained):
        patch.setattr(module, "walk_in", remembering)


def present_is_enough(patch: Patch) -> None:
    def present(part: Part, _place: Place, reading: Reading) -> bool:
        return part.before is Item.PRESENT and reading.item is Item.PRESENT

    patch.setattr(evidence, "as_expected", present)


def believe_who_left_nothing(patch: Patch) -> None:
    speaks = evidence.Speaks(Direction.BOTH, evidence.ItemProof.CONTRARY, True, Claim.EXCHANGED)
    patch.setitem(evidence.VERDICTS, speaks, evidence.Verdict.CUSTODY_BY_CLAIM)


def any_find_is_the_old_one(patch: Patch) -> None:
    def passing(draft: Draft, part: Part, _: Word) -> None:
        if part.receipt is None:
            pass_custody(draft, part, Grade.FOUND)

    for module in (retrieving, technician):
        patch.setattr(module, "find_exchanged", passing)


def late_is_as_good(patch: Patch) -> None:
    patch.setattr(unexplained, "_goes_on", lambda part, _: part.state in {PartState.READY, PartState.EXCHANGING})


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    walk: tuple[str, ...] = ()
    budget: Budget = TERMINAL
    fitting: Fitting = CONTACT
    claims: bool = False


BREAKS = {
    "absent in an earlier opening": Break(
        absent_in_an_earlier_opening, "and nobody saw that", (*OPENED, *EMPTIED, "put old", *SHUT, *AGAIN)
    ),
    "absent behind the shut door": Break(
        in_place_of(contradiction, "looks", lambda *_: Leaf.OPEN),
        "and nobody saw that",
        (*OPENED, *SHUT),
        fitting=FLAKY,
    ),
    "present is enough": Break(present_is_enough, "was not seen to go and to come", OPENED),
    "who left nothing is believed": Break(
        believe_who_left_nothing, "the old document was seen to be missing", (*OPENED, *EMPTIED), claims=True
    ),
    "the old one is missing, and nobody is told": Break(
        leaving_out(judging, "note_incident"), "is missing, and nobody is told", (*OPENED, *EMPTIED)
    ),
    "taken, and nobody saw it": Break(
        in_place_of(judging, "item_proof", lambda *_: evidence.ItemProof.CONTRARY), "said to be taken", OPENED
    ),
    "a door left open is judged when it is shut": Break(leaving_out(finish, "quarantine"), "is not judged", OPENED),
    "a late opening is as good": Break(
        late_is_as_good, "no step collect from ready", budget=TERMINAL._replace(jams=None)
    ),
    "found open at boot": Break(
        leaving_out(read, "found_open"), "is seen open, nobody is there", OPENED, TERMINAL._replace(crashes=1)
    ),
    "cut off, and never judged": Break(
        in_place_of(recovery, "_BEING_PUT_IN", frozenset({PartState.HANDING_IN})),
        "is not judged",
        OPENED,
        TERMINAL._replace(crashes=1),
    ),
    "the code is not spent by its opening": Break(
        leaving_out(attempting, "spend"), "the right is attempting, the exchange exchanging"
    ),
    "opened again for ever": Break(
        in_place_of(opening_again, "REOPENINGS", 9),
        "a third re-opening",
        (*OPENED, *2 * (*SHUT, *AGAIN), *SHUT, *AGAIN[:2]),
    ),
    "any find is the old one": Break(any_find_is_the_old_one, "and a receipt is written", BEGINS["unclear"]),
    "any find at the bench is the old one": Break(
        any_find_is_the_old_one,
        "and a receipt is written",
        BEGINS["unclear"],
        BENCH,
    ),
    "the new one is found, and not taken back": Break(
        in_place_of(exchanging, "NEW", frozenset()), "and it is taken back: []", BEGINS["unclear"]
    ),
    "both are missing, and nobody is told": Break(
        leaving_out(exchanging, "note_incident"), "and nobody is told", BEGINS["old one missing"]
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_of_exchanges_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", broken.fitting, broken.budget, broken.claims, broken.walk)
    result = explore.search(scene, STATES)
    assert result.broken is not None
    assert broken.says in result.broken
