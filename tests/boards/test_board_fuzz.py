"""A bounded share of the fuzz run, and proof that the run would notice."""

import pytest
from fuzz_boards import BOARDS
from fuzz_frames import FuzzError, fuzz

from lockerd.boards import CODECS
from lockerd.boards.bcc import Bcc
from lockerd.boards.frames import StatusReply


def test_every_family_is_fuzzed():
    assert list(BOARDS) == list(CODECS)


@pytest.mark.parametrize("family", BOARDS)
def test_nothing_is_heard_that_is_not_there(family):
    count = fuzz(family, 3_000, f"share {family}")
    assert count.heard > 100


def test_the_same_seed_does_the_same():
    assert fuzz("bcc", 500, "again") == fuzz("bcc", 500, "again")


def test_the_run_notices_a_codec_that_ignores_the_checksum(monkeypatch):
    monkeypatch.setattr(Bcc, "is_sound", lambda _self, data: len(data) >= 5 and 1 <= data[1] <= 31)
    with pytest.raises(FuzzError, match="which is not there"):
        fuzz("bcc", 3_000, "blind")


def test_the_run_notices_a_codec_that_turns_bits_round(monkeypatch):
    said = Bcc.parse_reply

    def wrong(self, data):
        reply = said(self, data)
        return StatusReply(reply.address, reply.bits[::-1]) if isinstance(reply, StatusReply) else reply

    monkeypatch.setattr(Bcc, "parse_reply", wrong)
    with pytest.raises(FuzzError, match="which is not there"):
        fuzz("bcc", 3_000, "upside down")
