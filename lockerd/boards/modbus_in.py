"""Input modules on Modbus RTU: discrete inputs and nothing that switches; for contacts and item sensors of any lock.

Source: MODBUS Application Protocol V1.1b3, section 6.2 (function 02, Read Discrete Inputs); inputs are read from number
0 on, as Waveshare's wiki page "Modbus RTU IO 8CH" and Beckhoff's documentation of function 2 have it.
"""

from dataclasses import replace
from typing import Final

from lockerd.boards.codec import KnownBy, Profile, UnlockAnswer
from lockerd.boards.modbus import SILENT_CHARS, Modbus
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor

PROFILE: Final = Profile(
    family="modbus_in",
    model="8",
    channels=8,
    index_base=0,
    min_address=1,
    max_address=247,
    feedback=DoorSensor.CONTACT,
    speed_baud=9_600,
    pulse_ms=0,
    unlock_answer=UnlockAnswer.NONE,
    status_reply_ms=100,
    silent_chars=SILENT_CHARS,
    known_by=(KnownBy.VENDOR,),
    refused="it has inputs only",
)
MODELS: Final = ("8", "4", "16", "24", "32", "48")


class ModbusIn(Modbus):
    """Codec of a module; its model is the number of its inputs, channel n is input n - 1 on the wire."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, inputs=profile.channels, modes_at=None, relays=False)

    def _unlock(self, address: int, lock: int) -> bytes:
        msg = f"lock {lock} of board {address}: an input module was asked for an unlock"
        raise AssertionError(msg)


def make(options: Options) -> ModbusIn:
    """The codec of a module; raises `BadProfileError`."""
    options.refuse_others("modbus_in", "model")
    model = options.model_of("modbus_in", MODELS)
    return ModbusIn(replace(PROFILE, model=model, channels=int(model)))
