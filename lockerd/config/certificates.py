"""Until when the certificates that the configuration names are good (F67)."""

from pathlib import Path

from cryptography import x509

from lockerd.config.model import Config


def certificates(config: Config) -> dict[str, int | str]:
    """The end of each file's first certificate to expire, Unix seconds; a text where that cannot be told."""
    if config.central is None or config.central.tls is None:
        return {}
    return {str(path): _until(path) for path in (config.central.tls.ca, config.central.tls.certificate)}


def first_end_s(config: Config) -> int | None:
    """When the first of them ends, Unix seconds; None where nothing is known."""
    return min((end for end in certificates(config).values() if isinstance(end, int)), default=None)


def _until(path: Path) -> int | str:
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except ValueError:
        return "holds no certificate"
    return min(int(each.not_valid_after_utc.timestamp()) for each in found)
