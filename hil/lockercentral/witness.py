"""What a site signs of its log, held against the rows that were heard; a witness countersigns where it fits.

Written from RFC 9162 and C2SP (signed-note, tlog-checkpoint, tlog-cosignature), not from the daemon.
"""

import base64
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockercentral.errors import CentralError

ROOTS_KEPT = 4096
"""The newest: a checkpoint comes within some hundred rows of those that it covers."""


@dataclass(slots=True)
class LogTree:
    """Hears the hash of every row of one site in order, and nothing else of them is needed."""

    site: str
    site_key: Ed25519PublicKey
    edges: dict[int, list[bytes]] = field(default_factory=dict)
    heard: dict[int, int] = field(default_factory=dict)
    """How many rows, by epoch."""
    roots: OrderedDict[tuple[int, int], bytes] = field(default_factory=OrderedDict)
    """By epoch and size, the newest last."""

    def hear(self, epoch: int, number: int, digest: str) -> None:
        """Take the next row; a number that was heard is passed over. Raises ``CentralError`` where one is missing."""
        size = self.heard.get(epoch, 0)
        if number <= size:
            return
        if number > size + 1:
            raise CentralError(f"row {number} of epoch {epoch} came before the one that it follows")
        edge, found = self.edges.setdefault(epoch, []), _sha256(b"\0", bytes.fromhex(digest))
        self.heard[epoch] = size = number
        while size % 2 == 0:
            found, size = _sha256(b"\1", edge.pop(), found), size // 2
        edge.append(found)
        root = edge[-1]
        for peak in reversed(edge[:-1]):
            root = _sha256(b"\1", peak, root)
        self.roots[epoch, number] = root
        if len(self.roots) > ROOTS_KEPT:
            self.roots.popitem(last=False)

    def check(self, note: str) -> tuple[int, int]:
        """Epoch and size of a checkpoint; raises ``CentralError`` where the log is not the one that was heard."""
        text, _, line = note.partition("\n\n")
        try:
            origin, size, root = text.split("\n")
            raw = base64.b64decode(line.split(" ")[2])
            self.site_key.verify(raw[4:], f"{text}\n".encode())
            epoch, place = int(origin.removeprefix(f"lockerd/v1/{self.site}/log/")), int(size)
        except (ValueError, LookupError, InvalidSignature):
            raise CentralError("not a checkpoint of this site") from None
        known = self.roots.get((epoch, place))
        if known is None:
            raise CentralError(f"{place} rows of epoch {epoch} were never heard, or long ago")
        if base64.b64encode(known).decode() != root:
            raise CentralError(f"forked: the first {place} rows of epoch {epoch} are not those that were heard")
        return epoch, place


@dataclass(slots=True)
class Witness:
    """Countersigns what only grew."""

    name: str
    key: Ed25519PrivateKey
    tree: LogTree
    signed: dict[int, int] = field(default_factory=dict)
    """Size of the newest checkpoint that was countersigned, by epoch."""

    def countersign(self, note: str, *, now_s: int) -> str:
        """The note with the witness's line; raises ``CentralError`` where it is not to be signed."""
        epoch, place = self.tree.check(note)
        if place < self.signed.get(epoch, 0):
            raise CentralError(f"set back: {place} rows of epoch {epoch}, {self.signed[epoch]} were signed before")
        self.signed[epoch] = place
        text, _, _ = note.partition("\n\n")
        signature = self.key.sign(f"cosignature/v1\ntime {now_s}\n{text}\n".encode())
        public = self.key.public_key().public_bytes_raw()
        mark = _sha256(f"{self.name}\n".encode(), b"\4", public)[:4] + now_s.to_bytes(8, "big")
        return f"{note}— {self.name} {base64.b64encode(mark + signature).decode()}\n"


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
