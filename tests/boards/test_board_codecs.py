"""What must hold for every codec in the table."""

import pytest
from board_vectors import known_bad, vectors

from lockerd.boards import CODECS, FAMILIES, MODELS, UnknownFamilyError, codec_of, decode
from lockerd.boards.codec import Codec, NotOnBoardError, UnlockAnswer
from lockerd.boards.describe import NotAFrameError
from lockerd.boards.frames import ForeignFrame, Side, StatusRequest, UnlockReply, UnlockRequest
from lockerd.boards.options import BadProfileError, Options, StatusOrder
from lockerd.errors import CallerError

FAMILY = pytest.mark.parametrize("family", sorted(CODECS))
BOARD = pytest.mark.parametrize(
    ("family", "model"), [(family, model) for family in sorted(CODECS) for model in MODELS.get(family, (None,))]
)


def test_the_families_are_those_of_the_configuration():
    assert list(FAMILIES) == [
        *("cu16", "cu48", "cu48b", "cu12", "bcc", "kecheng"),
        *("winnsen", "wkly", "waveshare", "lctech", "modbus_in"),
    ]
    assert all(CODECS[family].profile.family == family for family in FAMILIES)


def unlocks(codec: Codec) -> dict[bytes, tuple[int, int]]:
    """Every unlock frame that can be had at all."""
    emitted = {}
    for address in range(-2, 260):
        for channel in range(-2, 260):
            try:
                frame = codec.unlock_request(address, channel)
            except CallerError:
                continue
            assert frame not in emitted
            emitted[frame] = (address, channel)
    return emitted


@BOARD
def test_rule_05_no_open_all_frame(family, model):
    """Whatever a codec is given, it emits a frame for exactly one lock of one board, or it refuses."""
    codec = codec_of(family, Options(model=model))
    profile = codec.profile
    emitted = unlocks(codec)
    for frame, place in emitted.items():
        assert codec.parse_request(frame) == UnlockRequest(*place)
    boards = profile.max_address - profile.min_address + 1
    assert len(emitted) == (0 if profile.refused else boards * profile.channels)


@FAMILY
def test_rule_05_no_option_makes_an_open_all_frame(family):
    """Every combination of options, sensible or not: refused, or still one lock of one board."""
    made = 0
    for model in (None, "", "0", *MODELS.get(family, ())):
        for order in (None, *StatusOrder):
            for base in (None, 0, 1):
                for pulse_ms in (None, -100, 0, 1, 99, 100, 500, 1_000, 3_000, 3_100, 65_536_00, 2**70):
                    options = Options(model=model, status_order=order, index_base=base, pulse_ms=pulse_ms)
                    try:
                        codec = codec_of(family, options)
                        highest = codec.profile.max_address
                        frames = [codec.unlock_request(highest, n) for n in range(1, codec.profile.channels + 1)]
                    except CallerError:
                        continue
                    made += 1
                    for channel, frame in enumerate(frames, 1):
                        assert codec.parse_request(frame) == UnlockRequest(highest, channel)
    assert made or CODECS[family].profile.refused


@FAMILY
def test_rule_05_questions_only_ask(family):
    """A look and the checks of a board never switch anything."""
    codec = codec_of(family)
    for address in range(codec.profile.min_address, codec.profile.max_address + 1):
        for ask in (*codec.checks(address), *codec.look(address)):
            asked = codec.parse_request(ask.request)
            assert isinstance(asked, StatusRequest)
            assert asked.address == address


@FAMILY
@pytest.mark.parametrize("odd", [True, False, 1.0, "1", None, b"\x01", float("nan"), 2**70, -(2**70), [1]])
def test_rule_05_only_whole_numbers_address_a_lock(family, odd):
    codec = codec_of(family)
    for address, channel in ((odd, 1), (1, odd)):
        with pytest.raises(NotOnBoardError):
            codec.unlock_request(address, channel)
    for ask in (codec.look, codec.checks):
        with pytest.raises(NotOnBoardError):
            ask(odd)


