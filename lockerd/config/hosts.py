"""A host as people write it: a name, an IPv4 or an IPv6 address, and nothing around it."""

import ipaddress
import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
"""Source: RFC 1123, section 2.1."""
_LABEL_MAX: Final = 63
_NAME_MAX: Final = 253
_EXAMPLE: Final = "write a name or an address alone, such as broker.example.org, 192.0.2.7 or 2001:db8::7"


def _host(text: str) -> str:
    if any(each.isspace() or not each.isprintable() for each in text):
        raise ValueError(f"has a blank in it; {_EXAMPLE}")
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if _is_address(bare):
        if bare != text:
            raise ValueError(f"is an address in brackets: write {bare}")
        if ipaddress.ip_address(text).is_multicast or ipaddress.ip_address(text).is_unspecified:
            raise ValueError("is the address of no single machine")
        return text
    scheme, slashes, rest = text.partition("://")
    if slashes:
        raise ValueError(f"is a URL ({scheme}://): {_meant(re.split('[/?#]', rest)[0])}")
    if ":" in text or "/" in text:
        raise ValueError(f"has more in it than a host: {_meant(text.split('/', maxsplit=1)[0])}")
    if not text.isascii():
        raise ValueError(_in_ascii(text))
    _check_labels(text)
    return text


def _check_labels(text: str) -> None:
    labels = text.split(".")
    if "" in labels:
        raise ValueError(f"has an empty part: two dots together, or one at an end; {_EXAMPLE}")
    if labels[-1].isdigit():
        raise ValueError(f"ends in a number and is no IPv4 address; {_EXAMPLE}")
    if len(text) > _NAME_MAX or max(map(len, labels)) > _LABEL_MAX:
        raise ValueError(f"is longer than a name can be: {_NAME_MAX} characters, {_LABEL_MAX} between two dots")
    if wrong := next((label for label in labels if not _LABEL.fullmatch(label)), None):
        raise ValueError(f"has a part that no name has, {wrong!r}: letters, digits and - within only")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _meant(text: str) -> str:
    """What the one who wrote it meant, as it should be written."""
    text = text.rpartition("@")[2]
    host, _, port = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if host and port.isascii() and port.isdecimal():
        return f'write host = "{host}" and port = {int(port[:6])}'
    return f'write host = "{text}"' if text and ":" not in text else _EXAMPLE


def _in_ascii(text: str) -> str:
    try:
        return f"has letters beyond ASCII: write {text.encode('idna').decode()}"
    except UnicodeError:
        return f"has letters beyond ASCII; {_EXAMPLE}"


Host = Annotated[str, Field(min_length=1), AfterValidator(_host)]
"""Another machine, or this one."""
