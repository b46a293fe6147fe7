"""Moments at which something ends: asked a millisecond before, and then."""

from collections.abc import Callable

from world import World

from lockerd.domain.model.events import Accepted, Event, Refused, Tick
from lockerd.domain.model.refusals import Refusal

Scene = tuple[World, int, Callable[[], bool]]
"""A wall, the moment (by either clock) at which something ends, and whether it has ended after one event then."""


def ticked(world: World, ended: Callable[[], bool]) -> Callable[[], bool]:
    def happens() -> bool:
        world.event(Tick())
        return ended()

    return happens


def refuses(world: World, event: Event, reason: Refusal | None = None) -> Callable[[], bool]:
    def happens() -> bool:
        answer = world.event(event)
        assert isinstance(answer, Accepted) or reason in {None, answer.reason}
        return isinstance(answer, Refused)

    return happens


def accepts(world: World, event: Event, reason: Refusal | None = None) -> Callable[[], bool]:
    refused = refuses(world, event, reason)
    return lambda: not refused()


def ends_on_time(scene: Scene, early_ms: int) -> None:
    """Let that much time pass, or less by so much, and ask."""
    world, after_ms, ended = scene
    # what happens next happens a millisecond later
    world.mono_ms += after_ms - 1 - early_ms
    world.powered_ms += after_ms - 1 - early_ms
    world.lo_s -= early_ms
    assert ended() is not bool(early_ms)
