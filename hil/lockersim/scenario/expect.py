"""What a scenario may expect: of orders, doors, lights, events and lockerd's beliefs."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from lockersim.scenario.step import Place, Step, Switch, as_list
from lockersim.world.cabinet import Sound


class Expect(Step):
    """All of this must become true within ``within_s``; with ``for_s`` it must also stay true that long."""

    orders: Mapping[str, str] = {}
    """Document: state of its order as central knows it."""
    parts: Mapping[str, str] = {}
    """Thing (``papers.2``): state of its part as central knows it."""
    receipts: Mapping[str, str | None] = {}
    """Thing somebody brought: the grade of its receipt as central knows it; null where there is none."""
    conditions: Mapping[Place, str] = {}
    """Compartment: condition as lockerd believes it."""
    believes: Mapping[Place, Mapping[str, Any]] = {}
    """Compartment: other fields of lockerd's belief."""
    visits: Mapping[str, str] = {}
    """Document of somebody who has begun: phase of the visit."""
    doors: Mapping[Place, str] = {}
    """Compartment: door leaf as it really is."""
    lies_in: Mapping[str, Place | None] = {}
    """Thing: where it really is; null when somebody holds it."""
    events: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    """Types of events central has had since the last mark; ``door.forced@A03`` or ``door.forced@@d05`` at a place.

    Fields may follow: ``grant.jammed@@d05 reason=held``.
    """
    no_events: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    at_most: Mapping[str, int] = {}
    """So often central may have had such an event since the last mark; ``any`` is every event."""
    lights: Mapping[Place, Switch] = {}
    """Compartment: whether the light there burns."""
    heard: Annotated[tuple[Sound, ...] | None, BeforeValidator(as_list)] = None
    """What the beeper was heard to say since the last mark, all of it and nothing else, in any order."""
    pulses: int | None = None
    """Coil pulses since the last mark."""
    central: Literal["complete", "mended"] | None = None
    within_s: Annotated[float, Field(ge=0, le=60)] = 5.0
    for_s: Annotated[float, Field(ge=0, le=60)] = 0.0
