"""The virtual environment of a target, made on any machine: locked wheels unpacked, lockerd's own beside them."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deb.targets import TARGETS, Target

ROOT: Final = Path(__file__).parents[1]
PROGRAMS: Final = {"lockerd": "lockerd.daemon", "lockerctl": "lockerd.cli"}
"""What can be started, and the module that it runs."""
START: Final = """\
#!/bin/sh
# Not by way of a link that may point to another version by the time a module is loaded.
exec "$(dirname "$(readlink -f "$0")")/python" -P -m {module} "$@"
"""
NOT_FOR_A_SITE: Final = ("*.pyc", "*.pyi", "__pycache__", "tests", "bin")
"""Byte code is made where it is installed, by the Python that will run it."""


def make(target: Target, folder: Path, wheel: Path) -> None:
    """Fill ``folder`` with the environment; raises ``CalledProcessError`` where a requirement has no wheel for it."""
    packages = folder / "lib" / f"python{target.suite.python}" / "site-packages"
    install_locked(target, packages, ROOT / "requirements.txt")
    _install(target, packages, [str(wheel)])
    for pattern in NOT_FOR_A_SITE:
        for found in [*packages.rglob(pattern)] if pattern != "bin" else [packages / "bin"]:
            shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)
    for simulator in ("lockersim", "lockercentral"):
        shutil.rmtree(packages / simulator)
    for record in [*packages.glob("*.dist-info/RECORD"), *packages.glob("*.dist-info/direct_url.json")]:
        record.unlink()  # names files that are not there, or the machine that built it
    programs = folder / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(f"../../../../../bin/python{target.suite.python}")
    for name, module in PROGRAMS.items():
        (programs / name).write_text(START.format(module=module))
        (programs / name).chmod(0o755)
    (folder / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {target.suite.python}\n"
    )


def wheel(folder: Path) -> Path:
    """Build lockerd's own wheel, which is the same for all targets."""
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "wheel", "--no-deps"]
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("lockerd-*.whl")
    return built


def install_locked(target: Target, packages: Path, requirements: Path) -> None:
    """Unpack all that is locked in a file for a target; raises ``CalledProcessError`` where there is no wheel."""
    _install(target, packages, ["--require-hashes", "-r", str(requirements)])


def _install(target: Target, packages: Path, what: Sequence[str]) -> None:
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--no-deps", "--no-compile"]
    command += ["--target", str(packages), "--upgrade", "--only-binary", ":all:", "--implementation", "cp"]
    command += ["--python-version", target.suite.python]
    command += [word for platform in target.platforms for word in ("--platform", platform)]
    subprocess.run([*command, *what], check=True)


if __name__ == "__main__":
    # For a machine of tests: python -m deb.payload SUITE FOLDER REQUIREMENTS
    suite, folder, requirements = sys.argv[1:]
    (wanted,) = (each for each in TARGETS if (each.suite.name, each.architecture) == (suite, "amd64"))
    install_locked(wanted, Path(folder), Path(requirements))
