"""Until when the certificates that the configuration names are good (F67)."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lockerd.config.model import Config

if TYPE_CHECKING:
    from cryptography import x509


def certificates(config: Config) -> dict[str, int | str]:
    """Until when each file is good, Unix seconds; a text where that cannot be told.

    Our own certificate is as good as the weakest of its chain. A bundle of roots is as good as the best of them that
    can vouch for others: an old root may expire beside its successor, for that is why both are there.
    """
    found: dict[str, int | str] = {}
    if config.central is not None and (tls := config.central.tls) is not None:
        found |= {str(tls.ca): _until(tls.ca, max), str(tls.certificate): _until(tls.certificate, min)}
    if (remote := config.api.remote) is not None:
        found |= {str(remote.ca): _until(remote.ca, max), str(remote.certificate): _until(remote.certificate, min)}
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
