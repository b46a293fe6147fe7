"""Who is let in on the port, and what each of the others costs."""

import asyncio
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from api_site import Site
from remote_kit import Port, context, enrolled, free_port, served, strangers

from lockerd.api.http.protocol import CONNECTIONS_MAX
from lockerd.api.remote.doorstep import AT_ONCE, EACH, HANDSHAKE_S, Doorstep, place_of
from lockerd.api.remote.protocol import CONNECTIONS_EACH
from lockerd.api.remote.serve import listen_on_port
from lockerd.cli.terminals import folder
from lockerd.config.remote import RemoteConfig

NOT_LET_IN = (ssl.SSLError, ConnectionError, asyncio.IncompleteReadError, httpx.HTTPError)
ASKS = b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\n\r\n"


async def answered(port: Port, over: ssl.SSLContext | None) -> bytes:
    """What comes back on a connection; raises one of ``NOT_LET_IN``."""
    reader, writer = await port.raw(over)
    try:
        writer.write(ASKS)
        await writer.drain()
        return await asyncio.wait_for(reader.readuntil(b"\r\n"), 8)
    finally:
        writer.transport.abort()


async def test_a_terminal_that_is_enrolled_is_served(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port, port.terminal("foyer") as foyer:
        answer = await foyer.get("/v1/status")
        assert (answer.status_code, answer.json()["site"]) == (200, "musterstadt-1")


async def test_the_others_are_not(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        good, ca = enrolled(port.remote, "foyer"), port.remote.ca
        assert await answered(port, context(good)) == b"HTTP/1.1 200 OK\r\n"
        nobody = ssl.create_default_context(cafile=ca)
        old = context(good)
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        others = {
            "without a certificate": nobody,
            "another authority's": context(strangers(tmp_path / "strangers"), ca=ca),
            "signed here, and never enrolled": context(enrolled(port.remote, "made", listed=False)),
            "run out": context(enrolled(port.remote, "late", ago=timedelta(days=5 * 365 + 1))),
            "TLS 1.2": old,
            "in plain text": None,
        }
        for who, over in others.items():
            with pytest.raises(NOT_LET_IN):
                pytest.fail(f"{who}: {await answered(port, over)!r}")


async def test_a_clock_that_is_wrong_locks_no_terminal_out(site: Site, tmp_path: Path) -> None:
    """By the machine's clock it has run out; what the station knows of the time does not say so (rule 10)."""
    async with served(site, tmp_path / "tls", behind=timedelta(days=30)) as port:
        files = enrolled(port.remote, "foyer", ago=timedelta(days=5 * 365 + 1))
        assert await answered(port, context(files)) == b"HTTP/1.1 200 OK\r\n"


async def test_a_terminal_knows_this_machine(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        files = enrolled(port.remote, "foyer")
        with pytest.raises(ssl.SSLCertVerificationError):
            await port.raw(ssl.create_default_context())
        wrong = context(files)
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", port.remote.port, ssl=wrong, server_hostname="elsewhere")


async def test_a_revoked_terminal_is_hung_up_on_and_not_let_in_again_also_after_a_restart(
    site: Site, tmp_path: Path
) -> None:
    async with served(site, tmp_path / "tls") as port:
        files, other = enrolled(port.remote, "foyer"), enrolled(port.remote, "hall")
        reader, writer = await port.raw(context(files))
        writer.write(ASKS)
        assert (await reader.readuntil(b"\r\n")).endswith(b"200 OK\r\n")
        assert folder.revoke(port.remote, "foyer")
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                await reader.read(-1)  # until it ends
        writer.transport.abort()
        with pytest.raises(NOT_LET_IN):
            await answered(port, context(files))
        assert await answered(port, context(other)) == b"HTTP/1.1 200 OK\r\n"
    assert [each.name for each in folder.read_terminals(port.remote.list).live] == ["hall"]


async def test_where_the_list_cannot_be_read_nobody_is_let_in(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        files = enrolled(port.remote, "foyer")
        assert await answered(port, context(files))
        port.remote.list.write_text("nonsense")
        await asyncio.sleep(1.2)
        with pytest.raises(NOT_LET_IN):
            await answered(port, context(files))


async def test_silent_strangers_keep_no_terminal_out_and_are_hung_up_on(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        files = enrolled(port.remote, "foyer")
        assert await answered(port, context(files))
        silent = [await port.raw() for _ in range(2 * EACH)]
        assert await asyncio.wait_for(answered(port, context(files)), 2) == b"HTTP/1.1 200 OK\r\n"
        async with asyncio.timeout(HANDSHAKE_S + 3):
            for reader, writer in silent:
                with suppress(ConnectionError):
                    await reader.read(-1)
                writer.transport.abort()


async def test_one_terminal_holds_no_more_than_its_connections(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        greedy, other = context(enrolled(port.remote, "greedy")), context(enrolled(port.remote, "hall"))
        held = [await port.raw(greedy) for _ in range(2 * CONNECTIONS_EACH)]
        assert 2 * CONNECTIONS_EACH < CONNECTIONS_MAX
        await asyncio.sleep(0.2)
        ended = [reader.at_eof() or reader.exception() is not None for reader, _ in held]
        assert ended.count(False) == CONNECTIONS_EACH
        assert ended[:CONNECTIONS_EACH] == [True] * CONNECTIONS_EACH, "the newest are kept"
        assert await answered(port, other) == b"HTTP/1.1 200 OK\r\n"
        for _, writer in held:
            writer.transport.abort()


async def test_a_port_that_is_taken_keeps_nobody_from_the_wall_and_is_served_once_it_is_free(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lockerd.api.remote.serve.TRY_AGAIN_S", 0.05)
    squatter = socket.socket()
    squatter.bind(("127.0.0.1", 0))
    squatter.listen()
    monkeypatch.setattr("remote_kit.free_port", lambda: squatter.getsockname()[1])
    async with served(site, tmp_path / "tls") as port:
        await asyncio.sleep(0.2)
        assert (await site.api.get("/v1/status")).status_code == 200
        squatter.close()
        await asyncio.sleep(0.2)
        async with port.terminal("foyer") as foyer:
            assert (await foyer.get("/v1/status")).status_code == 200


def test_an_address_may_come_after_lockerd(tmp_path: Path) -> None:
    for address in ("192.0.2.7", "2001:db8::7"):
        remote = RemoteConfig(address=address, port=free_port(), names=("locker",), folder=tmp_path)
        listen_on_port(remote).close()


class Waiting:
    """A handshake that never ends."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.let_in = False
        self.step = Doorstep(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), asyncio.Protocol, lambda _: True, self._now)
        self.ends: list[socket.socket] = []

    def _now(self) -> int:
        return self.now_ms

    def comes(self, place: str) -> bool:
        """Whether a connection from there is kept for a handshake."""
        mine, theirs = socket.socketpair()
        self.ends.append(mine)
        self.step._take(theirs, place)
        return theirs.fileno() != -1

    async def end(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)  # those that gave way, and those that no handshake can be had with
        assert not self.step._waiting
        for end in self.ends:
            end.close()

    @property
    def places(self) -> list[str]:
        return [*self.step._waiting.values()]


async def test_strangers_have_a_budget_of_handshakes_and_whoever_was_let_in_has_another() -> None:
    wall = Waiting()
    tried = [wall.comes(f"10.0.{number}.1") for number in range(60)]
    assert tried.count(True) == 40
    assert len(wall.places) <= AT_ONCE
    wall.step._known["192.168.7.5"] = None
    assert wall.comes("192.168.7.5"), "no stranger"
    assert "192.168.7.5" in wall.places
    wall.now_ms += 60_000
    assert [wall.comes("10.9.9.9") for _ in range(30)].count(True) == 20, "of one address"
    assert wall.places.count("10.9.9.9") == EACH
    assert "192.168.7.5" in wall.places, "and nobody of those has taken its turn"
    await wall.end()


def test_what_counts_as_one_address() -> None:
    assert place_of("192.0.2.7") == "192.0.2.7"
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:2") == "2001:db8::/64"
    assert place_of("::ffff:192.0.2.7") != place_of("::ffff:192.0.2.8")
    assert place_of("fe80::1%eth0") == "fe80::/64"


async def test_curl_is_served(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        files = enrolled(port.remote, "foyer")
        address = f"https://localhost:{port.remote.port}/v1/status"
        own = ("--cert", files / "terminal.pem", "--key", files / "terminal.key")
        said, code = await run("curl", "-sS", "--cacert", files / "ca.pem", *own, address)
        assert (code, b"musterstadt-1" in said) == (0, True), said
        said, code = await run("curl", "-sS", "--cacert", files / "ca.pem", address)
        assert code != 0, said


async def test_openssl_finds_nothing_wrong_with_the_certificates(site: Site, tmp_path: Path) -> None:
    async with served(site, tmp_path / "tls") as port:
        files = enrolled(port.remote, "foyer")
        for purpose, file in (("sslclient", files / "terminal.pem"), ("sslserver", port.remote.certificate)):
            strict = ("-x509_strict", "-purpose", purpose, "-CAfile", files / "ca.pem")
            said, code = await run("openssl", "verify", *strict, file)
            assert code == 0, said


async def run(*words: str | Path) -> tuple[bytes, int]:
    process = await asyncio.create_subprocess_exec(
        *map(str, words), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode is not None
    return said, process.returncode
