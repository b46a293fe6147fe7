"""Until when the certificates that the configuration names are good (F67)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lockerd.config.model import Config
from lockerd.config.remote import read_terminals

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Certificate:
    """A file with one or several."""

    name: str
    """What it is for."""
    path: Path
    until: int | str
    """Until when it is good, Unix seconds; a text where that cannot be told.

    Our own certificate is as good as the weakest of its chain. A bundle of roots is as good as the best of them that
    can vouch for others: an old root may expire beside its successor, for that is why both are there.
    """


def files(config: Config) -> Iterator[Certificate]:
    """Those that the configuration names, read now."""
    if config.central is not None and (tls := config.central.tls) is not None:
        yield Certificate("central_ca", tls.ca, _until(tls.ca, max))
        yield Certificate("central", tls.certificate, _until(tls.certificate, min))
    if (remote := config.api.remote) is not None:
        yield Certificate("terminals_ca", remote.ca, _until(remote.ca, max))
        yield Certificate("terminals", remote.certificate, _until(remote.certificate, min))


def certificates(config: Config) -> dict[str, int | str]:
    """By file: see ``Certificate.until``."""
    return {str(each.path): each.until for each in files(config)}


def ends(config: Config) -> dict[str, int]:
    """By name, those whose end is known; enrolled terminals as ``terminal/`` and their name."""
    found = {each.name: each.until for each in files(config) if isinstance(each.until, int)}
    if (remote := config.api.remote) is not None:
        with suppress(OSError, ValueError):  # told where the list is used
            enrolled = sorted(read_terminals(remote.list).live, key=lambda each: each.enrolled_s)
            found |= {f"terminal/{each.name}": each.until_s for each in enrolled}
    return found


def first_end_s(config: Config) -> int | None:
    """When the first of them ends, Unix seconds; None where nothing is known."""
    return min((end for end in certificates(config).values() if isinstance(end, int)), default=None)


def _until(path: Path, decides: Callable[[list[int]], int]) -> int | str:
    from cryptography import x509  # large, and a site without central and without other terminals has no certificate

    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
        if decides is max:
            found = [each for each in found if _vouches(each)] or found
        return decides([int(each.not_valid_after_utc.timestamp()) for each in found])
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except ValueError:
        return "holds no certificate"


def _vouches(certificate: "x509.Certificate") -> bool:
    """Whether it may sign others (RFC 5280, 4.2.1.9); those of the first version do not say so and may."""
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return certificate.version is x509.Version.v1
