"""Rule 10 where the time is disputed: served and powered time go on, and a technician has the last word."""

from dataclasses import replace

from world import MINUTE, SECOND, World, place

from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import CorrectTime
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.refusals import Refusal

TOLD = {FactType.TIME_DISPUTED, FactType.TIME_AGREED}
HOUR = 60 * MINUTE


def told(world: World) -> list[str]:
    return [fact.type.removeprefix("time.") for fact in world.facts if fact.type in TOLD]


def test_rule_10_a_poisoned_lower_end_ends_no_live_code() -> None:
    """F56: 2069 was believed once and written down; the letter was printed before."""
    world = World.of(place())
    grant = world.loaded()
    shown = replace(world.show(grant), exp_s=world.lo_s + 1)
    world.lo_s += 42 * 365 * 86_400
    assert world.refuse(shown) is Refusal.EXPIRED
    world.doubt = Doubt.BEHIND
    world.accept(shown)


def test_rule_10_while_disputed_a_code_still_ends_with_its_served_time() -> None:
    world = World.of(place())
    world.doubt = Doubt.BEHIND
    grant = world.loaded()
    world.wait(31 * 24 * HOUR, ticks=31)
    assert world.worth(grant) is Worth.EXPIRED
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED


def test_a_dispute_and_its_end_are_told_once() -> None:
    world = World.of(place())
    world.doubt = Doubt.LEAP
    world.wait(10 * SECOND, ticks=10)
    (fact,) = (fact for fact in world.facts if fact.type is FactType.TIME_DISPUTED)
    assert fact.data == {"reason": "leap"}
    world.doubt = None
    world.wait(10 * SECOND, ticks=10)
    assert told(world) == ["disputed", "agreed"]


def test_a_source_that_flaps_is_told_once_an_hour() -> None:
    """Somebody who plays with the time server fills no log."""
    world = World.of(place())
    for _ in range(3 * 3600 // 60):
        world.doubt = Doubt.JUMPED
        world.wait(30 * SECOND)
        world.doubt = None
        world.wait(30 * SECOND)
    assert told(world) == ["disputed", "agreed"] * 3
    world.doubt = Doubt.JUMPED
    world.wait(2 * HOUR, ticks=7200)
    assert told(world)[-1] == "disputed", "one that lasts is told in the end"


def test_who_corrects_the_time_is_written_down_with_the_reason_and_what_was_believed() -> None:
    world = World.of(place())
    before_s = world.lo_s
    world.accept(CorrectTime(who="anna", reason="battery changed", time_s=before_s - 86_400))
    fact = world.facts[-1]
    assert fact.type is FactType.TIME_CORRECTED
    assert fact.data == {
        "who": "anna",
        "reason": "battery changed",
        "said_s": before_s - 86_400,
        "before_lo_s": before_s,
    }
    assert world.unlocks == []
