"""``[auxiliary]``: the lines of the cabinet beside locks and doors; every one may be left out."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from lockerd.config.gpio import Line, Resistor
from lockerd.config.parts import PaintedNumber, Table


class InputLineConfig(Table):
    """``tamper``, ``mains``, ``service_key``, ``fire``: one input line."""

    line: Line
    pull: Resistor = "up"
    active_level: Literal[0, 1]
    """The level while the cabinet is open, the mains are lost, the key is on, the alarm has gone off."""


class OutputLineConfig(Table):
    """``beeper``: one output line."""

    line: Line
    active_low: bool = False
    """Understood, and refused with the reason."""


class LightConfig(OutputLineConfig):
    """``[[auxiliary.light]]``: the light of a door, a row or any other group of doors."""

    compartments: Annotated[tuple[PaintedNumber, ...], Field(strict=False, min_length=1)]


class AuxiliaryConfig(Table):
    """``[auxiliary]``."""

    tamper: InputLineConfig | None = None
    """Active: the cabinet of the electronics is open (F68)."""
    mains: InputLineConfig | None = None
    """Active: the mains are lost, the supply runs on its battery (F8)."""
    service_key: InputLineConfig | None = None
    fire: InputLineConfig | None = None
    """Active: the building's fire alarm has gone off; it is told, and opens nothing (F73)."""
    beeper: OutputLineConfig | None = None
    lights: Annotated[tuple[LightConfig, ...], Field(strict=False, alias="light")] = ()

    @property
    def inputs(self) -> Mapping[str, InputLineConfig]:
        """The inputs that are fitted, by their key in the file."""
        named = {"service_key": self.service_key, "mains": self.mains, "tamper": self.tamper, "fire": self.fire}
        return {name: line for name, line in named.items() if line is not None}

    @property
    def outputs(self) -> Mapping[str, OutputLineConfig]:
        """The outputs that are fitted, by their key in the file."""
        lights = {f"light[{n}]": light for n, light in enumerate(self.lights)}
        return ({} if self.beeper is None else {"beeper": self.beeper}) | lights
