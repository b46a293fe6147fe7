"""LC-Tech relay boards and their clones, device side: plain Modbus coils and opto inputs, no pulse of their own.

Sources: blog.csdn.net/112915034 and github.com/artisan-roaster-scope discussion 634. 9600 8N1, shipped at address FF.
A relay is on until it is told to be off.
"""

from typing import ClassVar

from lockersim.boards.modbus import NO_ADDRESS, NO_VALUE, ModbusBoard, RefusedError

ON, OFF = 0xFF00, 0x0000


class LcTechBoard(ModbusBoard):
    """A board with as many inputs as relays."""

    family: ClassVar[str] = "lctech"
    models: ClassVar[dict[str, int]] = {"4": 4, "2": 2, "8": 8}
    addresses: ClassVar[range] = range(1, 256)

    def _set_coil(self, at: int, value: int) -> None:
        if at >= self.channels:
            raise RefusedError(NO_ADDRESS)
        if value not in {ON, OFF}:
            raise RefusedError(NO_VALUE)
        self._switch({at + 1: value == ON})
