"""From a host's name to a socket on which the broker can be spoken to, without a thread that anybody has to wait for.

A name server that keeps silent holds a look-up for half a minute, and a look-up cannot be broken off: it runs in a
thread of its own, of which there is never more than one, and which is left alone when the daemon stops. Everything else
is done by the loop. Whatever goes wrong is a `LinkLostError`.
"""

import asyncio
import ipaddress
import os
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any, Final, TypeAlias

from lockerd.central.link import LinkLostError

Address: TypeAlias = tuple[int, Any]
"""Family, and what ``connect`` wants to know in it."""
LOOK_UP_S: Final = 10.0


class Names:
    """Looks up one host's addresses; a look-up that takes longer than its asker waits serves the next one."""

    def __init__(self) -> None:
        self._asking: asyncio.Future[list[Address]] | None = None

    async def addresses(self, host: str, port: int) -> list[Address]:
        """Where the host is, in the order of preference; raises ``LinkLostError``."""
        try:
            number = ipaddress.ip_address(host)
        except ValueError:
            return await self._look_up(host, port)
        return [(socket.AF_INET6 if number.version == 6 else socket.AF_INET, (host, port))]

    async def _look_up(self, host: str, port: int) -> list[Address]:
        if self._asking is None:
            self._asking = asyncio.get_running_loop().create_future()
            self._asking.add_done_callback(_heard)
            try:
                threading.Thread(target=_ask, args=(self._asking, host, port), name="look-up", daemon=True).start()
            except RuntimeError as error:  # no more threads
                self._asking = None
                raise LinkLostError(f"{host} cannot be looked up: {error}") from None
        asking = self._asking
        try:
            async with asyncio.timeout(LOOK_UP_S):
                return await asyncio.shield(asking)
        except TimeoutError:
            raise LinkLostError(f"{host} cannot be looked up: no name server answers") from None
        except (OSError, ValueError) as error:
            raise LinkLostError(f"{host} cannot be looked up: {_words(error)}") from None
        finally:
            if asking.done():
                self._asking = None


async def dial(
    names: Names, host: str, port: int, tls: ssl.SSLContext | None, *, timeout_s: float
) -> socket.socket | ssl.SSLSocket:
    """Connect to the first address that takes us, within ``timeout_s`` each; raises ``LinkLostError``."""
    try:
        host.encode("idna")  # what resolver and TLS do with it; the latter would leave its socket open
    except UnicodeError as error:
        raise LinkLostError(f"{host} is no name of a host: {error}") from None
    trouble = f"{host} has no address"
    for family, address in await names.addresses(host, port):
        try:
            async with asyncio.timeout(timeout_s):
                plain = await _connect(family, address)
        except OSError as error:  # a timeout is one too
            trouble = _words(error)
            continue
        if tls is None:
            return plain
        return await _secure(plain, host, tls, timeout_s)
    raise LinkLostError(trouble)


def peer_end_s(connected: socket.socket) -> int | None:
    """Until when the certificate is good that the other side showed, Unix seconds; None where it showed none."""
    shown = connected.getpeercert() if isinstance(connected, ssl.SSLSocket) else None
    try:
        return ssl.cert_time_to_seconds(str(shown["notAfter"])) if shown else None
    except (KeyError, ValueError):
        return None


async def _connect(family: int, address: Any) -> socket.socket:
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.setblocking(False)  # noqa: FBT003 - takes no keyword
        await asyncio.get_running_loop().sock_connect(plain, address)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        plain.close()
        raise
    return plain


async def _secure(plain: socket.socket, host: str, tls: ssl.SSLContext, timeout_s: float) -> ssl.SSLSocket:
    secured: socket.socket = plain
    try:
        secured = wrapped = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        async with asyncio.timeout(timeout_s):
            await _shake_hands(wrapped)
    except (OSError, ValueError) as error:
        secured.close()
        raise LinkLostError(_words(error)) from None
    except BaseException:
        secured.close()
        raise
    return wrapped


async def _shake_hands(wrapped: ssl.SSLSocket) -> None:
    loop = asyncio.get_running_loop()
    while True:
        try:
            wrapped.do_handshake()
        except ssl.SSLWantReadError:
            add, remove = loop.add_reader, loop.remove_reader
        except ssl.SSLWantWriteError:
            add, remove = loop.add_writer, loop.remove_writer
        else:
            return
        ready = asyncio.Event()
        add(wrapped, ready.set)
        try:
            await ready.wait()
        finally:
            remove(wrapped)


def _ask(asking: "asyncio.Future[list[Address]]", host: str, port: int) -> None:
    """In a thread: what the resolver says, or raises; a name that is none is a UnicodeError."""
    told: list[Address] | Exception
    try:
        told = [(each[0], each[4]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, ValueError) as error:
        told = error

    def tell() -> None:
        if asking.done():
            return
        if isinstance(told, Exception):
            asking.set_exception(told)
        else:
            asking.set_result(told)

    with suppress(RuntimeError):  # the loop has ended meanwhile
        asking.get_loop().call_soon_threadsafe(tell)


def _heard(asking: "asyncio.Future[list[Address]]") -> None:
    if not asking.cancelled():
        asking.exception()  # nobody waiting any more is no reason to complain


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError | socket.gaierror) and error.errno:
        return os.strerror(error.errno)  # the loop's own words are of its calls
    return str(error) or type(error).__name__
