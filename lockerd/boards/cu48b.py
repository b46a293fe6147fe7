"""Kerong CU48B and CU24: the CU48's frames with other commands and an item sensor for each lock.

Sources: the request bytes and the 18-byte reply as four independent public drivers have them (Cu48b.cs,
KerongCommProtocol.py, CuProtocol.ts, an AshurkovAV program); no vendor document and no capture of a reply was found.
Whether the board answers an unlock is disputed: one driver expects a reply, none of the others does, and we wait for
none.
"""

from dataclasses import replace
from typing import Final

from lockerd.boards.codec import KnownBy, Profile, UnlockAnswer
from lockerd.boards.kerong import Commands, Kerong48
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor
from lockerd.said import Said

_COMMANDS: Final = Commands(status=0x60, unlock=0x61, status_reply=0x75)
MODELS: Final = ("cu48b", "cu24")
_CU48B: Final = Profile(
    family="cu48b",
    model="cu48b",
    channels=48,
    index_base=0,
    min_address=0,
    max_address=9,
    feedback=DoorSensor.HOOK,
    items=True,
    speed_baud=19_200,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.NONE,
    status_reply_ms=50,
    known_by=(KnownBy.SEVERAL_CODES, KnownBy.CONSTRUCTED),
)
_CU24: Final = replace(
    _CU48B,
    model="cu24",
    channels=24,
    experimental=Said("no frame of a CU24 was ever published; it is said to speak as the CU48B does"),
)


class Cu48b(Kerong48):
    """Codec of the CU48B and CU24."""

    def __init__(self, profile: Profile = _CU48B) -> None:
        super().__init__(profile, _COMMANDS)


def make(options: Options) -> Cu48b:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("cu48b", "model")
    profile = _CU48B if options.model_of("cu48b", MODELS) == "cu48b" else _CU24
    return Cu48b(options.on(profile))
