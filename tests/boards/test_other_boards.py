"""Kecheng, Winnsen and WKLY against published frames, and the models of BCC."""

import pytest
from board_vectors import set_channels, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, codec_of
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply, StatusRequest, UnlockReply, UnlockRequest
from lockerd.boards.options import Options, StatusOrder

KECHENG, WINNSEN, WKLY = CODECS["kecheng"], CODECS["winnsen"], CODECS["wkly"]


def sealed(*body: int) -> bytes:
    check = 0
    for byte in body:
        check ^= byte
    return bytes((*body, check))


def wkly(address: int, command: int, *rest: int) -> bytes:
    return sealed(*b"WKLY", 8 + len(rest), address, command, *rest)


@pytest.mark.parametrize(
    ("model", "channels", "reply_bytes", "experimental"),
    [("8", 8, 7, False), ("12", 12, 7, False), ("18", 18, 7, True), ("24", 24, 7, False), ("50", 50, 11, True)],
)
def test_bcc_models(model, channels, reply_bytes, experimental):
    codec = codec_of("bcc", Options(model=model))
    assert codec.profile.channels == channels
    assert codec.look(1)[0].reply_bytes == reply_bytes
    assert bool(codec.profile.experimental) == experimental


def test_bcc_50_way_is_low_group_first_unless_told_otherwise():
    reply = sealed(0x80, 1, 0, 0, 0, 0x02, 0, 0, 0, 0x33)
    for order, channel in ((None, 26), (StatusOrder.LOW_FIRST, 26), (StatusOrder.HIGH_FIRST, 26)):
        parsed = codec_of("bcc", Options(model="50", status_order=order)).parse_reply(reply)
        assert isinstance(parsed, StatusReply)
        assert set_channels(parsed.bits) == {channel}  # the fourth of seven bytes is the middle one
    first = sealed(0x80, 1, 0x01, 0, 0, 0, 0, 0, 0, 0x33)
    low, high = (codec_of("bcc", Options(model="50", status_order=order)).parse_reply(first) for order in StatusOrder)
    assert {frozenset(set_channels(low.bits)), frozenset(set_channels(high.bits))} == {frozenset({1}), frozenset({49})}


def test_kecheng_published_frames():
    unlock, open_all = vectors("kecheng")
    assert KECHENG.unlock_request(1, 1) == unlock.request
    assert KECHENG.parse_reply(unlock.replies[0]) == UnlockReply(1, 1, bit=False)
    assert KECHENG.parse_request(open_all.request) == ForeignFrame(ForeignKind.UNLOCK_ALL, 1)
    assert KECHENG.parse_reply(open_all.replies[0]) == ForeignFrame(ForeignKind.UNLOCK_ALL, 1)


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        ((0x8A, 1, 0, 0x33), ForeignFrame(ForeignKind.UNLOCK_ALL, 1)),
        ((0x8A, 1, 1, 0x11), None),
        ((0x9A, 1, 2, 0x33), ForeignFrame(ForeignKind.HOLD_ON, 1, (2,))),
        ((0x9B, 1, 2, 0x33), ForeignFrame(ForeignKind.HOLD_OFF, 1, (2,))),
        ((0x7C, 1, 2, 0x03), ForeignFrame(ForeignKind.UNLOCK_LONG, 1, (2,))),
        ((0x7A, 1, 2, 0x33), ForeignFrame(ForeignKind.UNLOCK_MOTOR, 1, (2,))),
        ((0x7E, 1, 2, 0x05), ForeignFrame(ForeignKind.SETTING, 1, (2,))),
        ((0x8D, 1, 1, 0x01), ForeignFrame(ForeignKind.SETTING, 1, (1,))),
        ((0x82, 1, 0, 0x22), ForeignFrame(ForeignKind.VERSION, 1)),
        ((0x80, 1, 0, 0x33), StatusRequest(1)),
    ],
)
def test_kecheng_requests(body, meaning):
    assert KECHENG.parse_request(sealed(*body)) == meaning


def test_kecheng_version_is_no_event():
    assert KECHENG.parse_reply(bytes.fromhex("82 01 00 AB 28")) == ForeignFrame(ForeignKind.VERSION, 1)
    assert KECHENG.parse_reply(sealed(0x81, 1, 3, 0x11)) == ForeignFrame(ForeignKind.EVENT, 1, (3,), bit=True)


@given(st.integers(1, 31), st.integers(1, 24))
def test_kecheng_round_trip_of_requests(address, channel):
    assert KECHENG.parse_request(KECHENG.look(address)[0].request) == StatusRequest(address)
    assert KECHENG.parse_request(KECHENG.unlock_request(address, channel)) == UnlockRequest(address, channel)


def test_winnsen_published_frames():
    unlock, single = vectors("winnsen")
    assert WINNSEN.unlock_request(1, 1) == unlock.request
    assert WINNSEN.parse_reply(unlock.replies[0]) == UnlockReply(1, 1, ok=True)
    assert WINNSEN.parse_reply(bytes.fromhex("90 07 85 01 01 00 03")) == UnlockReply(1, 1, ok=False)
    assert WINNSEN.parse_request(single.request) == ForeignFrame(ForeignKind.CHANNEL_STATUS, 0, (5,))
    assert WINNSEN.parse_reply(single.replies[0]) == ForeignFrame(ForeignKind.CHANNEL_STATUS, 0, (5,), bit=True)


