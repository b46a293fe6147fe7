"""`lockerctl bus watch` against a server that streams, and its lines for people."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest
from admin_fake import Lockerctl, Server, problem

from lockerd.boards import codec_of, decode
from lockerd.boards.frames import Side
from lockerd.cli.watching.lines import Telling
from lockerd.cli.watching.meaning import words

ASK, ALL_SHUT, UNLOCK = "80 01 00 33 B2", "80 01 FF FF FF 33 4D", "8A 01 01 11 9B"
BUS = {"bus": "left", "speed_baud": 9600, "echo": True, "boards": {"1": "bcc 24"}}
BOARD = {"exchanges": 10, "timeouts": 0, "garbled": 0, "garbage_bytes": 0, "mismatches": 0, "unlocks": 0}
COUNTS: dict[str, Any] = {
    "at_ms": 1000.0,
    "over_ms": 1000.0,
    "boards": {"1": BOARD},
    "unasked_bytes": 0,
    "unasked_frames": 0,
    "echoes": 0,
    "echo_errors": 0,
    "losses": 0,
    "folded": 8,
}


def frame(text: str, **more: Any) -> dict[str, Any]:
    sent = more.get("direction") == "sent"
    return {
        "number": 1,
        "at_ms": 12.3,
        "gap_ms": 0.5,
        "direction": "heard",
        "kind": "request" if sent else "reply",
        "hex": text,
        "meaning": decode("bcc", bytes.fromhex(text), Side.REQUEST if sent else Side.REPLY),
        "unlock": False,
        "answered": True if sent else None,
        "reply_ms": None if sent else 60.2,
        "folded": 0,
        **more,
    }


def line_of(name: str, data: dict[str, Any]) -> str:
    (line,) = Telling().lines(name, data)
    return " ".join(line.split())


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("bus", BUS, "bus left, 9600 baud, with echo; boards: 1 bcc 24"),
        ("frame", frame(ASK, direction="sent"), f"0.012 +0.5 -> {ASK} status of board 1"),
        ("frame", frame(ASK, direction="sent", gap_ms=None), f"0.012 -> {ASK} status of board 1"),
        ("frame", frame(ASK, direction="sent", answered=False), f"0.012 +0.5 -> {ASK} status of board 1 (NO ANSWER)"),
        ("frame", frame(ALL_SHUT), f"0.012 +0.5 <- {ALL_SHUT} board 1: status: 1-24 closed (after 60.2 ms)"),
        ("frame", frame(UNLOCK, direction="sent"), f"0.012 +0.5 -> {UNLOCK} UNLOCK at board 1, channel 1"),
        (
            "frame",
            frame(ALL_SHUT, kind="garbage", meaning=[], hex="FA FD", reply_ms=None),
            "0.012 +0.5 <- FA FD GARBAGE",
        ),
        ("lost", {"frames": 7}, "-- 7 frames were not told: this reader was too slow, the line did not wait"),
        (
            "counts",
            COUNTS | {"unasked_bytes": 3, "boards": {"1": BOARD | {"timeouts": 2}}},
            "-- in the last second: 2 timeouts, 3 unasked_bytes",
        ),
    ],
)
def test_events_in_words(name: str, data: dict[str, Any], line: str) -> None:
    assert line_of(name, data) == line


def test_a_good_second_says_nothing_and_what_was_left_out_is_said() -> None:
    telling = Telling()
    assert list(telling.lines("counts", COUNTS)) == []
    assert list(telling.lines("something new", {})) == []
    first, _ = telling.lines("frame", frame(ALL_SHUT, folded=117))
    assert first == "-- 117 exchanges that said what they had said before"


def test_the_summary_adds_up() -> None:
    telling = Telling()
    assert telling.summary() == "nothing was counted: less than a second"
    for _ in range(3):
        list(telling.lines("counts", COUNTS | {"echo_errors": 1, "boards": {"1": BOARD, "2": BOARD | {"garbled": 2}}}))
    said = telling.summary()
    assert said.startswith("3 s: 60 questions (20.0 a second); 0 timeouts, 6 garbled,")
    assert "3 echo_errors" in said


@pytest.mark.parametrize(
    ("family", "side", "text", "said"),
    [
        (
            "cu48",
            Side.REPLY,
            "02 00 00 65 07 00 00 00 00 C0 03 31",
            "board 0: status: 1-3, 47-48 latched; 4-46 unlatched",
        ),
        (
            "cu16",
            Side.REPLY,
            "02 00 35 FF FF 01 00 03 39",
            "board 0: status: 1 latched item present; 2-16 latched item absent",
        ),
        ("cu48", Side.REQUEST, "02 0A 30 51 03 90", "unlock_all at all boards (nothing that lockerd sends)"),
        ("waveshare", Side.REPLY, "01 01 01 01 90 48", "board 1: coils: 1 on; 2-8 off"),
        ("waveshare", Side.REQUEST, "01 05 02 00 00 07 8D B0", "UNLOCK at board 1, channel 1"),
        ("wkly", Side.REPLY, "57 4B 4C 59 0B 00 82 FF 01 FF 81", "board 0: unlock: 1, and it failed"),
    ],
)
def test_meanings_in_words(family: str, side: Side, text: str, said: str) -> None:
    assert words(decode(family, bytes.fromhex(text), side)) == said


def test_every_family_has_words_for_its_questions_and_unlocks() -> None:
    for family in ("cu16", "cu12", "kecheng", "winnsen", "wkly", "waveshare", "lctech"):
        codec = codec_of(family)
        for ask in (*codec.checks(1), *codec.look(1)):
            assert words(decode(family, ask.request, Side.REQUEST)).endswith("board 1")


class Streaming(BaseHTTPRequestHandler):
    """Says its events, then keeps the connection until the test is over, or ends it."""

    protocol_version = "HTTP/1.1"
    events: ClassVar[list[tuple[str, dict[str, Any]]]] = [
        ("bus", BUS),
        ("frame", frame(ASK, direction="sent")),
        ("frame", frame(ALL_SHUT)),
        ("counts", COUNTS),
    ]
    over: ClassVar[threading.Event]
    asked: ClassVar[list[str]]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if "/left/" not in self.path:
            status, content = problem(404, "bus_unknown", detail="There is no lock bus of this name.")
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for name, data in self.events:
            self._say(f"event: {name}\ndata: {json.dumps(data)}\n\n")
        while not self.over.wait(0.05):
            self._say(f": ping\n\nevent: counts\ndata: {json.dumps(COUNTS)}\n\n")
        self.close_connection = True

    def _say(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def address_string(self) -> str:
        return "unix"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Be silent."""

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the command has ended, as it was meant to
            super().handle()


