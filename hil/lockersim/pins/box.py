"""The locks and contacts on pins: coils feel what lockerd drives, contacts say how the doors stand."""

from lockersim.pins.spec import ADDRESS, PinLockSpec, PinsSpec
from lockersim.pins.wires import Wires
from lockersim.world.model import ChannelRef, WorldEvent
from lockersim.world.world import Unsubscribe, World


class PinBox:
    """Joins the wires of one set of pins with the world."""

    def __init__(self, world: World, spec: PinsSpec, wires: Wires) -> None:
        self._world, self._spec, self._wires = world, spec, wires
        self._locks = {lock.line: lock for lock in spec.locks}
        self._unsubscribe: Unsubscribe = lambda: None
        for c in spec.compartments:
            lock = next(lock for lock in spec.locks if lock.channel == c.channel)
            world.wire(spec.channel(lock), c.id)

    def start(self) -> None:
        """Show how the doors stand, now and after every change; the wires are connected."""
        self._unsubscribe = self._world.subscribe(self._on_event)
        self._show()

    def stop(self) -> None:
        """Look at the wires no more: no coil stays on."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        for lock in self._spec.locks:
            self._world.de_energise(self._spec.channel(lock))

    def on_level(self, line: int, *, high: bool) -> None:
        """Take what lockerd drives; other lines fire nothing."""
        lock = self._locks.get(line)
        if lock is None:
            return
        if high:
            self._world.energise(self._spec.channel(lock), self._spec.power_group)
        else:
            self._world.de_energise(self._spec.channel(lock))

    def _on_event(self, _event: WorldEvent) -> None:
        self._show()

    def _show(self) -> None:
        for lock in self._spec.locks:
            for line, closed in self._seen(lock):
                self._wires.close_to_ground(line, closed=bool(closed))
        for each in self._spec.inputs:
            at = ChannelRef(self._spec.id, ADDRESS, each.channel)
            self._wires.close_to_ground(each.line, closed=bool(self._world.shorted(at)))

    def _seen(self, lock: PinLockSpec) -> tuple[tuple[int, bool | None], ...]:
        channel = self._spec.channel(lock)
        return (lock.contact, self._world.shorted(channel)), (lock.item, self._world.second_input(channel))
