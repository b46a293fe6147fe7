"""The server on real unix sockets: events, peers, slow callers, a clean end."""

import asyncio
import json
import os
import pwd
import socket
import stat
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_site import Site
from served_app import app_of, events, served
from starlette.requests import Request
from virtual_loop import virtual_time

from lockerd.api.admin.app import admin_app
from lockerd.api.admin.line_watch import Lines
from lockerd.api.http.guard import Guard
from lockerd.api.http.peer import peer_of
from lockerd.api.http.protocol import CONNECTIONS_MAX, LocalProtocol
from lockerd.api.http.routes import Router
from lockerd.api.http.serve import IDLE_S, SocketError, listen, serve
from lockerd.api.terminal.app import terminal_app
from lockerd.api.terminal.terminal import STREAMS_MAX


async def test_a_visit_is_followed_until_it_is_over(site: Site, tmp_path: Path) -> None:
    codes = await site.ready()
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _):
        site.hands.held = True
        visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
        headers = {"Last-Event-ID": "77", "Accept-Language": "en"}
        async with client.stream("GET", f"/v1/visits/{visit['id']}/events", headers=headers) as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            assert response.headers["Cache-Control"] == "no-store"
            assert site.terminal.streams.taken == 1
            seen: list[tuple[str, str]] = []
            async for event in events(response):
                assert (event["event"], event["id"]) == ("visit", str(len(seen) + 1))
                view = event["data"]
                seen.append((view["phase"], view["next_step"]))
                if view["next_step"] == "wait":
                    assert view["text"].startswith("One moment please")
                    site.hands.let_go()
                elif view["phase"] == "door_open":
                    site.hands.see(visit["compartment"]["id"], open_=False)
                elif view["phase"] == "door_shut":
                    await site.api.post(f"/v1/visits/{visit['id']}/taken-out")
        assert seen[0] == ("opening", "wait")
        assert seen[-3:] == [("door_open", "take_out"), ("door_shut", "confirm_taken"), ("over", "goodbye")]
    assert site.terminal.streams.taken == 0


async def test_streams_end_when_the_daemon_stops(site: Site, tmp_path: Path) -> None:
    visit = await site.load()
    async with (
        served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _),
        client.stream("GET", f"/v1/visits/{visit['id']}/events") as response,
    ):
        found = events(response)
        assert (await anext(found))["data"]["phase"] == "code_ready"
        site.stop.set()
        with pytest.raises(StopAsyncIteration):
            await anext(found)


async def test_a_stream_that_nobody_reads_any_more_is_given_back(site: Site, tmp_path: Path) -> None:
    visit = await site.load()
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _):
        for _ in range(STREAMS_MAX + 2):
            async with client.stream("GET", f"/v1/visits/{visit['id']}/events") as response:
                assert response.status_code == 200
                await anext(events(response))
            async with asyncio.timeout(10):
                while site.terminal.streams.taken:
                    await client.get("/v1/status")


