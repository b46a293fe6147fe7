"""A host in virtual time: it is the port itself, and while it listens the clock goes on."""

from lockersim.line.port import Port
from lockersim.world.clock import ManualClock

STEP_MS = 0.25
"""How far the clock goes between two looks at what has come; half a byte at 19200 baud."""


class VirtualHost(Port):
    """Both ends of an adapter, without a kernel between them: no test waits, and none is late."""

    def __init__(self, clock: ManualClock, speed_baud: int) -> None:
        super().__init__()
        self.speed_baud = speed_baud
        self.lumps: list[bytes] = []
        self._clock, self._came = clock, bytearray()

    @property
    def setting(self) -> tuple[str, str]:
        return "port", "/nowhere"

    @property
    def host_baud(self) -> int:
        return self.speed_baud

    def plug(self) -> None:
        """Nothing has to appear."""

    def write(self, data: bytes) -> None:
        self.lumps.append(data)
        self._came += data

    def ask(self, request: str, reply_bytes: int, *, wait_ms: float = 2000) -> str:
        """Send a request and return what came back: ``reply_bytes`` bytes, or fewer within ``wait_ms``."""
        self.on_bytes(bytes.fromhex(request))
        return self.listen(reply_bytes, wait_ms=wait_ms)

    def listen(self, reply_bytes: int, *, wait_ms: float = 2000) -> str:
        over_ms = self._clock.now_ms() + wait_ms
        while len(self._came) < reply_bytes and self._clock.now_ms() < over_ms:
            self._clock.advance(STEP_MS)
        came = bytes(self._came[:reply_bytes])
        del self._came[:reply_bytes]
        return came.hex(" ").upper()
