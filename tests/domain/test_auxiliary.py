"""The cabinet's own lines: mains (F8), its door (F68), the service key; and what is lit and heard (F23, F24)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import A01, A02, DAY_MS, MINUTE, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Boot, TechnicianOpen, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention
from lockerd.domain.shown.signals import Beep

KEY, MAINS, TAMPER, FIRE = AuxiliaryInput  # in the order of their declaration
A03 = CompartmentId("A03")
TELLS = {
    KEY: (FactType.SERVICE_KEY_ON, FactType.SERVICE_KEY_OFF),
    MAINS: (FactType.MAINS_LOST, FactType.MAINS_RESTORED),
    TAMPER: (FactType.CABINET_OPENED, FactType.CABINET_CLOSED),
    FIRE: (FactType.FIRE_ALARM, FactType.FIRE_OVER),
}


def test_f73_a_fire_alarm_is_told_and_opens_and_stops_nothing() -> None:
    """Fails if anybody could open doors by setting off an alarm, or keep people from their things."""
    world = World.of(place(), place(A02))
    grant = world.loaded()
    before, attempts = dict(world.state.compartments), dict(world.state.attempts)
    world.line(FIRE, active=True)
    assert len(world.told(FactType.FIRE_ALARM)) == 1
    assert dict(world.state.compartments) == before
    assert dict(world.state.attempts) == attempts
    assert world.state.site.halted is None
    assert Call.FIRE in {each.call for each in attention(world.state, world.now, world.policy)}
    world.collect(grant)
    world.line(FIRE, active=False)
    assert Call.FIRE not in {each.call for each in attention(world.state, world.now, world.policy)}


# what is told


def test_each_change_is_told_once_and_what_was_found_as_found() -> None:
    world = World.of(place())
    for active in (False, False, True, True, None, True, False):
        world.line(MAINS, active)
    told = [(fact.type, fact.data["found"]) for fact in world.facts]
    assert told == [
        (FactType.MAINS_RESTORED, True),
        (FactType.MAINS_LOST, False),
        (FactType.MAINS_LOST, True),
        (FactType.MAINS_RESTORED, False),
    ]


@given(levels=st.lists(st.tuples(st.sampled_from(AuxiliaryInput), st.sampled_from([True, False, None]))))
def test_the_facts_and_the_state_follow_the_lines(levels: Sequence[tuple[AuxiliaryInput, bool | None]]) -> None:
    world = World.of(place())
    believed: dict[AuxiliaryInput, bool] = {}
    expected: list[tuple[FactType, bool]] = []
    for which, active in levels:
        if active is not None and believed.get(which) != active:
            expected.append((TELLS[which][0 if active else 1], which not in believed))
        if active is None:
            believed.pop(which, None)
        else:
            believed[which] = active
        world.line(which, active)
    about_lines = {kind for kinds in TELLS.values() for kind in kinds}
    assert [(f.type, f.data["found"]) for f in world.facts if f.type in about_lines] == expected
    assert dict(world.state.auxiliary) == believed


def test_after_a_start_nothing_is_known_until_it_is_read() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.line(MAINS, active=True)
    world.crash()
    world.report()
    assert not world.state.auxiliary
    world.collect(grant)


# F68: the cabinet


def test_f68_an_opened_cabinet_halts_the_site_until_a_technician_has_looked() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.line(KEY, active=False)
    world.line(TAMPER, active=False)
    assert world.state.site.halted is None
    world.line(TAMPER, active=True)
    assert world.state.site.halted == "tamper"
    [halted] = world.told(FactType.SITE_HALTED)
    assert halted.data == {"reason": "tamper"}
    for form in CodeForm:
        assert world.refuse(world.show(grant, form)) is Refusal.OUT_OF_SERVICE
    world.line(TAMPER, active=False)
    assert world.refuse(world.show(grant)) is Refusal.OUT_OF_SERVICE, "shutting it again does not end the halt"
    world.resume()
    world.collect(grant)


def test_f68_while_halted_typing_finds_out_no_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.line(TAMPER, active=True)
    answers = {world.refuse(world.show(shown, CodeForm.TYPED)) for shown in (grant, None)}
    assert answers == {Refusal.OUT_OF_SERVICE}
    assert world.state.site.tries.failures == ()


def test_f68_what_was_not_fired_yet_is_withdrawn() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.line(TAMPER, active=True)
    assert [w.attempt for w in world.withdrawn] == [world.unlocks[-1].attempt]


def test_f68_with_the_service_key_on_it_is_an_event_and_no_alarm() -> None:
    world = World.of(place())
    world.line(KEY, active=True)
    world.line(TAMPER, active=True)
    world.line(TAMPER, active=False)
    world.line(KEY, active=False)
    assert world.state.site.halted is None
    kinds = [fact.type for fact in world.facts]
    assert kinds == [
        FactType.SERVICE_KEY_ON,
        FactType.CABINET_OPENED,
        FactType.CABINET_CLOSED,
        FactType.SERVICE_KEY_OFF,
    ]


@pytest.mark.parametrize(("key", "halted"), [(None, "tamper"), (False, "tamper"), (True, None)])
def test_f68_a_cabinet_found_open_is_judged_like_one_seen_to_open(key: bool | None, halted: str | None) -> None:
    world = World.of(place())
    world.crash()
    levels = {KEY: key, MAINS: False, TAMPER: True, FIRE: False}
    for which in AuxiliaryInput:  # the order in which drivers report
        world.line(which, levels[which])
    assert world.state.site.halted == halted


def test_the_key_permits_nothing_else() -> None:
    world = World.of(place(A01), place(A02), place(A03))
    world.line(KEY, active=True)
    world.pull(A02)
    world.pull(A03)
    assert world.state.site.halted == "doors_forced"


# F8: the mains


def test_f8_on_battery_nothing_new_begins_and_nothing_is_lost() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.announce(order(O2))
    world.line(MAINS, active=True)
    for form in CodeForm:
        assert world.refuse(world.show(grant, form)) is Refusal.ON_BATTERY
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) is Refusal.ON_BATTERY
    assert world.refuse(TechnicianOpen("meier", A02, "r")) is Refusal.ON_BATTERY
    assert not world.unlocks
    assert (world.order(O1), world.order(O2)) == (PartState.READY, PartState.RESERVED)
    assert world.state.site.tries.failures == ()
    world.line(MAINS, active=False)
    world.collect(grant)


def test_f8_a_running_collection_is_finished_with_all_its_tries() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.line(MAINS, active=True)
    world.wait(5 * SECOND + 1)
    world.wait(4 * SECOND, ticks=2)
    assert world.visit(visit).phase is Phase.OPENING, "the stuck door is tried again"
    world.fire()
    world.pull()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.order() is PartState.CLOSED


def test_f8_a_running_loading_is_finished_and_can_be_undone() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.fire()
    world.line(MAINS, active=True)
    world.pull()
    world.boxes[A01].item = True
    world.shut()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    assert world.unlocks


def test_f8_a_line_that_cannot_be_read_stops_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.line(MAINS, active=True)
    world.line(MAINS, None)
    world.collect(grant)


def test_f8_retention_does_not_run_while_the_station_cannot_serve() -> None:
    world = World.of(place())
    grant = world.loaded()
    left_ms = world.grant(grant).retention_left_ms
    world.line(MAINS, active=True)
    world.wait(2 * DAY_MS, ticks=4)
    assert left_ms - world.grant(grant).retention_left_ms <= MINUTE
    world.line(MAINS, active=False)
    world.wait(40 * DAY_MS, ticks=4)
    assert world.worth(grant) is Worth.EXPIRED


# what is lit


def test_the_light_burns_from_the_code_to_the_shut_door() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    assert not world.signals.lights
    visit = world.collect(grant)
    assert world.signals.lights == {A01}
    world.fire(gives_way=False)
    world.wait(5 * SECOND + 1)
    assert (world.visit(visit).phase, world.signals.lights) == (Phase.RETRYING, {A01})
    world.wait(4 * SECOND, ticks=2)
    world.fire()
    world.pull()
    assert world.signals.lights == {A01}
    world.shut()
    assert not world.signals.lights
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    assert world.signals.lights == {A01}


def test_no_light_burns_after_a_crash_or_for_a_technician() -> None:
    world = World.of(place(A01), place(A02))
    world.opened()
    world.crash()
    world.report()
    assert not world.signals.lights
    world.accept(TechnicianOpen("meier", A02, "r"))
    assert not world.signals.lights


# what is heard


def test_an_opened_door_is_heard_once() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire()
    assert world.signals.beep is None
    world.pull()
    assert world.signals.beep is Beep.OPENED
    world.wait(SECOND)
    assert world.signals.beep is None


def test_where_nobody_sees_the_door_nothing_is_said_of_it() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire()
    assert (world.visit(visit).phase, world.signals.beep) == (Phase.DOOR_OPEN, None)


def test_f24_a_door_left_open_is_heard_after_a_minute_until_it_is_shut() -> None:
    world = World.of(place())
    world.opened()
    world.wait(59 * SECOND)
    assert world.signals.beep is None
    world.wait(2 * SECOND)
    assert world.signals.beep is Beep.REMINDER
    world.shut()
    assert world.signals.beep is None


def test_f24_more_time_is_quiet_time_and_the_reminder_ends_with_the_alarm() -> None:
    world = World.of(place())
    visit = world.opened()
    world.wait(61 * SECOND)
    world.say(visit, Word.MORE_TIME)
    assert world.signals.beep is None
    world.wait(120 * SECOND)
    assert world.signals.beep is Beep.REMINDER
    world.wait(240 * SECOND)
    assert len(world.told(FactType.DOOR_LEFT_OPEN)) == 1
    assert world.signals.beep is None, "staff know now; whoever stood here has left (F53)"


def test_f23_a_forced_door_is_heard_for_three_minutes_also_over_a_restart() -> None:
    world = World.of(place(A01), place(A02))
    world.pull(A02)
    assert world.state.site.halted is None
    assert world.signals.beep is Beep.ALARM
    world.crash()
    assert world.signals.beep is Beep.ALARM
    world.wait(179 * SECOND)
    assert world.signals.beep is Beep.ALARM
    world.wait(2 * SECOND)
    assert world.signals.beep is None


def test_f26_a_wrong_door_is_heard() -> None:
    world = World.of(place(A01), place(A02))
    world.collect(world.loaded(O1))
    world.fire(gives_way=False)
    world.pull(A02)
    assert world.signals.beep is Beep.ALARM


def test_f68_the_alarm_ends_with_the_halt() -> None:
    world = World.of(place())
    world.line(TAMPER, active=True)
    assert world.signals.beep is Beep.ALARM
    world.resume()
    assert world.signals.beep is None


def test_f68_pulling_the_plug_does_not_silence_a_halted_site() -> None:
    world = World.of(place())
    world.line(TAMPER, active=True)
    world.wait(4 * MINUTE)
    assert world.signals.beep is None
    world.crash()
    assert world.signals.beep is Beep.ALARM
    world.resume()
    world.event(Boot("boot-3", "0.1.0", "c0ffee"))
    world.event(Tick())
    assert world.signals.beep is None
