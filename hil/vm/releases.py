"""Packages of this checkout for one Debian: as it is; as release before and next; and one that does not start."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from deb import build, payload  # noqa: E402
from deb.targets import TARGETS, Target  # noqa: E402

RELEASES: Final = {"before": "0.0.1", "next": "0.0.2", "broken": "0.0.3"}
"""The same program under three numbers: what an update does is what is tested, not what has changed."""
QUICK: Final = "gzip"
"""What a package is compressed with that goes no further than the next guest."""
BREAKS: Final = 'raise SystemExit("this release does not start")\n'


def target_of(suite: str) -> Target:
    """The target of a Debian on the processor that User Mode Linux runs on."""
    return next(each for each in TARGETS if (each.suite.name, each.architecture) == (suite, "amd64"))


def make_this(suite: str, folder: Path) -> None:
    """Build the package of this checkout in ``folder``."""
    target, environment = target_of(suite), folder / "environment"
    payload.make(target, environment, wheel := payload.wheel(folder))
    build.pack(target, environment, build.version_of(wheel), folder, compression=QUICK)


def make(suite: str, folder: Path) -> None:
    """Build all three below ``folder``, each in a folder of its own."""
    target = target_of(suite)
    with tempfile.TemporaryDirectory() as scratch:
        environment = Path(scratch) / "environment"
        payload.make(target, environment, payload.wheel(Path(scratch)))
        for name, version in RELEASES.items():
            copy = Path(scratch) / name
            shutil.copytree(environment, copy, symlinks=True)
            if name == "broken":
                (module,) = copy.glob("lib/*/site-packages/lockerd/daemon/__main__.py")
                module.write_text(BREAKS)
            (folder / name).mkdir(parents=True)
            build.pack(target, copy, version, folder / name, compression=QUICK)


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
