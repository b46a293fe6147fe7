"""Connections before the handshake: whoever they are, they cost little, and keep no terminal from being let in.

A handshake costs a signature, some milliseconds on a small machine. So strangers share a budget of them, each address
has one of its own, and those who do not get on with it give way: the newest is heard. An address from which a terminal
has come is no stranger, so that no number of strangers takes its turn.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Final

from lockerd.controller import RefusalBucket

HANDSHAKE_S: Final = 4.0
"""A terminal needs milliseconds."""
GOODBYE_S: Final = 2.0
AT_ONCE: Final = 24
"""Strangers in a handshake at the same time."""
EACH: Final = 8
"""Of one address; a browser begins six in one go."""
EACH_KNOWN: Final = 16
"""Of one from which terminals have come, as several may stand behind it."""
STRANGERS_BURST: Final = 40
STRANGERS_PER_S: Final = 20.0
EACH_BURST: Final = 20
EACH_PER_S: Final = 10.0
ADDRESSES: Final = 256
"""So many addresses have their budget remembered; the one that came longest ago is forgotten."""
KNOWN: Final = 32
SILENCE_MS: Final = 20_000
"""What was sent and not acknowledged for so long ends a connection: its cable was pulled."""
NO_DESCRIPTORS_S: Final = 0.2


class Doorstep:
    """Takes connections of one listening socket and gives those that get through the handshake to a protocol."""

    def __init__(
        self,
        context: ssl.SSLContext,
        make: Callable[[], asyncio.Protocol],
        let_in: Callable[[asyncio.Protocol], bool],
        monotonic_ms: Callable[[], int],
    ) -> None:
        self._context = context
        self._make = make
        self._let_in = let_in
        self._monotonic_ms = monotonic_ms
        self._waiting: OrderedDict[asyncio.Task[None], str] = OrderedDict()
        self._budgets: OrderedDict[str, RefusalBucket] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._strangers = RefusalBucket(monotonic_ms, burst=STRANGERS_BURST, per_s=STRANGERS_PER_S)

    async def run(self, listening: socket.socket) -> None:
        """Take connections until cancelled; those in a handshake end with it."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    taken, address = await loop.sock_accept(listening)
                except OSError:  # no descriptors left, or the caller has gone already
                    await asyncio.sleep(NO_DESCRIPTORS_S)
                    continue
                self._take(taken, place_of(address[0]))
                await asyncio.sleep(0)  # taking one that waits already does not yield, and others have their turn too
        finally:
            for task in [*self._waiting]:
                task.cancel()

    def _take(self, taken: socket.socket, place: str) -> None:
        if not self._may_try(place):
            taken.close()
            return
        self._make_room(place)
        task = asyncio.ensure_future(self._greet(taken, place))
        self._waiting[task] = place
        task.add_done_callback(partial(self._ended, taken))

    def _ended(self, taken: socket.socket, task: asyncio.Task[None]) -> None:
        self._waiting.pop(task, None)
        if task.cancelled():
            taken.close()

    def _may_try(self, place: str) -> bool:
        """Whether there is a handshake left for this address; a stranger's is taken from all strangers' too."""
        budget = self._budgets.pop(place, None) or RefusalBucket(self._monotonic_ms, burst=EACH_BURST, per_s=EACH_PER_S)
        self._budgets[place] = budget
        if len(self._budgets) > ADDRESSES:
            self._budgets.popitem(last=False)
        stranger = place not in self._known
        if budget.dry_for_ms or (stranger and self._strangers.dry_for_ms):
            return False
        budget.draw()
        if stranger:
            self._strangers.draw()
        return True

    def _make_room(self, place: str) -> None:
        """Whoever has been at it longest gives way: of this address, or of the strangers where they are too many."""
        own = [task for task, there in self._waiting.items() if there == place]
        strangers = [task for task, there in self._waiting.items() if there not in self._known]
        if len(own) >= (EACH_KNOWN if place in self._known else EACH):
            self._give_way(own[0])
        elif place not in self._known and len(strangers) >= AT_ONCE:
            self._give_way(strangers[0])

    def _give_way(self, task: asyncio.Task[None]) -> None:
        del self._waiting[task]
        task.cancel()

    async def _greet(self, taken: socket.socket, place: str) -> None:
        try:
            taken.settimeout(0)
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_MS)
        except OSError:  # gone already
            taken.close()
            return
        # Whatever goes wrong is the stranger's business: nothing is logged, or they could fill the journal.
        with contextlib.suppress(OSError):
            _, protocol = await asyncio.get_running_loop().connect_accepted_socket(
                self._make,
                taken,
                ssl=self._context,
                ssl_handshake_timeout=HANDSHAKE_S,
                ssl_shutdown_timeout=GOODBYE_S,
            )
            if self._let_in(protocol):
                self._known.pop(place, None)
                self._known[place] = None
                if len(self._known) > KNOWN:
                    self._known.popitem(last=False)


def place_of(address: str) -> str:
    """What counts as one address: a machine has 2^64 of the sixth version to choose from."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
