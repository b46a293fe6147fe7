"""Ask the package index for a wheel of every locked requirement, for each Python and processor that lockerd is for.

Whatever has none would be compiled on the machine of whoever installs lockerd. Run: make wheels. Nothing is installed.
"""

import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements-dev.txt"
"""The longest of the requirements files; the others are part of it."""

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PROCESSORS = ("x86_64", "aarch64")
OLDEST_GLIBC, DEBIAN_12 = 5, 36
"""Minor versions of glibc 2: wheels made for any of them run on Debian 12 and later."""


def lacks(python: str, processor: str) -> str:
    """What pip says is missing; empty when nothing is."""
    platforms = [f"manylinux_2_{minor}_{processor}" for minor in range(OLDEST_GLIBC, DEBIAN_12 + 1)]
    platforms += [f"manylinux{name}_{processor}" for name in ("1", "2010", "2014")]
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--dry-run"]
        command += ["--ignore-installed", "--target", nowhere, "--no-deps", "--only-binary", ":all:"]
        command += ["--require-hashes", "-r", str(LOCK), "--python-version", python]
        command += [word for platform in platforms for word in ("--platform", platform)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return "\n".join(said) if done.returncode else ""


def main() -> int:
    """0 when every requirement has a wheel everywhere."""
    found = 0
    for python, processor in itertools.product(PYTHONS, PROCESSORS):
        missing = lacks(python, processor)
        print(f"wheels: Python {python}, {processor}: {missing or 'all there'}", flush=True)
        found |= bool(missing)
    return found


if __name__ == "__main__":
    sys.exit(main())
