"""What must hold for every codec in the table."""

import pytest
from board_vectors import known_bad, vectors

from lockerd.boards import CODECS, UnknownFamilyError, codec_of, decode
from lockerd.boards.codec import NotOnBoardError
from lockerd.boards.describe import NotAFrameError
from lockerd.boards.frames import Side, StatusRequest, UnlockRequest
from lockerd.errors import CallerError

pytestmark = pytest.mark.parametrize("family", sorted(CODECS))


def test_rule_05_no_open_all_frame(family):
    """Whatever a codec is given, it emits a frame for exactly one lock of one board, or it refuses."""
    codec = codec_of(family)
    profile = codec.profile
    emitted = set()
    for address in range(-300, 301):
        for channel in range(-300, 301):
            try:
                frame = codec.unlock_request(address, channel)
            except CallerError:
                continue
            assert codec.parse_request(frame) == UnlockRequest(address, channel)
            emitted.add(frame)
    boards = profile.max_address - profile.min_address + 1
    assert len(emitted) == boards * profile.channels


@pytest.mark.parametrize("odd", [True, False, 1.0, "1", None, b"\x01", float("nan"), 2**70, -(2**70), [1]])
def test_rule_05_only_whole_numbers_address_a_lock(family, odd):
    codec = codec_of(family)
    for address, channel in ((odd, 1), (1, odd)):
        with pytest.raises(NotOnBoardError):
            codec.unlock_request(address, channel)
    with pytest.raises(NotOnBoardError):
        codec.status_request(odd)


def test_status_requests_reach_one_board_only(family):
    codec = codec_of(family)
    for address in range(-300, 301):
        if codec.profile.min_address <= address <= codec.profile.max_address:
            assert codec.parse_request(codec.status_request(address)) == StatusRequest(address)
        else:
            with pytest.raises(NotOnBoardError, match=f"has no address {address}; use"):
                codec.status_request(address)


def test_profile_tells_the_true_sizes(family):
    codec = codec_of(family)
    replies = [reply for vector in vectors(family) for reply in vector.replies]
    assert len(codec.status_request(1)) == codec.profile.status_request_bytes
    assert codec.profile.status_reply_bytes in map(len, replies)
    assert codec.profile.unlock_replies == (codec.profile.unlock_reply_bytes > 0)


def test_every_published_frame_is_recognised(family):
    codec = codec_of(family)
    for vector in vectors(family):
        if vector.request:
            assert codec.parse_request(vector.request) is not None, vector
        for reply in vector.replies:
            assert codec.parse_reply(reply) is not None, vector


def test_decode_gives_every_meaning_in_words(family):
    for vector in vectors(family):
        for frame, side in ((vector.request, Side.REQUEST), *((reply, Side.REPLY) for reply in vector.replies)):
            if not frame:
                continue
            (meaning,) = decode(family, frame, side)
            assert meaning in decode(family, frame)
            assert meaning["family"] == family
            assert meaning["side"] == side


def test_known_bad_public_frames_are_refused(family):
    for bad_family, frame in known_bad("cu48", "bcc"):
        if bad_family == family:
            with pytest.raises(NotAFrameError):
                decode(family, frame)


def test_broken_frames_are_explained(family):
    frame = bytearray(codec_of(family).status_request(1))
    right = f"{frame[-1]:02X}"
    frame[-1] ^= 1
    with pytest.raises(NotAFrameError, match=f"end with {right}"):
        decode(family, bytes(frame))
    with pytest.raises(NotAFrameError, match="too short"):
        decode(family, b"")


def test_unknown_families_are_named(family):
    with pytest.raises(UnknownFamilyError, match=family):
        codec_of("cu99")
