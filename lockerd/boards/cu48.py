"""Kerong CU48: 48 locks, 19200 baud, hook feedback; see `lockerd.boards.kerong` for the frames.

Source: Kerong, "CU48 Protocol and Introduction", v2.1, 2020-03-23. A set bit is a locked hook unless the switch is
wired the other way.
"""

from typing import Final

from lockerd.boards.codec import KnownBy, Profile, UnlockAnswer
from lockerd.boards.kerong import Commands, Kerong48
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor

_COMMANDS: Final = Commands(status=0x50, unlock=0x51, status_reply=0x65)
PROFILE: Final = Profile(
    family="cu48",
    channels=48,
    index_base=0,
    min_address=0,
    max_address=9,
    feedback=DoorSensor.HOOK,
    speed_baud=19_200,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.NONE,
    status_reply_ms=50,
    known_by=(KnownBy.VENDOR,),
)


class Cu48(Kerong48):
    """Codec of the Kerong CU48."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, _COMMANDS)


def make(options: Options) -> Cu48:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("cu48")
    return Cu48(options.on(PROFILE))
