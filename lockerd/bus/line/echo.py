"""Our own bytes that come back at a moment when nobody waits for them (F38)."""

from collections import deque

_KEPT = 8
_LATE_MS = 5_000


class LateEchoes:
    """Requests whose echo is missing on an adapter that echoes: each may still come, once, for 5 s."""

    def __init__(self) -> None:
        self._open: deque[tuple[bytes, int]] = deque(maxlen=_KEPT)

    def missed(self, request: bytes, now_ms: int) -> None:
        """The echo of this request did not come in time."""
        self._open.append((request, now_ms + _LATE_MS))

    def without(self, heard: bytes, now_ms: int) -> bytes:
        """What was heard beside such echoes. By content, a stranger's question cannot be told from one."""
        for late in tuple(self._open):
            request, until_ms = late
            if request in heard or now_ms > until_ms:
                self._open.remove(late)
            if now_ms <= until_ms:
                heard = heard.replace(request, b"", 1)
        return heard
