"""Which terminals are let in: the list that ``lockerctl terminal`` keeps, looked at again when it has changed."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from cryptography import x509

from lockerd.config.remote import EnrolledTerminal, read_terminals

LOOK_EVERY_S: Final = 1.0
"""So long a revoked terminal may go on."""

_LOG: Final = logging.getLogger(__name__)


class Enrolled:
    """A certificate is good if its serial number stands in the list, is not revoked, and has not certainly run out.

    Where the list cannot be read, nobody is let in. Time is the station's own lower bound: a clock that is wrong after
    a power cut locks no terminal out (design rule 10), so OpenSSL is told not to look at it.
    """

    def __init__(self, path: Path, lo_s: Callable[[], int]) -> None:
        self._path = path
        self._lo_s = lo_s
        self._seen: tuple[int, ...] | None = None
        self._live: Mapping[str, EnrolledTerminal] = {}
        self.look()

    def look(self) -> None:
        """Read the list again if it is another file than before."""
        try:
            found = self._path.stat()
            seen: tuple[int, ...] = (found.st_ino, found.st_mtime_ns, found.st_size)
        except OSError:
            seen = ()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._live = {each.serial: each for each in read_terminals(self._path).live}
        except (OSError, ValueError) as error:
            self._live = {}
            _LOG.error("no terminal of another machine is let in: %s", error)
            return
        names = ", ".join(sorted(each.name for each in self._live.values())) or "none"
        _LOG.info("terminals of other machines: %s", names)

    def serial(self, certificate: bytes | None) -> str:
        """Of a certificate in DER that was verified; empty where there is none."""
        return "" if certificate is None else f"{x509.load_der_x509_certificate(certificate).serial_number:x}"

    def name(self, serial: str) -> str | None:
        """The terminal that a serial number stands for, if it is let in now."""
        found = self._live.get(serial)
        return None if found is None or self._lo_s() > found.until_s else found.name
