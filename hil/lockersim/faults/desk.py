"""Everything that can be made to go wrong, set and mended by name: for scenarios and for the page."""

from lockersim.faults.doorfaults import DOOR_FAULTS
from lockersim.faults.fault import Fault
from lockersim.faults.linefaults import LINE_FAULTS
from lockersim.faults.targets import FaultError, Undo
from lockersim.wall.wall import Wall
from lockersim.world.model import Cause, Happening

FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*DOOR_FAULTS, *LINE_FAULTS)}
"""Every fault by its name."""


class FaultDesk:
    """Sets and mends faults on one wall; every setting and mending is a world event."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall
        self._active: dict[tuple[str, str], Undo] = {}

    def apply(self, name: str, target: str, *, amount: float | None = None) -> None:
        """Cause a fault. Raises ``FaultError`` for an unknown name or target, or when it is there already."""
        fault = FAULTS.get(name)
        if fault is None:
            raise FaultError(f"there is no fault {name}")
        if (name, target) in self._active:
            raise FaultError(f"{name} is on {target} already")
        if amount is not None and not fault.unit:
            raise FaultError(f"{name} takes no amount")
        undo = fault.apply(self._wall, target, fault.amount if amount is None else amount)
        self._wall.world.note(Happening.FAULT_SET, Cause.FAULT, detail=f"{name} {target}")
        if undo is not None:
            self._active[name, target] = undo

    def clear(self, name: str, target: str) -> None:
        """Mend a fault. Raises ``FaultError`` when it is not there."""
        undo = self._active.pop((name, target), None)
        if undo is None:
            raise FaultError(f"{name} is not on {target}")
        undo()
        self._wall.world.note(Happening.FAULT_CLEARED, Cause.FAULT, detail=f"{name} {target}")

    def clear_all(self) -> None:
        """Mend everything, the newest fault first."""
        for name, target in reversed(list(self._active)):
            self.clear(name, target)

    def active(self) -> list[tuple[str, str]]:
        """Return the faults that are there as pairs of name and target, the oldest first."""
        return list(self._active)
