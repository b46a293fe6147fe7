"""Wires to pins without a machine at their far end."""

from lockersim.pins.wires import Wires


class Levels(Wires):
    """Wires that end in a table."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: dict[int, bool] = {}
        self.connected = False

    def start(self) -> None:
        self.connected = True

    def stop(self) -> None:
        self.connected = False

    def close_to_ground(self, line: int, *, closed: bool) -> None:
        assert self.connected
        self.closed[line] = closed
