"""Serving the terminal API on a port, over TLS 1.3 and nothing else."""

import asyncio
import contextlib
import logging
import socket
import ssl
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from lockerd.api.http.serve import QUEUE, SocketError, Unsignalled, settings, until
from lockerd.api.remote.doorstep import Doorstep
from lockerd.api.remote.enrolled import LOOK_EVERY_S, Enrolled
from lockerd.api.remote.protocol import RemoteProtocol
from lockerd.config.remote import RemoteConfig

TRY_AGAIN_S: Final = 5.0
_FREEBIND: Final = (socket.IPPROTO_IP, 15)
_FREEBIND_6: Final = (socket.IPPROTO_IPV6, 78)
"""IP_FREEBIND and IPV6_FREEBIND (linux/in.h, linux/in6.h), which Python does not name."""
NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME (OpenSSL, x509_vfy.h): `Enrolled` looks at the time, by a clock that can be trusted."""

_LOG: Final = logging.getLogger(__name__)


def context_of(config: RemoteConfig) -> ssl.SSLContext:
    """What both sides have to agree to; raises ``SocketError`` where certificates or keys cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT | NO_CHECK_TIME
    context.num_tickets = 0  # who comes again shows a certificate again, and is looked up again
    try:
        context.load_verify_locations(config.ca)
        context.load_cert_chain(config.certificate, config.key)
    except (OSError, ssl.SSLError) as error:
        raise SocketError(f"api.remote: certificates in {config.folder} cannot be used: {error}") from None
    return context


def listen_on_port(config: RemoteConfig) -> socket.socket:
    """A socket that other machines may connect to; raises ``SocketError``."""
    family = socket.AF_INET6 if ":" in config.address else socket.AF_INET
    try:
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise SocketError(f"api.remote: {config.address}: {error.strerror or error}") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # The wall does not wait for a network: the address may come later (ip(7), ipv6(7)).
        listening.setsockopt(*(_FREEBIND_6 if family == socket.AF_INET6 else _FREEBIND), 1)
        listening.bind((config.address, config.port))
        listening.listen(QUEUE)
        listening.settimeout(0)
    except OSError as error:
        listening.close()
        raise SocketError(f"api.remote: {config.address} port {config.port}: {error.strerror or error}") from None
    return listening


class RemoteServer(Unsignalled):
    """Has its connections brought by a doorstep, and hangs up on terminals that are revoked."""

    def __init__(self, config: uvicorn.Config, context: ssl.SSLContext, enrolled: Enrolled) -> None:
        super().__init__(config)
        self._context = context
        self._enrolled = enrolled
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take connections of our own."""
        await super().startup(sockets=[])
        clock = asyncio.get_running_loop().time
        doorstep = Doorstep(self._context, self._make, _is_let_in, lambda: int(clock() * 1000))
        self._tasks = [asyncio.create_task(doorstep.run(each)) for each in sockets or ()]
        self._tasks.append(asyncio.create_task(self._watch()))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and end those there are."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await super().shutdown(sockets)

    def _make(self) -> asyncio.Protocol:
        return RemoteProtocol(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
            enrolled=self._enrolled,
        )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self._enrolled.look()
            for each in [*self.server_state.connections]:
                if isinstance(each, RemoteProtocol):
                    each.end_if_revoked()


def _is_let_in(protocol: asyncio.Protocol) -> bool:
    return isinstance(protocol, RemoteProtocol) and protocol.name is not None


async def serve_remote(
    config: RemoteConfig,
    context: ssl.SSLContext,
    enrolled: Enrolled,
    app: ASGIApp,
    stop: asyncio.Event,
) -> None:
    """Serve until ``stop`` is set or the task is cancelled; where the port is taken, as soon as it is free.

    Whoever sits on the port keeps nobody else from the wall.
    """
    told = False
    while not stop.is_set():
        try:
            listening = listen_on_port(config)
            break
        except SocketError as error:
            if not told:
                _LOG.error("no terminal of another machine is served: %s", error)
            told = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TRY_AGAIN_S)
    else:
        return
    await until(RemoteServer(settings(app), context, enrolled), listening, stop)
