"""F67: a certificate that ends is told while there is time, and nothing local ends with it."""

from belief import A01, O1
from world import World, place

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reports import CertificatesReport
from lockerd.domain.shown.attention import Call, attention

DAY_S = 86_400


def look(world: World, **ends: int) -> None:
    world.event(CertificatesReport(ends))


def warned(world: World) -> list[tuple[object, object]]:
    return [(fact.data["certificate"], fact.data["days"]) for fact in world.told(FactType.CERTIFICATE_ENDING)]


def calls(world: World) -> list[str]:
    return [
        each.reason for each in attention(world.state, world.now, world.policy) if each.call is Call.CERTIFICATE_ENDING
    ]


def test_f67_an_end_is_told_thirty_fourteen_and_seven_days_ahead_and_when_it_has_come_once_each() -> None:
    world = World.of(place(A01))
    end_s = world.lo_s + 31 * DAY_S
    for _ in range(33 * 24):
        look(world, central=end_s)
        world.wait(3_600_000)
    assert warned(world) == [("central", 30), ("central", 14), ("central", 7), ("central", 0)]


def test_f67_days_are_counted_to_the_second() -> None:
    for days in (30, 14, 7, 0):
        world = World.of(place(A01))
        look(world, central=world.lo_s + days * DAY_S + 1)
        before = warned(world)
        look(world, central=world.lo_s + days * DAY_S)
        assert [days for _, days in warned(world)[len(before) :]] == [days]


def test_f67_what_took_its_place_ends_the_call() -> None:
    world = World.of(place(A01))
    look(world, central=world.lo_s + 3 * DAY_S, broker=world.lo_s + 300 * DAY_S)
    assert calls(world) == ["central"]
    look(world, central=world.lo_s + 20 * DAY_S)
    assert warned(world) == [("central", 7), ("central", 30)]
    assert calls(world) == ["central"]
    look(world, central=world.lo_s + 31 * DAY_S)
    assert [fact.data["certificate"] for fact in world.told(FactType.CERTIFICATE_RENEWED)] == ["central"]
    assert calls(world) == []


def test_f67_a_certificate_that_is_used_no_more_calls_nobody() -> None:
    world = World.of(place(A01))
    look(world, **{"terminal/foyer": world.lo_s})
    look(world, central=world.lo_s + 300 * DAY_S)
    assert calls(world) == []
    assert world.told(FactType.CERTIFICATE_RENEWED) == []


def test_f67_one_that_has_ended_stops_nobody_here() -> None:
    world = World.of(place(A01))
    look(world, central=0, broker=0)
    world.collect(world.loaded(O1))
