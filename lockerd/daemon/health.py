"""What of the machine ends a station's service sooner or later: room on the disk, dates of certificates."""

import os
from pathlib import Path
from typing import Any

from cryptography import x509

from lockerd.config import Config


def storage(state: Path) -> dict[str, Any]:
    """Room on the disk that holds the database, and how much of it the database takes with its log (F14)."""
    disk = os.statvfs(state)
    return {
        "folder": str(state),
        "free_bytes": disk.f_bavail * disk.f_frsize,
        "size_bytes": disk.f_blocks * disk.f_frsize,
        "database_bytes": sum(each.stat().st_size for each in state.glob("lockerd.db*")),
    }


def certificates(config: Config) -> dict[str, Any]:
    """Until when the certificates towards central are good, Unix seconds, by file; a text where that is not known."""
    if config.central is None or config.central.tls is None:
        return {}
    return {str(path): _until(path) for path in (config.central.tls.ca, config.central.tls.certificate)}


def _until(path: Path) -> int | str:
    """The earliest end in a file."""
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except ValueError as error:
        return f"is no certificate: {error}"
    return min(int(each.not_valid_after_utc.timestamp()) for each in found)