@virtual_time
async def test_an_idle_connection_outlives_that_of_common_clients(tmp_path: Path) -> None:
    router, path, stop = Router(), tmp_path / "api.sock", asyncio.Event()

    @router.get("/")
    async def hello() -> None: ...

    serving = asyncio.create_task(serve(listen(path, mode=0o600), app_of(router), stop))
    reader, writer = await asyncio.open_unix_connection(path)
    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nHost: lockerd\r\n\r\n")
        assert (await reader.readuntil(b"null")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(16)
    async with asyncio.timeout(IDLE_S - 16 + 1):
        assert await reader.read() == b""
    writer.close()
    stop.set()
    await serving


def test_the_terminals_guide_says_how_long_an_idle_connection_is_kept() -> None:
    guide = Path(__file__).parents[3] / "docs" / "terminal.md"
    assert f"nothing was asked for {IDLE_S} s" in guide.read_text()


async def test_too_many_streams_are_refused(site: Site) -> None:
    visit = await site.load()
    with ExitStack() as watching:
        for _ in range(STREAMS_MAX):
            watching.enter_context(site.terminal.streams.one())
        answer = await site.api.get(f"/v1/visits/{visit['id']}/events")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"


async def test_a_technician_is_who_the_kernel_says(site: Site, tmp_path: Path) -> None:
    app = admin_app(
        site.admin,
        site.commissioning,
        Lines({}),
        site.timekeeping,
        site.stop,
        badge_lists=site.badge_lists,
        key_lists=site.key_lists,
        proofs=site.proofs,
    )
    async with served(app, tmp_path, asyncio.Event()) as (client, _):
        answer = await client.post(
            "/v1/compartments/A01/open", json={"reason": "a look"}, headers={"Idempotency-Key": "test-key-0001"}
        )
        assert answer.status_code == 200
        rows = (await client.get("/v1/custody?limit=1000")).json()["rows"]
    me = pwd.getpwuid(os.getuid()).pw_name
    (row,) = (r for r in rows if r["type"] == "attempt.committed")
    assert (row["data"]["holder"], row["data"]["reason"], row["data"]["right"]) == (me, "a look", "technician")


def test_an_account_without_name_has_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with left, right:
        peer = peer_of(left)
    assert peer is not None
    assert peer.user == f"uid:{os.getuid()}"


async def test_no_account_is_looked_up_for_who_only_asks(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails if a silent directory of accounts could hold up the buses with every connection of a terminal."""

    def silent(uid: int) -> None:
        raise AssertionError(uid)

    monkeypatch.setattr(pwd, "getpwuid", silent)
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _):
        assert (await client.get("/v1/status")).status_code == 200


def test_a_tcp_connection_has_no_peer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        assert peer_of(connection) is None


@pytest.mark.parametrize("sent", [b"", b"GET /v1/sta", b"GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_headers_that_do_not_come_end_the_connection(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(LocalProtocol, "HEADERS_WITHIN_S", 0.05)
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (_, path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(sent)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_a_body_that_does_not_come_is_answered(site: Site) -> None:
    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"5")]}
    guard = Guard(site.terminal_asgi, site.terminal.speaker, body_timeout_s=0.01)
    await guard(scope, never, send)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "request_too_slow"


async def test_large_headers_are_refused(site: Site, tmp_path: Path) -> None:
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _):
        answer = await client.get("/v1/status", headers={"X-Large": "a" * 20_000})
        assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")
        assert (await client.get("/v1/status")).status_code == 200


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def test_who_keeps_us_waiting_longest_gives_way(site: Site, tmp_path: Path) -> None:
    """Fails if whoever only holds connections kept the terminal out, or had more than the daemon can afford."""
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, path):
        half = b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{"
        held = []
        for sent in (b"", b"GET /v1/sta", half):
            for _ in range(CONNECTIONS_MAX):
                reader, writer = await asyncio.open_unix_connection(str(path))
                writer.write(sent)
                held.append((reader, writer))
        descriptors = open_descriptors() - len(held)
        assert (await client.get("/v1/status")).status_code == 200
        assert descriptors < 2 * CONNECTIONS_MAX
        async with asyncio.timeout(5):
            for reader, _ in held[: 2 * CONNECTIONS_MAX]:
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
        for _, writer in held:
            writer.close()


async def ask_for_status(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """One request on a connection that is kept; gives the status line."""
    writer.write(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]))
    return head.partition(b"\r\n")[0]


async def test_who_was_answered_once_keeps_the_connection(site: Site, tmp_path: Path) -> None:
    """A terminal that rests between two people is not hung up on for a crowd that never asks."""
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (_, path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        crowd = []
        for _ in range(2):
            assert await ask_for_status(reader, writer) == b"HTTP/1.1 200 OK"
            crowd += [await asyncio.open_unix_connection(str(path)) for _ in range(2 * CONNECTIONS_MAX)]
        for _, each in (*crowd, (reader, writer)):
            each.close()


async def test_who_has_just_asked_does_not_give_way(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop with much to do reads late: what lies in the kernel has been said all the same."""
    made: list[LocalProtocol] = []
    connect = LocalProtocol.connection_made

    def connection_made(self: LocalProtocol, transport: asyncio.BaseTransport) -> None:
        made.append(self)
        connect(self, transport)

    monkeypatch.setattr(LocalProtocol, "connection_made", connection_made)
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (_, path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        assert await ask_for_status(reader, writer) == b"HTTP/1.1 200 OK"
        (ours,) = made
        assert (ours.waits, ours.unheard) == (True, False)
        writer.write(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (ours.waits, ours.unheard) == (True, True)
        await reader.readuntil(b"\r\n\r\n")
        assert not ours.unheard
        writer.close()


async def test_who_was_answered_and_rests_keeps_nobody_out(site: Site, tmp_path: Path) -> None:
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, path):
        resting = [await asyncio.open_unix_connection(str(path)) for _ in range(CONNECTIONS_MAX)]
        for reader, writer in resting:
            await ask_for_status(reader, writer)
        for _ in range(3):
            assert (await client.get("/v1/status", headers={"Connection": "close"})).status_code == 200
        for _, writer in resting:
            writer.close()


async def test_who_does_not_want_to_wait_is_not_turned_away_by_a_crowd(site: Site, tmp_path: Path) -> None:
    """A client with a time limit connects without blocking: while the kernel's queue is full it is refused at once."""
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (_, path):
        crowd = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(4 * CONNECTIONS_MAX)]
        for each in crowd:
            each.setblocking(False)
            each.connect(str(path))  # the loop has no chance to take any in between
        for each in crowd:
            each.close()


async def test_who_does_not_read_gives_way_too(tmp_path: Path) -> None:
    router, path, stop = Router(), tmp_path / "api.sock", asyncio.Event()

    @router.get("/")
    async def much() -> str:
        return "x" * 1_000_000

    @router.get("/short")
    async def short() -> None: ...

    async with served(app_of(router), tmp_path, stop) as (client, _):
        held = [await asyncio.open_unix_connection(str(path), limit=1) for _ in range(CONNECTIONS_MAX)]
        for _, writer in held:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(3):
            assert (await client.get("/short", headers={"Connection": "close"})).status_code == 200
        for _, writer in held:
            writer.transport.abort()


async def test_what_is_asked_ahead_is_not_worked_off(site: Site, tmp_path: Path) -> None:
    """One answer, then the end: a hundred requests in one packet must not keep the others waiting."""
    asked = b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (_, path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(100 * asked)
        async with asyncio.timeout(5):
            answer = await reader.read()
        assert answer.count(b"HTTP/1.1 200") == 1
        writer.close()


async def test_where_everybody_is_being_served_one_more_is_refused(tmp_path: Path) -> None:
    router, stop, go_on = Router(), asyncio.Event(), asyncio.Event()

    @router.get("/")
    async def long() -> None:
        await go_on.wait()

    async with served(app_of(router), tmp_path, stop) as (client, path):
        held = [await asyncio.open_unix_connection(str(path)) for _ in range(CONNECTIONS_MAX)]
        for _, writer in held:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await client.get("/")
        assert (answer.status_code, answer.text) == (503, "Too many connections")
        go_on.set()
        assert (await client.get("/")).status_code == 200
        for reader, writer in held:
            assert (await reader.readuntil(b"null")).startswith(b"HTTP/1.1 200")
            writer.close()


async def test_a_cancelled_server_ends_cleanly(tmp_path: Path) -> None:
    stop, router = asyncio.Event(), Router()

    @router.get("/")
    async def hello(request: Request) -> str:
        return str(request.state.peer.user)

    path = tmp_path / "api.sock"
    task = asyncio.create_task(serve(listen(path, mode=0o600), app_of(router), stop))
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(path)), base_url="http://x") as client:
        assert (await client.get("/")).json() == pwd.getpwuid(os.getuid()).pw_name
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stop.is_set()


def test_a_socket_is_closed_to_strangers_and_replaces_one_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "terminal.sock"
    for _ in range(2):
        with listen(path, mode=0o660):
            mode = path.stat().st_mode
            assert stat.S_ISSOCK(mode)
            assert stat.S_IMODE(mode) == 0o660


def test_a_file_in_the_way_of_a_socket_is_left_alone_and_named(tmp_path: Path) -> None:
    path = tmp_path / "terminal.sock"
    path.write_text("mine")
    with pytest.raises(SocketError, match=r"terminal\.sock: Address already in use"):
        listen(path, mode=0o660)
    assert path.read_text() == "mine"


def test_a_group_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SocketError, match="no group 'nobody-like-that'"):
        listen(tmp_path / "terminal.sock", mode=0o660, group="nobody-like-that")
