"""The cabinet's own lines: which they are, and how they are joined with the cabinet."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from lockersim.pins.spec import Line
from lockersim.pins.wires import Wires
from lockersim.world.cabinet import Cabinet
from lockersim.world.partspec import Part

LIGHT_LINES: Final = (18, 19, 11)
"""Of the lights in turn."""


class LightSpec(Part):
    """One light for a group of doors."""

    line: Line
    compartments: Annotated[tuple[str, ...], Field(min_length=1)]


class CabinetSpec(Part):
    """What is fitted. A cut wire looks like an open cabinet or a fire: those contacts are closed while all is well."""

    tamper: Line = 25
    mains: Line = 4
    service_key: Line = 10
    fire: Line = 8
    beeper: Line = 12
    lights: tuple[LightSpec, ...] = ()

    @property
    def inputs(self) -> tuple[int, ...]:
        """The lines that lockerd reads."""
        return self.tamper, self.mains, self.service_key, self.fire

    @property
    def outputs(self) -> tuple[int, ...]:
        """The lines that it drives."""
        return self.beeper, *(light.line for light in self.lights)

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line that is used."""
        return (*self.inputs, *self.outputs)


def cabinet(*groups: Sequence[str]) -> CabinetSpec:
    """Return the lines of a cabinet with a light for each group of doors. Raises ``ValueError`` for more than three."""
    if len(groups) > len(LIGHT_LINES):
        raise ValueError(f"there are lines for {len(LIGHT_LINES)} lights, not {len(groups)}")
    lights = (LightSpec(line=line, compartments=tuple(group)) for line, group in zip(LIGHT_LINES, groups, strict=False))
    return CabinetSpec(lights=tuple(lights))


class CabinetBox:
    """Joins the wires of the cabinet's lines with the cabinet."""

    def __init__(self, cabinet: Cabinet, spec: CabinetSpec, wires: Wires) -> None:
        self._cabinet, self._spec, self._wires = cabinet, spec, wires
        self._lights = {light.line: light.compartments for light in spec.lights}

    def start(self) -> None:
        """Show how the cabinet stands, now and after every change; the wires are connected."""
        self._cabinet.on_change = self._show
        self._show()

    def stop(self) -> None:
        """Look at the wires no more: dark and silent."""
        self._cabinet.on_change = lambda: None
        for line in self._spec.outputs:
            self.on_level(line, high=False)

    def on_level(self, line: int, *, high: bool) -> None:
        """Take what lockerd drives; other lines mean nothing here."""
        if line == self._spec.beeper:
            self._cabinet.beep(on=high)
        elif line in self._lights:
            self._cabinet.shine(self._lights[line], on=high)

    def _show(self) -> None:
        cabinet = self._cabinet
        self._wires.close_to_ground(self._spec.tamper, closed=not cabinet.is_open)
        self._wires.close_to_ground(self._spec.mains, closed=cabinet.mains_lost)
        self._wires.close_to_ground(self._spec.service_key, closed=cabinet.key_on)
        self._wires.close_to_ground(self._spec.fire, closed=not cabinet.fire)
