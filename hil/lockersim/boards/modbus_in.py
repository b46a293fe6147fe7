"""Input modules on Modbus RTU, device side: function 02 and nothing else; whatever else is asked is refused.

Sources: Modbus Application Protocol V1.1b3, section 6.2 and 7; wiki "Modbus RTU IO 8CH" for speed and numbering.
"""

from typing import ClassVar

from lockersim.boards.modbus import NO_FUNCTION, READ_INPUTS, Function, ModbusBoard, RefusedError


class ModbusInBoard(ModbusBoard):
    """A module whose model is the number of its inputs; an input that is closed reads 1."""

    family: ClassVar[str] = "modbus_in"
    models: ClassVar[dict[str, int]] = {"8": 8, "4": 4, "16": 16, "24": 24, "32": 32, "48": 48}
    addresses: ClassVar[range] = range(1, 248)
    has_locks: ClassVar[bool] = False

    def _functions(self) -> dict[int, Function]:
        return {READ_INPUTS: self._read_inputs}

    def _set_coil(self, at: int, value: int) -> None:  # noqa: ARG002 - there is none
        raise RefusedError(NO_FUNCTION)
