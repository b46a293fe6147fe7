"""Pieces of the configuration's shape that several tables share."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo


class Table(BaseModel):
    """A TOML table: nothing unknown, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, validate_default=True, populate_by_name=False)


def printable(text: str) -> str:
    """The text, if everything in it can be seen."""
    if not text.isprintable():
        msg = "has a character that cannot be seen: a line end, a control or a direction mark"
        raise ValueError(msg)
    return text


def _below_folder(path: Path, info: ValidationInfo) -> Path:
    printable(str(path))
    folder = (info.context or {}).get("folder", Path())
    return Path(folder) / path


LocalPath = Annotated[Path, Field(strict=False), AfterValidator(_below_folder)]
"""A path; a relative one is meant relative to the folder of the configuration file."""

CREDENTIAL: Final = "credential:"
CREDENTIALS: Final = Path("/run/credentials/lockerd.service")
"""Where systemd lays them for the daemon; root finds them there too while it runs."""
_CREDENTIAL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _handed_over(path: Path, info: ValidationInfo) -> Path:
    name = str(path)
    if not name.startswith(CREDENTIAL):
        return _below_folder(path, info)
    name = name.removeprefix(CREDENTIAL)
    if not _CREDENTIAL_NAME.fullmatch(name):
        msg = "should be the name of a credential after credential:, of letters, digits and . _ -"
        raise ValueError(msg)
    return Path((info.context or {}).get("credentials", CREDENTIALS)) / name


SecretPath = Annotated[Path, Field(strict=False), AfterValidator(_handed_over)]
"""A path as `LocalPath`, or ``credential:NAME``: what systemd hands over under this name (systemd.exec(5))."""


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        msg = "should be an address or a network in numbers, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"
        raise ValueError(msg) from None


Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...], Field(strict=False, min_length=1, max_length=16)
]
"""Of other machines; systemd keeps the daemon to them (systemd/lockerd-generator)."""

FileName = Annotated[Path, Field(strict=False), AfterValidator(lambda path: Path(printable(str(path))))]
"""A path that is meant relative to some other folder."""

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32)]
"""A name that fits into a message, a log line and a URL."""

DocumentClass = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$")]
"""What central writes as ``document_class`` when it announces an order."""

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")]
"""One level of an MQTT topic and the audience of codes."""

PaintedNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=8)]
"""A compartment's id as painted on the door."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(printable)]
"""A short text for people."""


def _socket_address(text: str) -> str:
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        address = ipaddress.ip_address(bare)
        number = int(port) if port.isdecimal() else 0
    except ValueError:
        number = 0
    if not 1 <= number <= 65_535 or (":" in bare) is (bare == host):
        msg = "should be an address in numbers and a port, such as 192.0.2.7:5000 or [2001:db8::7]:5000"
        raise ValueError(msg)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_multicast or address.is_unspecified:
        msg = f"{address} is the address of no single machine"
        raise ValueError(msg)
    return f"[{address}]:{number}" if address.version == 6 else f"{address}:{number}"


SocketAddress = Annotated[str, AfterValidator(_socket_address)]
"""Address and port of another machine; without names, because the wall serves without a name server."""

Centimetres = Annotated[int, Field(ge=0, le=300)]