@pytest.mark.parametrize(
    "frame",
    [
        "90 07 82 01 00 00 04",
        "90 06 82 01 00 00 03",
        "90 07 85 01 00 01 03",
        "90 07 85 01 11 01 03",
        "90 07 85 01 01 02 03",
        "90 07 82 20 00 00 03",
        "90 07 82 01 00 03",
        "90 07 83 01 00 00 03",
    ],
)
def test_winnsen_frames_that_cannot_be(frame):
    assert WINNSEN.parse_reply(bytes.fromhex(frame)) is None
    assert WINNSEN.parse_request(bytes.fromhex(frame)) is None


@given(st.integers(1, 31), st.integers(1, 16), st.lists(st.booleans(), min_size=16, max_size=16).map(tuple))
def test_winnsen_round_trip(address, channel, bits):
    assert WINNSEN.parse_request(WINNSEN.look(address)[0].request) == StatusRequest(address)
    assert WINNSEN.parse_request(WINNSEN.unlock_request(address, channel)) == UnlockRequest(address, channel)
    packed = sum(bit << n for n, bit in enumerate(bits)).to_bytes(2, "little")
    assert WINNSEN.parse_reply(bytes((0x90, 7, 0x82, address, *packed, 3))) == StatusReply(address, bits)


def test_wkly_published_frames():
    one, query, event, open_all = vectors("wkly")
    assert WKLY.unlock_request(0, 1) == one.request
    assert WKLY.parse_reply(one.replies[0]) == UnlockReply(0, 1, bit=False, ok=True)
    assert WKLY.parse_request(query.request) == ForeignFrame(ForeignKind.CHANNEL_STATUS, 0, (1,))
    assert WKLY.parse_reply(query.replies[0]) == ForeignFrame(ForeignKind.CHANNEL_STATUS, 0, (1,), bit=True)
    assert WKLY.parse_reply(event.replies[0]) == ForeignFrame(ForeignKind.EVENT, 0, (1,), bit=True)
    assert WKLY.parse_request(open_all.request) == ForeignFrame(ForeignKind.UNLOCK_ALL, 0)
    assert WKLY.parse_reply(open_all.replies[0]) == ForeignFrame(ForeignKind.UNLOCK_ALL, 0)


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        (wkly(3, 0x80, 2, 4, 5), ForeignFrame(ForeignKind.UNLOCK_MANY, 3, (4, 5))),
        (wkly(3, 0x87, 1, 24), ForeignFrame(ForeignKind.UNLOCK_MANY, 3, (24,))),
        (wkly(3, 0x88, 7), ForeignFrame(ForeignKind.HOLD_ON, 3, (7,))),
        (wkly(3, 0x89, 7), ForeignFrame(ForeignKind.HOLD_OFF, 3, (7,))),
        (wkly(3, 0x81, 7), ForeignFrame(ForeignKind.LIGHT, 3, (7,))),
        (wkly(3, 0x80, 3, 4, 5), None),
        (wkly(3, 0x82, 0), None),
        (wkly(3, 0x82, 25), None),
        (wkly(32, 0x82, 1), None),
        (wkly(3, 0x8A), None),
    ],
)
def test_wkly_requests(frame, meaning):
    assert WKLY.parse_request(frame) == meaning


def test_wkly_the_first_lock_may_be_zero():
    zero = codec_of("wkly", Options(index_base=0))
    assert zero.unlock_request(0, 1) == wkly(0, 0x82, 0)
    assert zero.unlock_request(0, 24) == wkly(0, 0x82, 23)
    assert zero.parse_reply(wkly(0, 0x82, 0, 0, 1)) == UnlockReply(0, 1, bit=True)


def test_wkly_a_channel_in_error_is_neither_open_nor_shut():
    twelve = codec_of("wkly", Options(model="12"))
    parsed = twelve.parse_reply(wkly(2, 0x84, 0, 12, 0, 1, 0xFF, *[1] * 9))
    assert parsed == StatusReply(2, (False, True, None, *[True] * 9))
    assert WKLY.parse_reply(wkly(2, 0x84, 0, 12, 0, 1, 0xFF, *[1] * 9)) is None
    assert WKLY.parse_reply(wkly(2, 0x82, 0xFF, 1, 0xFF)) == UnlockReply(2, 1, bit=None, ok=False)


@given(
    st.integers(0, 31),
    st.integers(1, 24),
    st.lists(st.sampled_from([True, False, None]), min_size=24, max_size=24).map(tuple),
)
def test_wkly_round_trip(address, channel, bits):
    assert WKLY.parse_request(WKLY.look(address)[0].request) == StatusRequest(address)
    assert WKLY.parse_request(WKLY.unlock_request(address, channel)) == UnlockRequest(address, channel)
    states = [0xFF if bit is None else int(bit) for bit in bits]
    assert WKLY.parse_reply(wkly(address, 0x84, 0, 24, *states)) == StatusReply(address, bits)