@FAMILY
def test_only_addresses_of_the_switch_are_asked(family):
    codec = codec_of(family)
    for address in range(-300, 301):
        if not codec.profile.min_address <= address <= codec.profile.max_address:
            with pytest.raises(NotOnBoardError, match=f"has no address {address}; use"):
                codec.look(address)


@FAMILY
def test_profile_tells_the_true_sizes(family):
    codec = codec_of(family)
    replies = [reply for vector in vectors(family) for reply in vector.replies]
    unlocked = {len(reply) for reply in replies if isinstance(codec.parse_reply(reply), UnlockReply)}
    assert unlocked <= {codec.profile.unlock_reply_bytes}
    answers = codec.profile.unlock_answer is not UnlockAnswer.NONE
    assert answers == (codec.profile.unlock_reply_bytes > 0) == (codec.profile.unlock_reply_ms > 0)
    for ask in (*codec.checks(1), *codec.look(1)):
        assert ask.reply_bytes in map(len, codec.reply_shapes)


@BOARD
def test_profile_says_how_it_is_known(family, model):
    profile = codec_of(family, Options(model=model)).profile
    assert profile.known_by
    assert profile.name == f"{family} {model}" if model else family


@FAMILY
def test_every_published_frame_is_recognised(family):
    codec = codec_of(family)
    assert vectors(family)
    for vector in vectors(family):
        if vector.request:
            assert codec.parse_request(vector.request) is not None, vector
        for reply in vector.replies:
            assert codec.parse_reply(reply) is not None, vector


@FAMILY
def test_what_is_published_and_opens_several_cannot_be_sent(family):
    codec = codec_of(family)
    sendable = set(unlocks(codec))
    for vector in vectors(family):
        if isinstance(codec.parse_request(vector.request), ForeignFrame):
            assert vector.request not in sendable


@FAMILY
def test_decode_gives_every_meaning_in_words(family):
    for vector in vectors(family):
        for frame, side in ((vector.request, Side.REQUEST), *((reply, Side.REPLY) for reply in vector.replies)):
            if not frame:
                continue
            (meaning,) = decode(family, frame, side)
            assert meaning in decode(family, frame)
            assert meaning["family"] == family
            assert meaning["side"] == side


@pytest.mark.parametrize(("family", "frame"), known_bad(*CODECS))
def test_known_bad_public_frames_are_refused(family, frame):
    with pytest.raises(NotAFrameError):
        decode(family, frame)


@FAMILY
def test_broken_frames_are_explained(family):
    codec = codec_of(family)
    frame = bytearray(codec.look(1)[-1].request)
    right = codec.checksum_in(bytes(frame)).hex(" ").upper()
    at = 7 if family == "cu12" else -1
    frame[at] ^= 1
    with pytest.raises(NotAFrameError, match=f"{codec.checksum_place} {right}" if right else "looks like this"):
        decode(family, bytes(frame))
    with pytest.raises(NotAFrameError, match="too short"):
        decode(family, b"")


def test_unknown_families_are_named():
    with pytest.raises(
        UnknownFamilyError, match="bcc, cu12, cu16, cu48, cu48b, kecheng, lctech, modbus_in, waveshare, winnsen"
    ):
        codec_of("cu99")


@pytest.mark.parametrize(
    ("family", "options", "option"),
    [
        ("cu48", Options(model="48"), "model"),
        ("cu48", Options(index_base=1), "index_base"),
        ("cu16", Options(status_order=StatusOrder.LOW_FIRST), "status_order"),
        ("bcc", Options(model="25"), "model"),
        ("wkly", Options(status_order=StatusOrder.LOW_FIRST), "status_order"),
        ("waveshare", Options(model="relay64"), "model"),
        ("waveshare", Options(pulse_ms=250), "pulse_ms"),
        ("waveshare", Options(pulse_ms=0), "pulse_ms"),
        ("waveshare", Options(pulse_ms=3_100), "pulse_ms"),
    ],
)
def test_options_that_a_family_does_not_have(family, options, option):
    with pytest.raises(BadProfileError) as refused:
        codec_of(family, options)
    assert refused.value.option == option
