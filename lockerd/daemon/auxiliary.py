"""The cabinet's own lines, put together from the configuration; and what makes them follow the state."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from lockerd.bus.gpio.auxiliary import Auxiliary, AuxiliarySetup, Light
from lockerd.bus.gpio.pins import Pins, Pull
from lockerd.bus.gpio.setup import InputSetup
from lockerd.config import Config
from lockerd.controller import Controller
from lockerd.controller.locating import Locating
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport

FOLLOW_S: Final = 0.25
"""What is heard changes with time alone; so often it is looked whether it did."""

_NAMES: Final = {
    AuxiliaryInput.SERVICE_KEY: "service_key",
    AuxiliaryInput.MAINS_LOST: "mains",
    AuxiliaryInput.TAMPER: "tamper",
    AuxiliaryInput.FIRE: "fire",
}


def auxiliary_of(
    config: Config,
    *,
    open_pins: Callable[[], Pins],
    monotonic_ms: Callable[[], int],
    report: Callable[[AuxiliaryReport], None],
) -> Auxiliary | None:
    """The owner of these lines; None where none is fitted."""
    fitted = config.auxiliary
    if not fitted.inputs and not fitted.outputs:
        return None
    inputs = {which: fitted.inputs[name] for which, name in _NAMES.items() if name in fitted.inputs}
    setup = AuxiliarySetup(
        inputs={which: InputSetup(at.line, Pull(at.pull), at.active_level) for which, at in inputs.items()},
        beeper=None if fitted.beeper is None else fitted.beeper.line,
        lights=tuple(
            Light(light.line, frozenset(CompartmentId(each) for each in light.compartments)) for light in fitted.lights
        ),
    )
    return Auxiliary(setup, open_pins=open_pins, monotonic_ms=monotonic_ms, report=report)


def locating_of(config: Config, monotonic_ms: Callable[[], int]) -> Locating:
    """Who lights a door that is looked for."""
    fitted = (CompartmentId(each) for light in config.auxiliary.lights for each in light.compartments)
    return Locating(frozenset(fitted), monotonic_ms)


async def follow(controller: Controller, auxiliary: Auxiliary, locating: Locating) -> None:
    """Show what the committed state asks for, for ever. The controller neither waits for this nor knows of it."""
    async with controller.subscribe() as changes:
        while True:
            auxiliary.show(locating.signals(controller.state, controller.now()))
            with suppress(TimeoutError):
                async with asyncio.timeout(FOLLOW_S):
                    await anext(changes)
