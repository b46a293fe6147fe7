"""Waveshare relay boards on Modbus RTU: the board itself ends a pulse ("flash on"), some have inputs for the doors.

Source: Waveshare's wiki pages "Modbus RTU Relay", "Modbus RTU Relay (D)", "Modbus RTU Relay 16CH", "32CH" and "Modbus
RTU IO 8CH". Firmware from before September 2021 ("V1") does not speak Modbus. Boards with inputs can be set to let an
input switch a relay (linkage, toggle, edge): a door contact would fire a lock, so the mode of every channel is read
before the board is used. Register 00FF is all relays, 01FF toggles all; both are read here and never written.
"""

from dataclasses import replace
from typing import Final

from lockerd.boards.codec import KnownBy, Profile, UnlockAnswer
from lockerd.boards.frames import ForeignFrame, ForeignKind, UnlockRequest
from lockerd.boards.modbus import SILENT_CHARS, WRITE_COIL, Modbus
from lockerd.boards.options import BadProfileError, Options
from lockerd.domain.model.readings import DoorSensor

_PULSE_ON, _PULSE_OFF, _ALL, _TOGGLE_ALL, _MODES = 0x0200, 0x0400, 0x00FF, 0x01FF, 0x1000
_UNIT_MS, _LONGEST_MS = 100, 3_000
_D: Final = Profile(
    family="waveshare",
    model="relay8d",
    channels=8,
    index_base=0,
    min_address=1,
    max_address=255,
    feedback=DoorSensor.CONTACT,
    speed_baud=9_600,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.ACK,
    unlock_reply_bytes=8,
    status_reply_ms=100,
    unlock_reply_ms=100,
    silent_chars=SILENT_CHARS,
    known_by=(KnownBy.VENDOR, KnownBy.SEVERAL_CODES),
)
_BARE: Final = replace(_D, feedback=DoorSensor.NONE)
_MODELS: Final[dict[str, Profile]] = {
    "relay8d": _D,
    "io8": replace(_D, model="io8"),
    "relay8": replace(_BARE, model="relay8"),
    "relay16": replace(_BARE, model="relay16", channels=16),
    "relay32": replace(_BARE, model="relay32", channels=32),
}
MODELS: Final = tuple(_MODELS)


class Waveshare(Modbus):
    """Codec of the Waveshare boards; channel n is relay n and, where there are inputs, input n."""

    def __init__(self, profile: Profile = _D) -> None:
        """Raise `BadProfileError` for a pulse that the board cannot time."""
        if profile.pulse_ms % _UNIT_MS or not _UNIT_MS <= profile.pulse_ms <= _LONGEST_MS:
            msg = f"a waveshare times pulses of {_UNIT_MS} to {_LONGEST_MS} ms in steps of {_UNIT_MS}"
            raise BadProfileError(f"{msg}, not {profile.pulse_ms}", "pulse_ms")
        sensed = profile.feedback is not DoorSensor.NONE
        super().__init__(profile, inputs=profile.channels if sensed else 0, modes_at=_MODES if sensed else None)

    def pulse_of(self, address: int, register: int, value: int) -> UnlockRequest | ForeignFrame | None:
        """See `Modbus.pulse_of`."""
        board, relay = address or None, register & 0xFF
        if register == _ALL:
            kind = {0xFF00: ForeignKind.UNLOCK_ALL, 0x0000: ForeignKind.HOLD_OFF}.get(value, ForeignKind.TOGGLE)
            return ForeignFrame(kind, board)
        if register == _TOGGLE_ALL:
            return ForeignFrame(ForeignKind.TOGGLE, board)
        if relay >= self.profile.channels or register & 0xFF00 not in {_PULSE_ON, _PULSE_OFF}:
            return None
        if register & 0xFF00 == _PULSE_OFF:  # switches off for a while, and then on for good
            return ForeignFrame(ForeignKind.HOLD_ON, board, (relay + 1,))
        if board is None or not 1 <= value <= _LONGEST_MS // _UNIT_MS:
            return ForeignFrame(ForeignKind.UNLOCK_LONG, board, (relay + 1,))
        return UnlockRequest(board, relay + 1)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self.frame(address, WRITE_COIL, _PULSE_ON + lock, self.profile.pulse_ms // _UNIT_MS)


def make(options: Options) -> Waveshare:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("waveshare", "model")
    return Waveshare(options.on(_MODELS[options.model_of("waveshare", MODELS)]))
