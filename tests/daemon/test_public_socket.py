"""A real lockerd tells displays what everybody may know, over a socket of their own, and only where one is wanted."""

import socket
from pathlib import Path

import httpx
import pytest
from daemon_process import Folder, lockerd

from lockerd.api.http.protocol import CONNECTIONS_MAX

pytestmark = pytest.mark.station

WANTED = '[api]\npublic_socket = "public.sock"\npublic_mode = 0o600\n'


def asking(path: Path) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://lockerd", timeout=5)


def test_displays_have_a_socket_of_their_own_and_whoever_holds_it_full_delays_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    runtime = tmp_path / "run-a"
    with lockerd(folder.config("a", more=WANTED)) as daemon:
        assert daemon.said("READY=1")
        path = runtime / "public.sock"
        assert path.stat().st_mode & 0o777 == 0o600
        with asking(path) as display, asking(runtime / "terminal.sock") as terminal:
            told = display.get("/v1/public").json()
            assert (told["site"], told["in_service"], told["why"]) == ("musterstadt-1", False, "starting")
            assert display.post("/v1/visits", json={"code": "LK1:X"}).status_code == 404
            held = [socket.socket(socket.AF_UNIX) for _ in range(3 * CONNECTIONS_MAX)]
            for each in held:
                each.connect(str(path))
                each.sendall(b"GET /v1/public/events HTTP/1.1\r\nHost: x\r\n\r\n")
            assert terminal.get("/v1/status").status_code == 200
            with asking(path) as another:
                assert another.get("/v1/public").status_code == 200
            for each in held:
                each.close()
        status, written = daemon.stop()
    assert (status, "Traceback" in written) == (0, False)


def test_where_none_is_wanted_there_is_none(tmp_path: Path) -> None:
    with lockerd(Folder(tmp_path).config("a")) as daemon:
        assert daemon.said("READY=1")
        assert {each.name for each in (tmp_path / "run-a").glob("*.sock")} == {"terminal.sock", "admin.sock"}
        assert daemon.stop()[0] == 0
