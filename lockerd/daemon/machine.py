"""What the daemon has of the machine it runs on: time, randomness, wires, the broker, and where callers reach it.

All of it is handed in here and nowhere else, so that the whole daemon runs in virtual time as it runs on a Pi.
"""

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from lockerd.bus.link.link import Link
from lockerd.bus.link.serial_link import SerialLink
from lockerd.bus.link.tcp_link import TcpLink
from lockerd.central import link as central_link
from lockerd.central.dial import Names
from lockerd.central.link import Broker, Connect, Post
from lockerd.clock.machine import KernelSync, elapsed_ms, kernel_sync, wall_ms
from lockerd.config import Config
from lockerd.config.remote import RemoteConfig
from lockerd.config.wall import BusConfig
from lockerd.daemon.starts import Starts
from lockerd.store.connection import one_thread
from lockerd.store.room import Room, room
from lockerd.systemd import passed_sockets

if TYPE_CHECKING:
    from starlette.types import ASGIApp

Serve = Callable[["ASGIApp", asyncio.Event], Coroutine[Any, Any, None]]
"""Serves one app until the event that is handed over is set, or its task is cancelled."""


async def open_link(bus: BusConfig) -> Link:
    """Open the port or gateway of a bus; raises `PortError`."""
    if bus.gateway:
        return await TcpLink.connect(*bus.gateway)
    return SerialLink(str(bus.port), speed_baud=bus.line_speed_baud)


def over_mqtt() -> Connect:
    """What connects to the broker; it is loaded with the first connection."""

    names = Names()

    def connect(
        broker: Broker, will: Post, /, *, dropped: Callable[[], None]
    ) -> AbstractAsyncContextManager[central_link.Link]:
        from lockerd.central import adapter

        return adapter.connect(broker, will, dropped=dropped, names=names)

    return connect


def listen_on_sockets(config: Config, lo_s: Callable[[], int]) -> Mapping[str, Serve]:
    """Take the sockets that systemd passes, or make them, and the port for terminals that are other machines.

    ``lo_s``: it is not earlier than that, Unix seconds. Raises `SocketError`.
    """
    from lockerd.api.http.serve import listen, serve

    passed = passed_sockets(os.environ, pid=os.getpid())
    api = config.api
    listening = {
        "terminal": passed.get("terminal")
        or listen(config.terminal_socket, mode=api.terminal_mode, group=api.terminal_group),
        "admin": passed.get("admin") or listen(config.admin_socket, mode=api.admin_mode, group=api.admin_group),
    }
    if "public" in passed:
        listening["public"] = passed["public"]
    elif config.public_socket is not None:
        listening["public"] = listen(config.public_socket, mode=api.public_mode, group=api.public_group)
    served: dict[str, Serve] = {name: partial(serve, each) for name, each in listening.items()}
    if api.remote is not None:
        served["remote"] = _port(api.remote, lo_s)
    return served


def _port(remote: RemoteConfig, lo_s: Callable[[], int]) -> Serve:
    from lockerd.api.remote.enrolled import Enrolled
    from lockerd.api.remote.serve import context_of, serve_remote

    return partial(serve_remote, remote, context_of(remote), Enrolled(remote.list, lo_s))


def keep_loaded() -> None:
    """What is loaded stays. Each full collection of garbage would look through all of it, and no board would be heard
    meanwhile: 70 ms on a server (hil/bench/bench_garbage.py), and a Pi is slower."""
    gc.freeze()
    gc.enable()  # `lockerd.daemon.main` begins without: what is loaded is no garbage, and to look for some takes long


@dataclass(frozen=True, slots=True)
class Machine:
    """As it stands here: the machine that this process runs on."""

    monotonic_ms: Callable[[], int] = elapsed_ms
    wall_ms: Callable[[], int] = wall_ms
    """The machine's clock, Unix milliseconds, right or wrong."""
    sync: Callable[[], KernelSync] = kernel_sync
    """What the kernel says about that clock."""
    random: Callable[[int], bytes] = os.urandom
    """So many bytes that nobody can guess."""
    jitter: Callable[[], float] = SystemRandom().random
    """A number in [0, 1), secret to nobody."""
    thread: Callable[[str], Executor] = one_thread
    """Makes what does one blocking job after the other, beside the event loop."""
    room: Callable[[Path], Room] = room
    """How much room there is on the disk of a folder; raises OSError."""
    starts: Callable[[Path], Starts] = Starts
    """Who counts the starts, given the state folder."""
    stopped: Callable[[], bool] = lambda: False
    """Whether somebody ends this life on purpose; asked at its end."""
    open_link: Callable[[BusConfig], Awaitable[Link]] = open_link
    connect: Connect = field(default_factory=over_mqtt)
    listen: Callable[[Config, Callable[[], int]], Mapping[str, Serve]] = listen_on_sockets
    """Called once, before anything is served; gives for each API, by its name, what serves it."""
    loaded: Callable[[], None] = keep_loaded
    """Called when all that is needed at once is there."""
