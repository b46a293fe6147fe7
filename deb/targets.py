"""What is built: an environment is bound to its Python, so each Debian and each processor has its own package."""

from dataclasses import dataclass
from typing import Final

OLDEST_GLIBC: Final = 5
"""Minor version of glibc 2 of the oldest wheels that are taken."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A release of Debian; Raspberry Pi OS of the same name has the same Python and C library."""

    name: str
    number: int
    python: str
    glibc_minor: int
    """Of its C library 2.x: wheels made for any older one run there."""


@dataclass(frozen=True, slots=True)
class Target:
    """One package."""

    suite: Suite
    architecture: str
    """Debian's name of the processor."""

    @property
    def platforms(self) -> list[str]:
        """The tags of wheels that run there, the newest first (PEP 600)."""
        machine = MACHINES[self.architecture]
        newest = range(self.suite.glibc_minor, OLDEST_GLIBC - 1, -1)
        return [f"manylinux_2_{minor}_{machine}" for minor in newest] + [
            f"manylinux{name}_{machine}" for name in ("2014", "2010", "1")
        ]

    def debian_version(self, version: str) -> str:
        """``0.2.0.dev0`` is older than ``0.2.0``, and what was built for Debian 12 than what was built for 13."""
        return f"{version.replace('.dev', '~dev')}+deb{self.suite.number}"


SUITES: Final = (
    Suite("bookworm", 12, python="3.11", glibc_minor=36),
    Suite("trixie", 13, python="3.13", glibc_minor=41),
)
MACHINES: Final = {"amd64": "x86_64", "arm64": "aarch64"}
TARGETS: Final = tuple(Target(suite, architecture) for suite in SUITES for architecture in MACHINES)
