"""LC-Tech relay boards on Modbus RTU: readable, and no place for a lock, because nothing on them ends a pulse.

Sources: two public descriptions (CSDN 112915034, Artisan discussion 634). The factory's address is FF.
"""

from dataclasses import replace
from typing import Final

from lockerd.boards.codec import KnownBy, Profile, UnlockAnswer
from lockerd.boards.modbus import SILENT_CHARS, Modbus
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor

_REFUSED: Final = "it cannot end a pulse by itself: if lockerd stopped in the middle, the coil would stay on and burn"
PROFILE: Final = Profile(
    family="lctech",
    model="8",
    channels=8,
    index_base=0,
    min_address=1,
    max_address=255,
    feedback=DoorSensor.CONTACT,
    speed_baud=9_600,
    pulse_ms=0,
    unlock_answer=UnlockAnswer.NONE,
    status_reply_ms=100,
    silent_chars=SILENT_CHARS,
    known_by=(KnownBy.SEVERAL_CODES,),
    refused=_REFUSED,
)
MODELS: Final = ("8", "4", "2")


class Lctech(Modbus):
    """Codec of the LC-Tech boards; the inputs are always asked as eight."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, inputs=8, modes_at=None)

    def _unlock(self, address: int, lock: int) -> bytes:
        msg = f"lock {lock} of board {address}: a refused board was asked for an unlock"
        raise AssertionError(msg)


def make(options: Options) -> Lctech:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("lctech", "model")
    model = options.model_of("lctech", MODELS)
    return Lctech(replace(PROFILE, model=model, channels=int(model)))
