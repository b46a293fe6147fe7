"""What an exchange proves: each row of rule 23's evidence, by what lies there, what is seen and what is said."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import pytest
from exchange import exchanged, ready, says
from hands import paper
from policies import CLAIMS, POLICY
from world import A01, World, place

from lockerd.domain.hand_over.evidence import CLAIMS as SAID
from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.reasons import DoorReason, IncidentReason
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.state import Policy
from lockerd.domain.model.visits import Claim, Phase
from lockerd.domain.model.words import Word

QUARANTINED = None
"""No custody."""
BY_CLAIM = "claim where the class takes it"


class Row(NamedTuple):
    """One row of the table "Evidence: sensor x word x direction", of direction `both`."""

    item: str
    exchanged: Grade | str | None
    nothing: Grade | str | None
    silent: Grade | str | None
    moves: Sequence[bool]
    """What lies inside while the door is open, one after the other."""
    seen: bool = True
    """Whether the item sensor saw the new one after its loading."""
    proofs: Sequence[ItemProof] = ()


ROWS = (
    Row(
        "present, absent stored while open",
        Grade.SENSOR,
        QUARANTINED,
        Grade.SENSOR,
        (False, True),
        proofs=[ItemProof.AS_EXPECTED],
    ),
    Row("present, never absent", BY_CLAIM, QUARANTINED, QUARANTINED, (), proofs=[ItemProof.AS_BEFORE]),
    Row(
        "absent, the new one had been seen",
        QUARANTINED,
        QUARANTINED,
        QUARANTINED,
        (False,),
        proofs=[ItemProof.CONTRARY],
    ),
    Row(
        "unknown, or the new one never seen",
        BY_CLAIM,
        QUARANTINED,
        QUARANTINED,
        (False, True),
        seen=False,
        proofs=[ItemProof.UNKNOWN, ItemProof.NOTHING],
    ),
)
WORDS = {Word.EXCHANGED: 1, Word.NOTHING_IN: 2, None: 3}
"""By what the person says: the column of a row."""
GRADE = {Verdict.CUSTODY_BY_SENSOR: Grade.SENSOR, Verdict.CUSTODY_BY_CLAIM: BY_CLAIM, Verdict.QUARANTINED: QUARANTINED}


@pytest.mark.parametrize("policy", [CLAIMS, POLICY], ids=["claims", "sensor"])
@pytest.mark.parametrize("word", WORDS, ids=str)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.item)
def test_an_exchange_is_judged_by_what_was_seen_and_said(row: Row, word: Word | None, policy: Policy) -> None:
    world = World.of(place(), policy=policy)
    grant = ready(world, seen=row.seen)
    visit = exchanged(world, grant, moves=row.moves)
    says(world, visit, word)
    ends = row[WORDS[word]]
    wanted = (Grade.CLAIM if policy is CLAIMS else None) if ends == BY_CLAIM else ends
    assert world.worth(grant) is Worth.SPENT
    written = [each for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]
    assert [each.grade for each in written] == ([] if wanted is None else [wanted])
    assert (world.order(), world.condition()) == (
        (PartState.QUARANTINED, Condition.QUARANTINED) if wanted is None else (PartState.HANDED_IN, Condition.OCCUPIED)
    )
    if word is not None:
        assert world.visit(visit).phase is Phase.PAPER_READY
        assert paper(world, visit).paper is (Paper.RECORD if wanted is None else Paper.RECEIPT)


def test_the_rules_table_and_ours_agree() -> None:
    judged = [proof for row in ROWS for proof in row.proofs]
    assert sorted(judged) == sorted(ItemProof), "each way in which the sensor can speak has one row"
    claims = {Claim.EXCHANGED: 1, Claim.NOTHING_IN: 2, Claim.NONE: 3}
    assert set(claims) == set(SAID[Direction.BOTH])
    for row, (claim, column) in product(ROWS, claims.items()):
        for proof in row.proofs:
            assert GRADE[VERDICTS[Speaks(Direction.BOTH, proof, True, claim)]] == row[column], (row.item, claim)
            assert VERDICTS[Speaks(Direction.BOTH, proof, False, claim)] is Verdict.QUARANTINED


def test_no_exchange_ends_in_a_free_compartment_or_one_to_check() -> None:
    of_both = {verdict for speaks, verdict in VERDICTS.items() if speaks.direction is Direction.BOTH}
    assert of_both == {Verdict.CUSTODY_BY_SENSOR, Verdict.CUSTODY_BY_CLAIM, Verdict.QUARANTINED}


@pytest.mark.parametrize("word", WORDS, ids=str)
def test_the_old_one_missing_is_an_incident_whatever_was_said(word: Word | None) -> None:
    world = World.of(place(), policy=CLAIMS)
    says(world, exchanged(world, moves=(False,)), word)
    assert world.state.compartments[A01].reason == DoorReason.OLD_MISSING
    assert [fact.data["reason"] for fact in world.told(FactType.INCIDENT_NOTED)] == [IncidentReason.OLD_MISSING]
    assert world.told(FactType.PART_TAKEN), "the sensor saw that the new one is gone"


def test_the_new_one_left_untouched_is_no_receipt_by_the_sensor() -> None:
    world = World.of(place())
    says(world, exchanged(world, moves=()), None)
    assert world.order() is PartState.QUARANTINED
    assert world.state.compartments[A01].reason == DoorReason.EXCHANGE_UNCLEAR
    assert not world.told(FactType.PART_TAKEN), "nothing says that the new one was taken"


def test_that_the_new_one_was_taken_is_said_only_of_an_absent_reading() -> None:
    world = World.of(place(), policy=CLAIMS)
    says(world, exchanged(world, moves=()), Word.EXCHANGED)
    assert (world.order(), world.told(FactType.PART_TAKEN)) == (PartState.HANDED_IN, [])
    world = World.of(place(), policy=CLAIMS)
    says(world, exchanged(world), Word.EXCHANGED)
    assert [fact.data["observed"] for fact in world.told(FactType.PART_TAKEN)] == ["opened"]


def test_without_an_item_sensor_only_the_word_counts_and_only_where_the_class_takes_it() -> None:
    for word, ends in ((Word.EXCHANGED, PartState.HANDED_IN), (None, PartState.QUARANTINED)):
        world = World.of(place(item_sensor=ItemSensor.NONE), policy=CLAIMS)
        says(world, exchanged(world), word)
        assert world.order() is ends


def test_absent_counts_only_of_the_last_opening() -> None:
    world = World.of(place())
    visit = exchanged(world)
    assert world.part().absent_seen
    world.wait(6_000)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    assert not world.part().absent_seen
    world.shut()
    says(world, visit, None)
    assert world.order() is PartState.QUARANTINED, "what lies there may have been changed since"


def test_a_latch_that_did_not_catch_is_a_new_opening() -> None:
    world = World.of(place())
    visit = exchanged(world)
    world.pull()
    assert (world.visit(visit).phase, world.part().absent_seen) == (Phase.DOOR_OPEN, False)
    world.shut()
    says(world, visit, Word.EXCHANGED)
    assert world.order() is PartState.QUARANTINED


def test_absent_behind_a_shut_door_does_not_count() -> None:
    world = World.of(place())
    visit = exchanged(world, moves=())
    world.take()
    assert not world.part().absent_seen
    world.boxes[A01].item = True
    world.report()
    says(world, visit, None)
    assert world.order() is PartState.QUARANTINED
