"""Waveshare and LC-Tech against published frames."""

import pytest
from board_vectors import vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, MODELS, codec_of
from lockerd.boards.checksums import crc16
from lockerd.boards.codec import NoLocksError
from lockerd.boards.frames import (
    Asked,
    CoilsReply,
    ForeignFrame,
    ForeignKind,
    ModesReply,
    StatusReply,
    StatusRequest,
    UnlockReply,
    UnlockRequest,
)
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor

D, LC = CODECS["waveshare"], CODECS["lctech"]
BARE = [codec_of("waveshare", Options(model=model)) for model in ("relay8", "relay16", "relay32")]


def framed(text: str) -> bytes:
    body = bytes.fromhex(text)
    return body + crc16(body)


def test_crc_is_the_one_of_the_standard():
    assert crc16(b"123456789") == bytes.fromhex("37 4B")
    assert crc16(bytes.fromhex("02 07")) == bytes.fromhex("41 12")


@pytest.mark.parametrize(("pulse_ms", "name"), [(700, "flash on r0 700ms"), (500, "flash on r0 500ms")])
def test_published_pulses(pulse_ms, name):
    (vector,) = (v for v in vectors("waveshare") if v.name == name)
    codec = codec_of("waveshare", Options(pulse_ms=pulse_ms))
    assert codec.unlock_request(1, 1) == vector.request
    assert codec.parse_reply(vector.replies[0]) == UnlockReply(1, 1)


def test_a_look_asks_for_coils_and_inputs_and_first_of_all_for_modes():
    coils, inputs = D.look(1)
    assert coils.request == bytes.fromhex("01 01 00 00 00 08 3D CC")
    assert inputs.request == bytes.fromhex("01 02 00 00 00 08 79 CC")
    (modes,) = D.checks(1)
    assert modes.request == framed("01 03 10 00 00 08")
    assert [ask.wants for ask in (modes, coils, inputs)] == [ModesReply, CoilsReply, StatusReply]
    assert [ask.reply_bytes for ask in (modes, coils, inputs)] == [21, 6, 6]
    asked = [D.parse_request(ask.request) for ask in (modes, coils, inputs)]
    assert asked == [StatusRequest(1, asked) for asked in (Asked.MODES, Asked.COILS, Asked.FEEDBACK)]


@pytest.mark.parametrize("codec", BARE, ids=lambda codec: codec.profile.name)
def test_boards_without_inputs_have_no_feedback(codec):
    assert codec.profile.feedback is DoorSensor.NONE
    assert codec.checks(1) == ()
    (coils,) = codec.look(1)
    assert coils.wants is CoilsReply
    assert coils.reply_bytes == 5 + codec.profile.channels // 8
    assert codec.parse_reply(bytes.fromhex("01 02 01 05 61 8B")) is None


def test_published_answers():
    assert D.parse_reply(bytes.fromhex("01 01 01 00 51 88")) == CoilsReply(1, (False,) * 8)
    assert D.parse_reply(bytes.fromhex("01 01 01 01 90 48")) == CoilsReply(1, (True, *[False] * 7))
    assert D.parse_reply(bytes.fromhex("01 02 01 05 61 8B")) == StatusReply(1, (True, False, True, *[False] * 5))
    assert D.parse_reply(framed("01 03 10 00 00 00 01" + "00 00" * 6)) == ModesReply(1, (0, 1, 0, 0, 0, 0, 0, 0))
    assert D.parse_reply(framed("01 83 02")) == ForeignFrame(ForeignKind.REFUSED, 1)
    assert D.parse_reply(framed("01 83 00")) is None


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("01 05 00 00 FF 00", ForeignFrame(ForeignKind.HOLD_ON, 1, (1,))),
        ("01 05 00 07 00 00", ForeignFrame(ForeignKind.HOLD_OFF, 1, (8,))),
        ("01 05 00 00 55 00", ForeignFrame(ForeignKind.TOGGLE, 1, (1,))),
        ("01 05 00 FF FF 00", ForeignFrame(ForeignKind.UNLOCK_ALL, 1)),
        ("01 05 00 FF 00 00", ForeignFrame(ForeignKind.HOLD_OFF, 1)),
        ("01 05 01 FF FF 00", ForeignFrame(ForeignKind.TOGGLE, 1)),
        ("01 05 04 02 00 07", ForeignFrame(ForeignKind.HOLD_ON, 1, (3,))),
        ("01 05 02 00 00 1E", UnlockRequest(1, 1)),
        ("01 05 02 00 00 1F", ForeignFrame(ForeignKind.UNLOCK_LONG, 1, (1,))),
        ("01 05 02 00 7F FF", ForeignFrame(ForeignKind.UNLOCK_LONG, 1, (1,))),
        ("01 05 02 00 00 00", ForeignFrame(ForeignKind.UNLOCK_LONG, 1, (1,))),
        ("00 05 02 00 00 07", ForeignFrame(ForeignKind.UNLOCK_LONG, None, (1,))),
        ("01 05 02 08 00 07", None),
        ("01 06 10 00 00 01", ForeignFrame(ForeignKind.SETTING, 1)),
        ("00 06 40 00 00 01", ForeignFrame(ForeignKind.SETTING, None)),
        ("01 0F 00 00 00 08 01 FF", ForeignFrame(ForeignKind.UNLOCK_MANY, 1, tuple(range(1, 9)))),
        ("01 0F 00 00 00 08 02 FF 00", None),
        ("01 03 20 00 00 01", ForeignFrame(ForeignKind.READ, 1)),
        ("00 01 00 00 00 08", None),
        ("01 07 00 00 00 08", None),
    ],
)
def test_requests(frame, meaning):
    assert D.parse_request(framed(frame)) == meaning


@given(st.sampled_from(MODELS["waveshare"]), st.integers(1, 255), st.integers(1, 8), st.integers(1, 30))
def test_round_trip_of_pulses(model, address, channel, units):
    codec = codec_of("waveshare", Options(model=model, pulse_ms=100 * units))
    frame = codec.unlock_request(address, channel)
    assert codec.parse_request(frame) == UnlockRequest(address, channel)
    assert codec.parse_reply(frame) == UnlockReply(address, channel)
    assert frame[:6] == bytes((address, 5, 2, channel - 1, 0, units))


@given(st.integers(1, 255), st.integers(0, 255))
def test_round_trip_of_inputs(address, byte):
    bits = tuple(bool(byte >> n & 1) for n in range(8))
    assert D.parse_reply(framed(f"{address:02X} 02 01 {byte:02X}")) == StatusReply(address, bits)
    assert LC.parse_reply(framed(f"{address:02X} 01 01 {byte:02X}")) == CoilsReply(address, bits)


def test_lctech_is_read_and_never_fired():
    on, inputs = vectors("lctech")
    assert LC.parse_request(on.request) == ForeignFrame(ForeignKind.HOLD_ON, 255, (1,))
    assert LC.look(255)[1].request == inputs.request
    assert LC.parse_reply(inputs.replies[0]) == StatusReply(255, (True, *[False] * 7))
    with pytest.raises(NoLocksError, match="cannot end a pulse by itself"):
        LC.unlock_request(255, 1)
