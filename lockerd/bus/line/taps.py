"""Who listens in on a bus: the ear for its last words, and now and then somebody who watches."""

from collections.abc import Callable

from lockerd.bus.line.wire import Direction, Tap, Wire


class Taps:
    """Shows the raw bytes of the newest wire to all who want them."""

    def __init__(self) -> None:
        self._taps: tuple[Tap, ...] = ()
        self._wire: Wire | None = None

    def attach(self, wire: Wire) -> None:
        """From now on this is the wire."""
        self._wire = wire
        self._set(self._taps)

    def add(self, tap: Tap) -> Callable[[], None]:
        """Show all bytes to ``tap``, which must only put them aside; the result ends that."""
        self._set((*self._taps, tap))
        return lambda: self._set(tuple(each for each in self._taps if each is not tap))

    def _set(self, taps: tuple[Tap, ...]) -> None:
        self._taps = taps
        if self._wire:
            self._wire.tap = self._show if taps else None

    def _show(self, direction: Direction, data: bytes) -> None:
        for tap in self._taps:
            tap(direction, data)
