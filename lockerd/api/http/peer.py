"""Who is at the other end of a unix socket, as the kernel says."""

import pwd
import socket
import struct
from dataclasses import dataclass
from typing import Final

PEER: Final = "peer"
"""Key of the peer in the request's state."""

TERMINAL: Final = "terminal_name"
"""Key of the terminal's name in the request's state, where it is another machine; missing on the unix socket."""

_UCRED: Final = struct.Struct("3i")  # pid, uid, gid (unix(7), SO_PEERCRED)


@dataclass(frozen=True, slots=True)
class Peer:
    """A process's user at the time it connected."""

    uid: int
    named: str | None = None
    """The account's name where it is known already."""

    @property
    def user(self) -> str:
        """The account's name, or ``uid:N`` where it has none.

        Looked up only when it is asked for: the list of accounts may lie on a server that keeps silent.
        """
        if self.named is not None:
            return self.named
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid:{self.uid}"


def peer_of(connection: socket.socket) -> Peer | None:
    """The peer of a connected unix socket; None for every other socket."""
    if connection.family != socket.AF_UNIX:
        return None
    _, uid, _ = _UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    return Peer(uid)
