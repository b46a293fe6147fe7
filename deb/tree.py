"""Where everything of the package lies, as Debian's policy and the units expect it."""

import gzip
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
HERE: Final = Path(__file__).parent
PREFIX: Final = "usr/lib/lockerd"
SCRIPT: Final = 0o755
FILES: Final = {
    "systemd/lockerd.service": "usr/lib/systemd/system",
    "systemd/lockerd-admin.socket": "usr/lib/systemd/system",
    "systemd/lockerd-terminal.socket": "usr/lib/systemd/system",
    "deb/system/lockerd-update.service": "usr/lib/systemd/system",
    "deb/system/lockerd.tmpfiles.conf": "usr/lib/tmpfiles.d/lockerd.conf",
    "systemd/lockerd.sysusers.conf": "usr/lib/sysusers.d/lockerd.conf",
    "udev/70-lockerd.rules": "usr/lib/udev/rules.d",
    "udev/71-lockerd-locks.rules": "usr/lib/udev/rules.d",
    "docs/lockerd.example.toml": "etc/lockerd/lockerd.toml",
}
"""From where in the project, to where: a folder, or a name that ends in one."""
PROGRAMS: Final = {"deb/system/update": f"{PREFIX}/update"}
LINKS: Final = {
    "usr/bin/lockerctl": "../lib/lockerd/current/bin/lockerctl",
    "usr/sbin/lockerd": "../lib/lockerd/current/bin/lockerd",
}
DOCUMENTS: Final = ("README.md", "SECURITY.md", "docs/technician.md", "docs/faults.md")


def lay(root: Path, payload: Path, version: str) -> None:
    """Lay the package below ``root``; ``payload`` is moved to its place."""
    for source, where in FILES.items():
        into = root / where / Path(source).name if not Path(where).suffix else root / where
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, into)
        into.chmod(0o644)
    for source, where in PROGRAMS.items():
        into = root / where
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, into)
        into.chmod(SCRIPT)
    for link, target in LINKS.items():
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(target)
    shutil.move(payload, root / PREFIX / "dist" / version)
    _documents(root / "usr/share/doc/lockerd")
    for folder in [root, *(each for each in root.rglob("*") if each.is_dir() and not each.is_symlink())]:
        folder.chmod(0o755)


def _documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in DOCUMENTS:
        shutil.copyfile(ROOT / name, folder / Path(name).name)
    (folder / "changelog.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    (folder / "copyright").write_text((HERE / "control" / "copyright").read_text())
