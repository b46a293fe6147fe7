"""BCC boards against captures and the vendor's tables."""

import pytest
from board_vectors import set_channels, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards.bcc import Bcc
from lockerd.boards.codec import NotOnBoardError
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply, StatusRequest, UnlockReply, UnlockRequest
from lockerd.boards.options import BadProfileError, StatusOrder

BCC = Bcc()
addresses, channels = st.integers(1, 31), st.integers(1, 24)


def sealed(*body: int) -> bytes:
    check = 0
    for byte in body:
        check ^= byte
    return bytes((*body, check))


@pytest.mark.parametrize("channel", range(1, 13))
def test_published_unlocks(channel):
    (vector,) = (v for v in vectors("bcc") if v.name == f"unlock b1 l{channel}")
    assert BCC.unlock_request(1, channel) == vector.request
    assert BCC.parse_reply(vector.replies[0]) == UnlockReply(1, channel, bit=False)


@pytest.mark.parametrize(
    ("name", "shorted"),
    [
        ("query all", set()),
        ("query all lock1 set", {1}),
        ("query all lock 2 set", {2}),
        ("query all, all shorted", set(range(1, 25))),
    ],
)
def test_published_status_is_high_group_first(name, shorted):
    (vector,) = (v for v in vectors("bcc") if v.name == name)
    assert BCC.look(1)[0].request == vector.request
    parsed = BCC.parse_reply(vector.replies[0])
    assert isinstance(parsed, StatusReply)
    assert parsed.address == 1
    assert set_channels(parsed.bits) == shorted


def test_status_order_and_size_are_the_models():
    fifty = Bcc(channels=50, status_bytes=7, status_order=StatusOrder.LOW_FIRST)
    parsed = fifty.parse_reply(sealed(0x80, 4, 0, 0, 0, 0x02, 0, 0, 0x02, 0x33))
    assert isinstance(parsed, StatusReply)
    assert len(parsed.bits) == 50
    assert set_channels(parsed.bits) == {26, 50}
    assert fifty.look(4)[0].reply_bytes == 11


def test_a_small_board_answers_24_bits_and_has_only_its_channels():
    eight = Bcc(channels=8)
    parsed = eight.parse_reply(bytes.fromhex("80 01 FF FF FF 33 4D"))
    assert isinstance(parsed, StatusReply)
    assert len(parsed.bits) == 8
    with pytest.raises(NotOnBoardError):
        eight.unlock_request(1, 9)


@pytest.mark.parametrize(("channels", "status_bytes"), [(0, 3), (25, 3), (51, 7), (8, 8), (-1, 1)])
def test_impossible_boards_are_refused(channels, status_bytes):
    with pytest.raises(BadProfileError):
        Bcc(channels=channels, status_bytes=status_bytes)


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("8A 01 00 11 9A", ForeignFrame(ForeignKind.UNLOCK_ALL, 1)),
        ("8A 01 01 11 03 98", ForeignFrame(ForeignKind.UNLOCK_LONG, 1, (1,))),
        ("80 01 01 33 B3", ForeignFrame(ForeignKind.CHANNEL_STATUS, 1, (1,))),
        ("9A 01 01 11 8B", ForeignFrame(ForeignKind.HOLD_ON, 1, (1,))),
        ("9B 01 01 11 8A", ForeignFrame(ForeignKind.HOLD_OFF, 1, (1,))),
        ("90 01 02 02 02 93", ForeignFrame(ForeignKind.UNLOCK_MANY, 1, (2, 10, 18))),
        ("8A 01 19 11 83", None),
        ("8A 00 01 11 9A", None),
        ("7A 01 01 33 49", None),
    ],
)
def test_requests_we_never_send_are_recognised(frame, meaning):
    assert BCC.parse_request(bytes.fromhex(frame)) == meaning


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("8A 01 01 11 9B", UnlockReply(1, 1, bit=True)),
        ("8A 01 00 11 9A", ForeignFrame(ForeignKind.UNLOCK_ALL, 1)),
        ("80 01 01 11 91", ForeignFrame(ForeignKind.CHANNEL_STATUS, 1, (1,), bit=True)),
        ("80 01 01 00 80", ForeignFrame(ForeignKind.CHANNEL_STATUS, 1, (1,), bit=False)),
        ("81 01 01 00 81", ForeignFrame(ForeignKind.EVENT, 1, (1,), bit=False)),
        ("82 01 01 11 93", ForeignFrame(ForeignKind.EVENT, 1, (1,), bit=True)),
        ("8A 01 01 22 A8", None),
    ],
)
def test_replies(frame, meaning):
    assert BCC.parse_reply(bytes.fromhex(frame)) == meaning


@given(addresses, channels)
def test_round_trip_of_requests(address, channel):
    assert BCC.parse_request(BCC.look(address)[0].request) == StatusRequest(address)
    assert BCC.parse_request(BCC.unlock_request(address, channel)) == UnlockRequest(address, channel)


@given(addresses, st.lists(st.booleans(), min_size=24, max_size=24).map(tuple), st.sampled_from(StatusOrder))
def test_round_trip_of_status(address, bits, order):
    packed = sum(bit << n for n, bit in enumerate(bits)).to_bytes(3, "big" if order == "high_first" else "little")
    assert Bcc(status_order=order).parse_reply(sealed(0x80, address, *packed, 0x33)) == StatusReply(address, bits)
