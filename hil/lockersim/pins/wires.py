"""What runs between the pins of lockerd's machine and the wall."""

from abc import ABC, abstractmethod
from collections.abc import Callable


class Wires(ABC):
    """One wire for each line, by lockerd's numbers; ``on_level`` hears of what lockerd drives high or lets go low."""

    def __init__(self) -> None:
        self.on_level: Callable[[int, bool], None] = lambda _line, _high: None

    @abstractmethod
    def start(self) -> None:
        """Connect them; needs a running asyncio loop. Raises ``SimError`` with cause and next step."""

    @abstractmethod
    def stop(self) -> None:
        """Disconnect them. What lockerd reads is then held high by its own resistors."""

    @abstractmethod
    def close_to_ground(self, line: int, *, closed: bool) -> None:
        """Close or open the contact on a line that lockerd reads."""
