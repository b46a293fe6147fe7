"""Kerong CU16, CU48B and CU12 against published frames."""

import pytest
from board_vectors import set_channels, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, codec_of
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply, StatusRequest, UnlockReply, UnlockRequest
from lockerd.boards.options import Options

CU16, CU48B, CU12 = CODECS["cu16"], CODECS["cu48b"], CODECS["cu12"]
CU24 = codec_of("cu48b", Options(model="cu24"))


def summed(*body: int) -> bytes:
    return bytes((*body, sum(body) & 0xFF))


def packed(bits: tuple[bool, ...]) -> bytes:
    return sum(bit << n for n, bit in enumerate(bits)).to_bytes((len(bits) + 7) // 8, "little")


def bits(count: int) -> st.SearchStrategy[tuple[bool, ...]]:
    return st.lists(st.booleans(), min_size=count, max_size=count).map(tuple)


@pytest.mark.parametrize("channel", range(1, 17))
def test_cu16_published_unlocks(channel):
    (vector,) = (v for v in vectors("cu16") if v.name == f"unlock {channel}")
    assert CU16.unlock_request(0, channel) == vector.request


def test_cu16_published_status():
    (vector,) = (v for v in vectors("cu16") if v.name == "status")
    (ask,) = CU16.look(0)
    assert ask.request == vector.request
    assert [ask.reply_bytes] == [len(reply) for reply in vector.replies]
    assert CU16.parse_reply(vector.replies[0]) == StatusReply(0, (True,) * 16, (False,) * 16)


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("02 F0 32 03 27", ForeignFrame(ForeignKind.STATUS_ALL, None)),
        ("02 00 33 03 38", ForeignFrame(ForeignKind.UNLOCK_ALL, 0)),
        ("02 F3 31 03 29", ForeignFrame(ForeignKind.UNLOCK_ALL, None, (4,))),
        ("02 F0 30 03 25", ForeignFrame(ForeignKind.STATUS_ALL, None)),
        ("02 01 30 03 36", None),
        ("02 2A 31 03 60", UnlockRequest(2, 11)),
    ],
)
def test_cu16_requests(frame, meaning):
    assert CU16.parse_request(bytes.fromhex(frame)) == meaning


def test_cu16_answers_to_all_are_not_taken_for_one_boards_status():
    assert CU16.parse_reply(bytes.fromhex("02 00 36 FF FF 00 00 03 39")) == ForeignFrame(ForeignKind.STATUS_ALL, 0)


@given(st.integers(0, 14), bits(16), bits(16))
def test_cu16_round_trip_of_status(address, doors, items):
    frame = summed(2, address << 4, 0x35, *packed(doors), *packed(items), 3)
    assert CU16.parse_reply(frame) == StatusReply(address, doors, items)


@given(st.integers(0, 14), st.integers(1, 16))
def test_cu16_round_trip_of_requests(address, channel):
    assert CU16.parse_request(CU16.look(address)[0].request) == StatusRequest(address)
    assert CU16.parse_request(CU16.unlock_request(address, channel)) == UnlockRequest(address, channel)


def test_cu48b_published_frames():
    status, unlock = vectors("cu48b")
    (ask,) = CU48B.look(0)
    assert (ask.request, ask.reply_bytes) == (status.request, 18)
    assert CU48B.parse_reply(status.replies[0]) == StatusReply(0, (True,) * 48, (False,) * 48)
    assert CU48B.unlock_request(0, 1) == unlock.request


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("02 00 30 61 03 96", ForeignFrame(ForeignKind.UNLOCK_ALL, 0)),
        ("02 0A 00 61 03 70", ForeignFrame(ForeignKind.UNLOCK_ALL, None, (1,))),
        ("02 0A 00 60 03 6F", ForeignFrame(ForeignKind.STATUS_ALL, None)),
        ("02 00 00 50 03 55", None),
        ("02 00 00 51 03 56", None),
    ],
)
def test_cu48b_requests(frame, meaning):
    assert CU48B.parse_request(bytes.fromhex(frame)) == meaning


@given(st.integers(0, 9), bits(48), bits(48))
def test_cu48b_round_trip_of_status(address, doors, items):
    frame = summed(2, address, 0, 0x75, *packed(doors), *packed(items), 3)
    assert CU48B.parse_reply(frame) == StatusReply(address, doors, items)
    assert CU24.parse_reply(frame) == StatusReply(address, doors[:24], items[:24])
    assert CODECS["cu48"].parse_reply(frame) is None


def test_cu24_has_24_channels():
    assert CU24.parse_request(CU24.unlock_request(0, 24)) == UnlockRequest(0, 24)
    assert CU24.parse_request(bytes.fromhex("02 00 18 61 03 7E")) is None
    assert CU24.profile.experimental


def test_cu12_published_status_has_the_first_byte_first():
    (vector,) = (v for v in vectors("cu12") if v.name == "status")
    (ask,) = CU12.look(0)
    assert (ask.request, ask.reply_bytes) == (vector.request, len(vector.replies[0]))
    parsed = CU12.parse_reply(vector.replies[0])
    assert isinstance(parsed, StatusReply)
    assert set_channels(parsed.bits) == {2}
    assert len(parsed.bits) == 12


def test_cu12_published_unlock_and_its_answers():
    (vector,) = (v for v in vectors("cu12") if v.name == "unlock 3")
    assert CU12.unlock_request(0, 3) == vector.request
    assert CU12.parse_reply(vector.replies[0]) == UnlockReply(0, 3, ok=True)
    assert CU12.parse_reply(bytes.fromhex("02 00 02 81 11 00 03 99")) == UnlockReply(0, 3, ok=False)


@pytest.mark.parametrize(
    ("frame", "meaning"),
    [
        ("02 00 0C 81 00 00 03 92", ForeignFrame(ForeignKind.UNLOCK_ALL, 0)),
        ("02 10 00 80 00 00 03 95", ForeignFrame(ForeignKind.STATUS_ALL, None)),
        ("02 10 01 81 00 00 03 97", ForeignFrame(ForeignKind.UNLOCK_ALL, None, (2,))),
        ("02 00 00 8F 00 00 03 94", ForeignFrame(ForeignKind.VERSION, 0)),
        ("02 00 00 82 00 00 03 87", ForeignFrame(ForeignKind.SETTING, 0)),
        ("02 00 01 80 00 00 03 86", None),
        ("02 00 00 80 01 00 03 86", None),
        ("02 00 0D 81 00 00 03 93", None),
    ],
)
def test_cu12_requests(frame, meaning):
    assert CU12.parse_request(bytes.fromhex(frame)) == meaning


@pytest.mark.parametrize("ask", range(0x11, 0x15))
def test_cu12_a_status_that_failed_is_no_status(ask):
    body = (2, 0, 0, 0x80, ask, 0, 3)
    assert CU12.parse_reply(summed(*body)) == ForeignFrame(ForeignKind.REFUSED, 0)


@given(st.integers(0, 15), bits(12))
def test_cu12_round_trip_of_status(address, doors):
    head, data = bytes((2, address, 0, 0x80, 0x10, 2, 3)), packed(doors)
    frame = head + bytes(((sum(head) + sum(data)) & 0xFF,)) + data
    assert CU12.parse_reply(frame) == StatusReply(address, doors)


@given(st.integers(0, 15), st.integers(1, 12))
def test_cu12_round_trip_of_requests(address, channel):
    assert CU12.parse_request(CU12.look(address)[0].request) == StatusRequest(address)
    assert CU12.parse_request(CU12.unlock_request(address, channel)) == UnlockRequest(address, channel)
