"""Replies found in whatever a wire delivers."""

import itertools
import random
from collections.abc import Iterator

import pytest
from board_vectors import known_bad, vectors
from hypothesis import given
from hypothesis import strategies as st

from lockerd.boards import CODECS, codec_of
from lockerd.boards.bcc import Bcc
from lockerd.boards.codec import matches
from lockerd.boards.frames import StatusReply, UnlockReply
from lockerd.boards.stream import ReplyStream

FAMILIES = sorted(CODECS)
CHECKED = [family for family in FAMILIES if codec_of(family).checksum_due(bytes(8))]


def replies(family: str) -> list[bytes]:
    """Published replies a stream knows; one to a single-channel query, which we never send, may not be among them."""
    codec = codec_of(family)
    found = [reply for vector in vectors(family) for reply in vector.replies]
    return [reply for reply in found if any(matches(reply, shape) for shape in codec.reply_shapes)]


def longest(family: str) -> int:
    return max(map(len, codec_of(family).reply_shapes))


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
    "garbage",
    ["FA FD 99 99", "00", "FF FF FF", "02", "80", "80 01", "8A 01 01", "02 00 00 65 07", "57 4B 4C", "90 07", "01 03"],
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
            assert heard(family, codec.look(meaning.address)[-1].request + frame) == [meaning]


@pytest.mark.parametrize("family", CHECKED)
def test_one_wrong_byte_is_never_a_reply(family):
    """All single-byte corruptions: nothing at all is heard, so no wrong channel or address either (F34)."""
    for frame in replies(family):
        for at, value in itertools.product(range(len(frame)), range(256)):
            if frame[at] != value:
                broken = frame[:at] + bytes((value,)) + frame[at + 1 :]
                assert heard(family, broken) == [], broken.hex(" ")


@pytest.mark.parametrize("family", CHECKED)
def test_two_wrong_bytes_pass_only_where_the_checksum_cannot_see_them(family):
    """A sum or an exclusive or is weak (F35): what passes must at least satisfy it and be a frame of the family."""
    codec, chance = codec_of(family), random.Random(35)
    passed = 0
    for frame in replies(family):
        for _ in range(800):
            broken = bytearray(frame)
            for at in chance.sample(range(len(frame)), 2):
                broken[at] ^= chance.choice((1, 1, chance.randrange(1, 256)))
            for _frame in heard(family, bytes(broken)):
                assert codec.is_sealed(bytes(broken))
                passed += 1
    weak = len(codec.checksum_due(bytes(8))) == 1  # a CRC-16 sees every two wrong bytes
    assert bool(passed) == weak, "the corruption never met the checksum: the test proves nothing"


def test_known_bad_public_frames_are_not_heard():
    for family, frame in known_bad(*FAMILIES):
        assert heard(family, frame, step=1) == []


def test_a_short_reply_behind_a_false_start_is_heard_at_the_end():
    stream = ReplyStream(Bcc())
    assert stream.feed(bytes.fromhex("80 8A 01 01 00 8A")) == [UnlockReply(1, 1, bit=False)]
    assert stream.feed(bytes.fromhex("80 1F")) == []
    assert stream.held_bytes == 2
    assert stream.finish() == []
    assert stream.held_bytes == 0
    assert stream.garbage_bytes == 3


def parts(data: bytes, most: int) -> Iterator[bytes]:
    """Every run of at most ``most`` bytes, the latest first."""
    for end in range(len(data), 0, -1):
        for start in range(end - 1, max(end - most, 0) - 1, -1):
            yield data[start:end]


@pytest.mark.parametrize("family", FAMILIES)
def test_fuzz_is_bounded_and_only_sound_frames_are_heard(family):
    codec, chance = codec_of(family), random.Random(f"fuzz {family}")
    alphabet = bytes.fromhex("02 03 65 80 81 8A 11 33 00 01 30")  # bytes that frames are made of meet parsers oftener
    sound, most = replies(family), longest(family)
    for _ in range(400):  # `make fuzz` plays ten million spoilt frames of each family
        pieces = [chance.choice((chance.randbytes(9), bytes(chance.choices(alphabet, k=24)))) for _ in range(6)]
        pieces.insert(chance.randrange(6), chance.choice(sound))
        data = b"".join(pieces)
        stream = ReplyStream(codec)
        for end in range(1, len(data) + 1):
            for frame in stream.feed(data[end - 1 : end]):
                assert any(codec.parse_reply(part) == frame for part in parts(data[:end], most))
            assert stream.held_bytes < most
        stream.finish()
        assert stream.held_bytes == 0


@given(st.sampled_from(["cu48", "bcc"]), st.binary(max_size=200), st.integers(1, 20))
def test_no_bytes_are_lost_or_counted_twice(family, data, step):
    stream = ReplyStream(codec_of(family))
    sizes = {StatusReply: codec_of(family).look(1)[0].reply_bytes}
    found = [frame for at in range(0, len(data), step) for frame in stream.feed(data[at : at + step])]
    found += stream.finish()
    assert stream.garbage_bytes + sum(sizes.get(type(frame), 5) for frame in found) == len(data)


@given(st.sampled_from(FAMILIES), st.data(), st.integers(1, 20))
def test_how_bytes_are_split_changes_nothing(family, data, step):
    pieces = st.sampled_from(replies(family)) | st.binary(max_size=12)
    stream = b"".join(data.draw(st.lists(pieces, max_size=6)))
    assert heard(family, stream, step=step) == heard(family, stream)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_reply_begins_another_kind_of_reply(family):
    """Else a stream could take a frame for the beginning of a longer one, and wait."""
    shapes = codec_of(family).reply_shapes
    for one, other in itertools.permutations(shapes, 2):
        if len(one) <= len(other):
            assert any(not set(a) & set(b) for a, b in zip(one, other, strict=False)), (one, other)
