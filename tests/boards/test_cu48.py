"""Kerong CU48 against the vendor's frames."""

import pytest
from board_vectors import set_channels, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards.cu48 import Cu48
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply, StatusRequest, UnlockRequest

CU48 = Cu48()
addresses, channels = st.integers(0, 9), st.integers(1, 48)


def test_vendor_status_exchange():
    (vector,) = (v for v in vectors("cu48") if v.name == "status one")
    assert CU48.look(0)[0].request == vector.request
    (reply,) = vector.replies
    parsed = CU48.parse_reply(reply)
    assert parsed is not None
    assert parsed.address == 0
    assert set_channels(parsed.bits) == {1, 2, 3, 47, 48}


def test_vendor_unlock_counts_channels_from_one():
    (vector,) = (v for v in vectors("cu48") if v.name == "unlock 1")
    assert CU48.unlock_request(0, 1) == vector.request
    assert CU48.unlock_request(9, 48).hex(" ").upper() == "02 09 2F 51 03 8E"


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("02 00 30 51 03 86", ForeignFrame(ForeignKind.UNLOCK_ALL, 0)),
        ("02 0A 30 51 03 90", ForeignFrame(ForeignKind.UNLOCK_ALL, None)),
        ("02 0A 04 51 03 64", ForeignFrame(ForeignKind.UNLOCK_ALL, None, (5,))),
        ("02 0A 00 50 03 5F", ForeignFrame(ForeignKind.STATUS_ALL, None)),
        ("02 00 01 50 03 56", None),
    ],
)
def test_frames_we_never_send_are_recognised(frame, meaning):
    assert CU48.parse_request(bytes.fromhex(frame)) == meaning


def test_lock_number_in_a_status_reply_means_nothing():
    assert CU48.parse_reply(bytes.fromhex("02 03 17 65 01 00 00 00 00 00 03 85")) == StatusReply(
        3, (True, *[False] * 47)
    )


@given(addresses, channels)
def test_round_trip_of_requests(address, channel):
    assert CU48.parse_request(CU48.look(address)[0].request) == StatusRequest(address)
    assert CU48.parse_request(CU48.unlock_request(address, channel)) == UnlockRequest(address, channel)


@given(addresses, st.lists(st.booleans(), min_size=48, max_size=48).map(tuple))
def test_round_trip_of_status(address, bits):
    packed = sum(bit << n for n, bit in enumerate(bits)).to_bytes(6, "little")
    body = bytes((2, address, 0, 0x65)) + packed + b"\x03"
    assert CU48.parse_reply(body + bytes((sum(body) & 0xFF,))) == StatusReply(address, bits)
