"""A running site whose terminal API is served on a port as well, and terminals that are enrolled there."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from api_site import Api, Site

from lockerd.api.remote.enrolled import Enrolled
from lockerd.api.remote.serve import context_of, serve_remote
from lockerd.cli.terminals import folder
from lockerd.cli.terminals.authority import make_authority, make_machine, make_terminal, today
from lockerd.config.remote import RemoteConfig


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def remote_at(root: Path) -> RemoteConfig:
    """A folder with an authority and this machine's certificate."""
    remote = RemoteConfig(address="127.0.0.1", port=free_port(), names=("127.0.0.1", "localhost"), folder=root)
    with folder.locked(remote):
        folder.machine(remote, folder.authority(remote, "musterstadt-1"))
    return remote


def enrolled(remote: RemoteConfig, name: str, *, listed: bool = True, ago: timedelta = timedelta(0)) -> Path:
    """What is taken to a terminal; ``ago``: so long ago it was made."""
    by = folder.authority(remote, "musterstadt-1")
    made = make_terminal(by, name, today() - ago)
    kept = remote.folder / name
    kept.mkdir()
    for file, data in (("terminal.pem", made.pem), ("terminal.key", made.key_pem), ("ca.pem", by.pem)):
        folder.write(kept / file, data, 0o600)
    if listed:
        folder.add(remote, name, made)
    return kept


def strangers(root: Path) -> Path:
    """Files of a terminal that another authority vouches for."""
    by = make_authority("elsewhere", today())
    made = make_terminal(by, "foyer", today())
    machine = make_machine(by, ("localhost",), today())
    root.mkdir()
    for file, data in (("terminal.pem", made.pem), ("terminal.key", made.key_pem), ("machine.pem", machine.pem)):
        folder.write(root / file, data, 0o600)
    return root


def context(files: Path, *, ca: Path | None = None) -> ssl.SSLContext:
    """As strict as Python 3.13 is of its own accord."""
    found = ssl.create_default_context(cafile=ca or files / "ca.pem")
    found.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    found.load_cert_chain(files / "terminal.pem", files / "terminal.key")
    return found


@dataclass
class Port:
    """The site, as other machines reach it."""

    site: Site
    remote: RemoteConfig

    def client(self, files: Path, port: int) -> httpx.AsyncClient:
        address = f"https://127.0.0.1:{port}"
        return httpx.AsyncClient(base_url=address, verify=context(files), timeout=10)

    @asynccontextmanager
    async def terminal(self, name: str, *, by: "Cable | None" = None) -> AsyncIterator[Api]:
        """One that is enrolled, on a cable of its own if it has one."""
        kept = self.remote.folder / name
        files = kept if kept.exists() else enrolled(self.remote, name)
        async with self.client(files, self.remote.port if by is None else by.port) as http:
            yield Api(http, name)

    async def raw(self, over: ssl.SSLContext | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.remote.port, ssl=over)


class Cable:
    """Carries bytes to the port; once it is pulled, nothing gets through, and neither side is told."""

    def __init__(self, port: Port) -> None:
        self._to = port.remote.port
        self._ends: list[asyncio.StreamWriter] = []
        self._pumps: set[asyncio.Task[None]] = set()
        self._pulled = False
        self.port = 0

    @asynccontextmanager
    async def plugged(self) -> AsyncIterator["Cable"]:
        async with await asyncio.start_server(self._carry, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            for pump in self._pumps:
                pump.cancel()
            for end in self._ends:
                end.transport.abort()

    def pull(self) -> None:
        self._pulled = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._ends += [writer, back]
        self._pumps |= {
            asyncio.ensure_future(self._pump(reader, back)),
            asyncio.ensure_future(self._pump(there, writer)),
        }

    async def _pump(self, taken: asyncio.StreamReader, given: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await taken.read(4096):
                if not self._pulled:
                    given.write(data)


@asynccontextmanager
async def served(site: Site, root: Path, *, behind: timedelta = timedelta(0)) -> AsyncIterator[Port]:
    """Serve it for the length of a block; the station believes that it is so much earlier."""
    remote = remote_at(root)
    known = Enrolled(remote.list, lambda: int((today() - behind).timestamp()))
    task = asyncio.create_task(serve_remote(remote, context_of(remote), known, site.terminal_asgi, site.stop))
    await asyncio.sleep(0)
    try:
        yield Port(site, remote)
    finally:
        site.stop.set()
        await task
