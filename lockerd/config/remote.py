"""Terminals that are other machines: where they are served, and the list of those that are enrolled."""

import ipaddress
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lockerd.config.hosts import Host
from lockerd.config.parts import LocalPath, Networks, Table, Word

TERMINALS_MAX: Final = 16
"""Enrolled at the same time."""
REVOKED_KEPT: Final = 64
"""Entries of terminals that were revoked, for whoever asks what became of them; the oldest go."""


def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        msg = "should be an address of this machine in numbers, or 0.0.0.0 or :: for all of them"
        raise ValueError(msg) from None
    if address.is_multicast:
        msg = "is the address of no single machine"
        raise ValueError(msg)
    return str(address)


class RemoteConfig(Table):
    """``[api.remote]``: the terminal API for other machines, over TLS 1.3 with a client certificate for each."""

    address: Annotated[str, AfterValidator(_address)]
    port: Annotated[int, Field(ge=1, le=65535)] = 8443
    names: Annotated[tuple[Host, ...], Field(strict=False, min_length=1, max_length=8)]
    """As terminals call this machine, names or addresses: they stand in its certificate."""
    networks: Networks | None = None
    """Where terminals are; None: anywhere."""
    folder: LocalPath
    """Of certificates, keys and the list of terminals, which ``lockerctl terminal`` makes."""

    @property
    def ca(self) -> Path:
        """The certificate that vouches for terminals and for this machine."""
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """Its key; only ``lockerctl terminal enroll`` needs it."""
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        """What this machine shows to terminals."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """Its key; the daemon reads it."""
        return self.folder / "server.key"

    @property
    def list(self) -> Path:
        """Who is enrolled."""
        return self.folder / "terminals.json"


class EnrolledTerminal(BaseModel):
    """One certificate that was made for a terminal."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: Word
    serial: Annotated[str, Field(pattern=r"^[0-9a-f]{1,40}$")]
    """Of the certificate, hex: the newest of a name is the one that counts."""
    enrolled_s: int
    until_s: int
    """Unix seconds: not accepted after that."""
    revoked_s: int | None = None


class TerminalList(BaseModel):
    """The file. Whoever does not stand in it is not let in, whoever signed their certificate."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    terminals: Annotated[tuple[EnrolledTerminal, ...], Field(strict=False)] = ()

    @property
    def live(self) -> tuple[EnrolledTerminal, ...]:
        """Those that are not revoked."""
        return tuple(each for each in self.terminals if each.revoked_s is None)


def read_terminals(path: Path) -> TerminalList:
    """The list as it stands in the file, empty where there is none; raises ``OSError`` and ``ValueError``."""
    try:
        return TerminalList.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return TerminalList()
    except ValidationError as error:
        msg = f"{path}: is no list of terminals ({error.error_count()} mistakes)"
        raise ValueError(msg) from None
