"""The outputs of one board: pulses that end by themselves, and outputs that stay on until told."""

from lockersim.world.clock import Timer
from lockersim.world.model import ChannelRef
from lockersim.world.world import World


class Coils:
    """Energises channels of one power group; the newest command to an output replaces what it was doing."""

    def __init__(self, world: World, power_group: str) -> None:
        self._world, self._power_group = world, power_group
        self._on: dict[ChannelRef, Timer | None] = {}

    def is_on(self, channel: ChannelRef) -> bool:
        """Whether the output is energised."""
        return channel in self._on

    def __len__(self) -> int:
        """How many outputs are energised."""
        return len(self._on)

    def pulse(self, channel: ChannelRef, *, until_ms: float) -> None:
        """Energise until ``until_ms``; asked again meanwhile, it becomes one longer pulse."""
        self._energise(channel, self._world.clock.call_at(until_ms, lambda: self.off(channel)))

    def hold(self, channel: ChannelRef) -> None:
        """Energise until `off`."""
        self._energise(channel, None)

    def off(self, channel: ChannelRef) -> None:
        """Let go; harmless when it is off."""
        self._call_off(channel)
        self._on.pop(channel, None)
        self._world.de_energise(channel)

    def all_off(self) -> None:
        """Let go of everything."""
        for channel in tuple(self._on):
            self.off(channel)

    def _energise(self, channel: ChannelRef, end: Timer | None) -> None:
        self._call_off(channel)
        self._on[channel] = end
        self._world.energise(channel, self._power_group)

    def _call_off(self, channel: ChannelRef) -> None:
        running = self._on.get(channel)
        if running is not None:
            running.cancel()
