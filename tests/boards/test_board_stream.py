"""Replies found in whatever a wire delivers."""

import itertools
import random

import pytest
from board_vectors import known_bad, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, codec_of
from lockerd.boards.bcc import Bcc
from lockerd.boards.frames import ForeignKind, StatusReply, UnlockReply
from lockerd.boards.stream import ReplyStream

FAMILIES = sorted(CODECS)
LONGEST = 12


def replies(family: str) -> list[bytes]:
    """Published replies a stream knows; one to a single-channel query, which we never send, is not among them."""
    codec = codec_of(family)
    found = [reply for vector in vectors(family) for reply in vector.replies]
    return [reply for reply in found if getattr(codec.parse_reply(reply), "kind", None) != ForeignKind.CHANNEL_STATUS]


def heard(family: str, data: bytes, *, step: int | None = None) -> list[object]:
    stream = ReplyStream(codec_of(family))
    step = step or max(1, len(data))
    found = [frame for at in range(0, len(data), step) for frame in stream.feed(data[at : at + step])]
    return found + stream.finish()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("step", [None, 1, 2, 5])
def test_whole_split_and_glued(family, step):
    frames = replies(family)
    meanings = [codec_of(family).parse_reply(frame) for frame in frames]
    for frame, meaning in zip(frames, meanings, strict=True):
        assert heard(family, frame, step=step) == [meaning]
    assert heard(family, b"".join(frames), step=step) == meanings


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "garbage", ["FA FD 99 99", "00", "FF FF FF", "02", "80", "80 01", "8A 01 01", "02 00 00 65 07"]
)
def test_garbage_before_and_behind(family, garbage):
    noise = bytes.fromhex(garbage)
    for frame in replies(family):
        meaning = codec_of(family).parse_reply(frame)
        assert heard(family, noise + frame + noise, step=1) == [meaning]


@pytest.mark.parametrize("family", FAMILIES)
def test_an_echoed_status_request_hides_nothing(family):
    """On an adapter that echoes without being configured so, a status still comes through (F38)."""
    codec = codec_of(family)
    for frame in replies(family):
        meaning = codec.parse_reply(frame)
        if isinstance(meaning, StatusReply):
            assert heard(family, codec.status_request(meaning.address) + frame) == [meaning]


@pytest.mark.parametrize("family", FAMILIES)
def test_one_wrong_byte_is_never_a_reply(family):
    """All single-byte corruptions: nothing at all is heard, so no wrong channel or address either (F34)."""
    for frame in replies(family):
        for at, value in itertools.product(range(len(frame)), range(256)):
            if frame[at] != value:
                broken = frame[:at] + bytes((value,)) + frame[at + 1 :]
                assert heard(family, broken) == [], broken.hex(" ")


@pytest.mark.parametrize("family", FAMILIES)
def test_two_wrong_bytes_pass_only_where_the_checksum_cannot_see_them(family):
    """A sum or an exclusive or is weak (F35): what passes must at least satisfy it and be a frame of the family."""
    codec, chance = codec_of(family), random.Random(35)
    passed = 0
    for frame in replies(family):
        for _ in range(800):
            broken = bytearray(frame)
            for at in chance.sample(range(len(frame)), 2):
                broken[at] ^= chance.randrange(1, 256)
            for _frame in heard(family, bytes(broken)):
                assert broken[-1] == codec.expected_checksum(bytes(broken))
                passed += 1
    assert passed, "the corruption never met the checksum: the test proves nothing"


def test_known_bad_public_frames_are_not_heard():
    for family, frame in known_bad("cu48", "bcc"):
        assert heard(family, frame, step=1) == []


def test_a_short_reply_behind_a_false_start_is_heard_at_the_end():
    stream = ReplyStream(Bcc())
    assert stream.feed(bytes.fromhex("80 8A 01 01 00 8A")) == [UnlockReply(1, 1, bit=False)]
    assert stream.feed(bytes.fromhex("80 1F")) == []
    assert stream.held_bytes == 2
    assert stream.finish() == []
    assert stream.held_bytes == 0
    assert stream.garbage_bytes == 3


@pytest.mark.parametrize("family", FAMILIES)
def test_fuzz_is_bounded_and_only_sound_frames_are_heard(family):
    codec, chance = codec_of(family), random.Random(f"fuzz {family}")
    alphabet = bytes.fromhex("02 03 65 80 81 8A 11 33 00 01 30")  # bytes that frames are made of meet parsers oftener
    sound = replies(family)
    for _ in range(400):
        pieces = [chance.choice((chance.randbytes(9), bytes(chance.choices(alphabet, k=24)))) for _ in range(6)]
        pieces.insert(chance.randrange(6), chance.choice(sound))
        data = b"".join(pieces)
        stream = ReplyStream(codec)
        for byte in data:
            for frame in stream.feed(bytes((byte,))):
                ends = [data[a:b] for a in range(len(data)) for b in range(a, min(len(data), a + LONGEST) + 1)]
                assert any(codec.parse_reply(part) == frame for part in ends)
            assert stream.held_bytes < LONGEST
        stream.finish()
        assert stream.held_bytes == 0


@given(st.sampled_from(FAMILIES), st.binary(max_size=200), st.integers(1, 20))
def test_no_bytes_are_lost_or_counted_twice(family, data, step):
    stream = ReplyStream(codec_of(family))
    sizes = {StatusReply: codec_of(family).profile.status_reply_bytes}
    found = [frame for at in range(0, len(data), step) for frame in stream.feed(data[at : at + step])]
    found += stream.finish()
    assert stream.garbage_bytes + sum(sizes.get(type(frame), 5) for frame in found) == len(data)
