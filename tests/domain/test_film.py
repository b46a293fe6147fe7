"""A film of what was decided: decided again byte for byte, without names, and told when it was changed."""

import json
from collections.abc import Iterator

import chronicle
import pytest
import world
from belief import O1
from world import A02, O2, World, order, place

from lockerd.controller.film.bundle import again, bundle, seal
from lockerd.controller.film.film import LONGEST_MS, STEPS, Film
from lockerd.controller.film.packing import NoFilmError, pack, unpack
from lockerd.controller.film.step import Step
from lockerd.controller.film.take import FAILED, take_of
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Boot, Event, OutOfService, Tick
from lockerd.domain.model.reports import BoardHealth, BoardReport
from lockerd.domain.model.state import Now, Policy, State

CHAPTERS = 10
CANARIES = ("meier-canary", "asked by Frau Schmidt")


class Camera:
    """Films what worlds decide; a life that begins anew, or a wall that is another, is another film."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.films: list[tuple[Policy, list[Step]]] = []
        self._decide = world.decide
        self._last: State | None = None
        monkeypatch.setattr(world, "decide", self.decide)

    def decide(self, state: State, event: Event, now: Now, policy: Policy) -> Decision:
        if state is not self._last or self.films[-1][0] is not policy:
            self.films.append((policy, []))
        decision = self._decide(state, event, now, policy)
        self._last = decision.state
        self.films[-1][1].append(Step(state, event, now, decision))
        return decision


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    return Camera(monkeypatch)


def film_of(camera: Camera) -> dict[str, object]:
    policy, steps = camera.films[-1]
    return json.loads(json.dumps(bundle([take_of(steps, policy)], {})))


@pytest.fixture
def filmed(camera: Camera) -> dict[str, object]:
    """A jam, a forced door and what staff do about it."""
    it = World.of(place(), place(A02))
    grant = it.loaded()
    it.announce(order(O2))
    it.collect(grant)
    it.fire(gives_way=False)
    it.wait(6_000, ticks=6)
    it.pull(A02)
    it.event(OutOfService(CANARIES[0], A02, CANARIES[1]))
    return film_of(camera)


@pytest.mark.parametrize("number", range(CHAPTERS))
def test_whatever_happens_at_a_wall_is_decided_again_byte_for_byte(camera: Camera, number: int) -> None:
    chronicle.chapter(number)
    films = [film for film in camera.films if len(film[1]) > 1]
    assert films
    for policy, steps in films:
        content = json.loads(json.dumps(bundle([take_of(steps, policy)], {})))
        assert [step.number for step in again(content) if not step.same] == []


def test_no_name_stands_in_it(filmed: dict[str, object], camera: Camera) -> None:
    raw = json.dumps([pack(step.event) for step in camera.films[-1][1]])
    held = {*CANARIES, O1, O2, *camera.films[-1][1][-1].before.grants}
    assert all(name in raw for name in held)
    assert [name for name in held if name in json.dumps(filmed)] == []
    assert "A02" in json.dumps(filmed), "doors are no secret"


def test_doors_and_lines_of_a_new_site_are_named_too() -> None:
    it = World.of(place())
    events = [Boot("b", "v", "c", places=(place(), place(A02))), BoardReport("bus-7", 1, BoardHealth.ALIVE)]
    steps, state = [], State.empty()
    for event in events:
        made = decide(state, event, it.now, it.policy)
        steps.append(Step(state, event, it.now, made))
        state = made.state
    text = json.dumps(bundle([take_of(steps, it.policy)], {}))
    assert [name for name in ("A01", "A02", "bus-7") if name not in text] == []


def changes(content: dict[str, object]) -> Iterator[dict[str, object]]:
    text = json.dumps(content)
    yield json.loads(text.replace("A02", "A01", 1))
    (life,) = content["lives"]  # type: ignore[misc]
    yield {**content, "lives": [{**life, "steps": life["steps"][1:]}]}
    yield {**content, "about": {"site": "another"}}


def test_one_that_was_changed_is_told(filmed: dict[str, object]) -> None:
    for changed in changes(filmed):
        with pytest.raises(NoFilmError, match="changed"):
            list(again(changed))


def test_one_that_was_changed_and_sealed_anew_comes_out_otherwise(filmed: dict[str, object]) -> None:
    (life,) = filmed["lives"]  # type: ignore[misc]
    steps = life["steps"]
    step = next(
        step for step in steps if "site.halted" in json.dumps(step["decision"]) or step["decision"]["list"][1]["list"]
    )
    step["decision"]["list"][1]["list"].pop()
    filmed["seal"] = seal(filmed)
    assert [each.number for each in again(filmed) if not each.same] == [steps.index(step) + 1]


@pytest.mark.parametrize(
    "packed", [{"row": "Popen", "of": ["ls"]}, {"enum": "x", "is": 1}, {"row": "Tick", "of": [1]}, {}]
)
def test_nothing_is_made_but_what_the_domain_defines(packed: object) -> None:
    with pytest.raises(NoFilmError):
        unpack(packed)


def test_what_the_rules_could_not_decide_is_the_last_step_and_fails_again(camera: Camera) -> None:
    it = World.of(place())
    it.wait(1_000)
    policy, steps = camera.films[-1]
    nobody = Step(it.last.state, None, it.now, None)  # type: ignore[arg-type, union-attr]
    content = json.loads(json.dumps(bundle([take_of([*steps, nobody], policy)], {})))
    assert content["lives"][0]["steps"][-1]["decision"] == FAILED
    assert [step.same for step in again(content)] == [True] * (len(steps) + 1)


def test_it_is_bounded_in_number_and_in_time() -> None:
    it, film = World.of(place()), Film()
    for _ in range(STEPS + 5):
        it.event(Tick())
        assert it.last is not None
        film.add(Step(State.empty(), Tick(), it.now, it.last))
    assert len(list(film)) == STEPS
    it.mono_ms += LONGEST_MS + 1
    film.add(Step(State.empty(), Tick(), it.now, it.last))
    assert len(list(film)) == 1
    film.add(Step(it.last.state, Tick(), it.now, it.last))
    assert len(list(film)) == 1, "a tick that changed nothing is no step"
