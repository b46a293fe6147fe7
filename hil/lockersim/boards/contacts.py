"""The inputs of one board: notices when a feedback switch moves, for boards that act or speak on it."""

from collections.abc import Callable, Iterable

from lockersim.world.model import ChannelRef, WorldEvent
from lockersim.world.world import World


class Contacts:
    """Calls ``moved`` with the channel number at every edge of a switch that hangs on one of ``channels``."""

    def __init__(self, world: World, channels: Iterable[ChannelRef], moved: Callable[[int], None]) -> None:
        self._world, self._moved = world, moved
        self._seen = {channel: world.shorted(channel) for channel in channels}
        world.subscribe(self._look)

    def _look(self, event: WorldEvent) -> None:
        if event.compartment is None:
            return
        for channel, before in self._seen.items():
            now = self._world.shorted(channel)
            if now is not before:
                self._seen[channel] = now
                if before is not None and now is not None:
                    self._moved(channel.channel)
