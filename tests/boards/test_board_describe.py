"""Frames in words."""

import json

from lockerd.boards import decode
from lockerd.boards.frames import Side


def test_an_unlock_of_a_bcc_board_is_also_a_reply():
    asked, told = decode("bcc", bytes.fromhex("8A 01 01 11 9B"))
    assert asked == {
        "family": "bcc",
        "side": "request",
        "kind": "unlock",
        "address": 1,
        "channels": {"1": None},
        "sendable": True,
    }
    assert told == {
        "family": "bcc",
        "side": "reply",
        "kind": "unlock",
        "address": 1,
        "channels": {"1": {"bit": 1, "door": "closed"}},
    }
    assert decode("bcc", bytes.fromhex("8A 01 01 11 9B"), Side.REPLY) == [told]


def test_a_hook_board_speaks_of_latches_and_json_carries_it():
    (told,) = decode("cu48", bytes.fromhex("02 00 00 65 07 00 00 00 00 C0 03 31"))
    assert json.loads(json.dumps(told)) == told
    assert told["kind"] == "status"
    assert told["channels"]["3"] == {"bit": 1, "latch": "latched"}
    assert told["channels"]["4"] == {"bit": 0, "latch": "unlatched"}
    assert len(told["channels"]) == 48


def test_open_all_is_shown_as_never_sent():
    (asked,) = decode("cu48", bytes.fromhex("02 0A 30 51 03 90"))
    assert asked["kind"] == "unlock_all"
    assert asked["address"] is None
    assert asked["sendable"] is False
