"""Frames without a daemon: the bytes of the published vectors, and what bytes mean."""

import json
from pathlib import Path
from typing import Any

import pytest
from admin_fake import Lockerctl

from lockerd.boards import FAMILIES

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors/lockboards.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    "pasted",
    [
        "80010000FF334D",
        "80 01 00 00 FF 33 4D",
        "0x80 0x01 0x00 0x00 0xFF 0x33 0x4D",
        "80-01-00-00-FF-33-4D",
        "80:01:00:00:ff:33:4d",
        "0x80,0x01,0x00,0x00,0xFF,0x33,0x4D",
        "0X80, 0X01, 0X00, 0X00, 0XFF, 0X33, 0X4D",
    ],
)
def test_bytes_are_read_as_people_paste_them_into_a_ticket(lockerctl: Lockerctl, pasted: str) -> None:
    for arguments in ((pasted,), pasted.split()):
        done = lockerctl("frame", "bcc", "decode", *arguments)
        assert done.code == 0, done.err
        assert json.loads(done.out)[0]["address"] == 1


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        ("cu48 status --address 0", "02 00 00 50 03 55"),
        ("cu48 unlock --address 0 --channel 1", "02 00 00 51 03 56"),
        ("cu48 unlock --address 9 --channel 48", "02 09 2F 51 03 8E"),
        ("bcc status --address 1", "80 01 00 33 B2"),
        ("bcc unlock --address 1 --channel 1", "8A 01 01 11 9B"),
        ("cu16 status --address 0", "02 00 30 03 35"),
        ("cu16 unlock --address 0 --channel 16", "02 0F 31 03 45"),
        ("cu48b status --address 0", "02 00 00 60 03 65"),
        ("cu48b unlock --address 0 --channel 1", "02 00 00 61 03 66"),
        ("cu12 status --address 0", "02 00 00 80 00 00 03 85"),
        ("cu12 unlock --address 0 --channel 3", "02 00 02 81 00 00 03 88"),
        ("kecheng unlock --address 1 --channel 1", "8A 01 01 33 B9"),
        ("winnsen unlock --address 1 --channel 1", "90 06 05 01 01 03"),
        ("wkly unlock --address 0 --channel 1", "57 4B 4C 59 09 00 82 01 83"),
        ("waveshare status --address 1", "01 01 00 00 00 08 3D CC\n01 02 00 00 00 08 79 CC"),
        ("waveshare unlock --address 1 --channel 1", "01 05 02 00 00 05 0C 71"),
        ("--pulse-ms 700 waveshare unlock --address 1 --channel 1", "01 05 02 00 00 07 8D B0"),
        ("--model relay16 waveshare status --address 1", "01 01 00 00 00 10 3D C6"),
        ("lctech status --address 255", "FF 01 00 00 00 08 28 12\nFF 02 00 00 00 08 6C 12"),
    ],
)
def test_what_lockerd_would_send(lockerctl: Lockerctl, command: str, frame: str) -> None:
    done = lockerctl("frame", *command.split())
    assert (done.code, done.out, done.err) == (0, f"{frame}\n", "")


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_vector_can_be_explained(lockerctl: Lockerctl, family: str) -> None:
    for vector in (each for each in VECTORS if each["family"].removeprefix("bcc-") == family):
        for side, frames in (("request", [vector["request"]]), ("reply", vector["response"])):
            for frame in filter(None, frames):
                done = lockerctl("frame", family, "decode", frame, "--as", side)
                assert done.code == 0, (frame, done.err)
                assert (done.json["family"], done.json["side"]) == (family, side)


def test_an_unlock_of_a_bcc_board_may_be_request_or_reply(lockerctl: Lockerctl) -> None:
    """F38: bytes alone do not tell which, so both are shown."""
    readings = lockerctl("frame", "bcc", "decode", "8A 01 01 11 9B").json
    assert [(each["side"], each["kind"], each["address"]) for each in readings] == [
        ("request", "unlock", 1),
        ("reply", "unlock", 1),
    ]
    assert readings[0]["channels"] == {"1": None}
    assert readings[1]["channels"] == {"1": {"bit": 1, "door": "closed"}}
    for each in readings:
        assert lockerctl("frame", "bcc", "decode", "8A 01 01 11 9B", "--as", each["side"]).json == each


def test_bits_of_a_status_reply(lockerctl: Lockerctl) -> None:
    (reading,) = lockerctl("frame", "cu48", "decode", "02 00 00 65 07 00 00 00 00 C0 03 31").json
    latched = [channel for channel, said in reading["channels"].items() if said["latch"] == "latched"]
    assert latched == ["1", "2", "3", "47", "48"]


@pytest.mark.parametrize("digits", [("8a0101119b",), ("8A", "01", "01", "11", "9B"), (" 8a01 01119B ",)])
def test_bytes_may_be_written_as_one_likes(lockerctl: Lockerctl, digits: tuple[str, ...]) -> None:
    assert lockerctl("frame", "bcc", "decode", *digits, "--as", "request").json["kind"] == "unlock"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("cu49 status --address 0", 2, "no board family 'cu49'; known are bcc, cu12, cu16"),
        ("lctech unlock --address 1 --channel 1", 2, "it cannot end a pulse by itself"),
        ("--model 25 bcc status --address 1", 2, "no bcc is a '25'"),
        ("--pulse-ms 50 waveshare unlock --address 1 --channel 1", 2, "steps of 100"),
        ("cu48 status --address 10", 2, "cu48 has no address 10; use 0 to 9"),
        ("cu48 status --address -1", 2, "cu48 has no address -1"),
        ("cu48 unlock --address 0 --channel 49", 2, "cu48 has no channel 49; use 1 to 48"),
        ("cu48 unlock --address 0 --channel 0", 2, "cu48 has no channel 0"),
        ("cu48 unlock --address 0", 2, "--channel"),
        ("cu48 decode 0", 2, "these are no bytes in hex"),
        ("cu48 decode zz", 2, "these are no bytes in hex"),
        ("cu48 decode 02 00 00 50 03 56", 1, "would have to end with 55"),
        ("bcc decode 80 01 00 33 B2 --as reply", 1, "no frame of 5 bytes looks like this"),
        ("cu48 decode 02 --as somebody", 2, "somebody"),
    ],
)
def test_what_is_no_frame(lockerctl: Lockerctl, command: str, code: int, said: str) -> None:
    done = lockerctl("frame", *command.split())
    assert (done.code, done.out) == (code, "")
    assert said in done.err
