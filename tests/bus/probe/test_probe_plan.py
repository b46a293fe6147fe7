"""Who is asked when: nobody before those whom the answers could endanger."""

import pytest

from lockerd.boards import FAMILIES
from lockerd.boards.probing import DIALECTS, dialect_of
from lockerd.bus.link.link import Lag
from lockerd.bus.probe.plan import SPEEDS_BAUD, Plan, Step, plan

LAG = Lag(reply_ms=20.0, held_ms=0)


def steps(made: Plan) -> list[Step]:
    return [step for each in made.rounds for step in each]


@pytest.mark.parametrize(
    "made",
    [plan(), plan(speeds_baud=[19200]), plan(speeds_baud=[38400, 9600]), plan(one_speed=True)],
    ids=["usual", "one speed named", "two speeds named", "gateway"],
)
def test_rule_05_nobody_is_asked_before_those_whom_the_answers_endanger(made: Plan) -> None:
    asked: set[tuple[str, int]] = set()
    for step in steps(made):
        assert not step.dialect.only_named
        assert {(name, step.speed_baud) for name in step.dialect.endangers} <= asked
        asked.add((step.dialect.name, step.speed_baud))


def test_without_anything_named_everything_safe_is_asked_once() -> None:
    made = plan()
    assert len(steps(made)) == len(set(steps(made)))
    spoken = [dialect for dialect in DIALECTS.values() if not dialect.only_named]
    assert set(steps(made)) == {Step(dialect, speed) for dialect in spoken for speed in SPEEDS_BAUD}
    assert {dialect.name for dialect in made.not_asked} == {"cu48", "cu48b"}


def test_usual_speeds_come_first() -> None:
    first = {(step.dialect.name, step.speed_baud) for step in plan().rounds[0]}
    for dialect in DIALECTS.values():
        if not dialect.only_named:
            assert (dialect.name, dialect.codec.profile.speed_baud) in first
    assert {speed for _, speed in first} == {9600, 19200}


@pytest.mark.parametrize("family", FAMILIES)
def test_who_names_a_family_is_asked_about_it_alone(family: str) -> None:
    made = plan(families=[family])
    assert {step.dialect for step in steps(made)} == {dialect_of(family)}
    assert not made.not_asked
    assert made.rounds[0][0].speed_baud == dialect_of(family).codec.profile.speed_baud


def test_named_families_are_asked_in_the_order_of_safety() -> None:
    made = plan(families=["cu48b", "waveshare", "kecheng"], speeds_baud=[9600])
    assert [step.dialect.name for step in steps(made)] == ["bcc", "modbus", "cu48b"]


def test_the_time_it_takes_is_known_before() -> None:
    named = plan(families=["cu48"], speeds_baud=[19200])
    assert named.longest_s(LAG) == pytest.approx(10 * (50 + 20 + 18 * 10 / 19.2) / 1000)
    assert 60 < sum(step.longest_s(LAG) for step in plan().rounds[0]) < 90
    assert plan().longest_s(LAG) < 6 * 60
    assert plan(one_speed=True).longest_s(Lag(reply_ms=200, held_ms=0)) < 3 * 60