@pytest.fixture
def streaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Streaming]]:
    path = tmp_path / "admin.sock"
    handler = type("Handler", (Streaming,), {"over": threading.Event(), "asked": []})
    with Server(str(path), handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        monkeypatch.setenv("LOCKERD_ADMIN_SOCKET", str(path))
        yield handler
        handler.over.set()
        server.shutdown()
        serving.join()


def test_frames_are_shown_until_the_time_is_over(streaming: type[Streaming], lockerctl: Lockerctl) -> None:
    done = lockerctl("bus", "watch", "left", "--seconds", "0.2")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "bus left, 9600 baud, with echo; boards: 1 bcc 24"
    assert [line.split("  ")[-1].strip() for line in lines[1:3]] == ["status of board 1", "(after 60.2 ms)"]
    assert "questions (10.0 a second)" in lines[-1]
    assert streaming.asked == ["/v1/buses/left/frames"]


def test_all_of_them_for_who_asks(streaming: type[Streaming], lockerctl: Lockerctl) -> None:
    assert lockerctl("bus", "watch", "left", "--all", "--seconds", "0.1").code == 0
    assert streaming.asked == ["/v1/buses/left/frames?unchanged=true"]


def test_programs_get_an_event_a_line(streaming: type[Streaming], lockerctl: Lockerctl) -> None:
    done = lockerctl("bus", "watch", "left", "--seconds", "0.2", "--json")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert events[0] == {"event": "bus", **BUS}
    assert [event["event"] for event in events[:4]] == ["bus", "frame", "frame", "counts"]
    assert events[2]["hex"] == ALL_SHUT


def test_an_unknown_bus_is_refused_with_the_next_step(streaming: type[Streaming], lockerctl: Lockerctl) -> None:
    done = lockerctl("bus", "watch", "../right")
    assert done.code == 1
    assert "refused (bus_unknown)" in done.err
    assert "`lockerctl status` names the buses" in done.err
    assert streaming.asked == ["/v1/buses/..%2Fright/frames"]


def test_a_daemon_that_stops_in_the_middle(streaming: type[Streaming], lockerctl: Lockerctl) -> None:
    threading.Timer(0.2, streaming.over.set).start()
    done = lockerctl("bus", "watch", "left")
    assert done.code == 6
    assert "the daemon ended the stream" in done.err
    assert "status of board 1" in done.out


def test_without_a_daemon(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("bus", "watch", "left", "--socket", str(tmp_path / "none.sock"))
    assert done.code == 3
    assert "no daemon at" in done.err
