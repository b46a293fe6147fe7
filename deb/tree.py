"""Where everything of the package lies, as Debian's policy and the units expect it."""

import gzip
import shutil
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Final

from deb.manual import completion, pages, toml_page

ROOT: Final = Path(__file__).parents[1]
CONTROL: Final = Path(__file__).parent / "control"
PREFIX: Final = "usr/lib/lockerd"
SCRIPT: Final = 0o755
UNITS: Final = "usr/lib/systemd/system"
FILES: Final = {
    f"{UNITS}/lockerd.service": "systemd/lockerd.service",
    f"{UNITS}/lockerd-admin.socket": "systemd/lockerd-admin.socket",
    f"{UNITS}/lockerd-public.socket": "systemd/lockerd-public.socket",
    f"{UNITS}/lockerd-terminal.socket": "systemd/lockerd-terminal.socket",
    f"{UNITS}/lockerd-failed.service": "systemd/lockerd-failed.service",
    f"{UNITS}/lockerd-retry.service": "systemd/lockerd-retry.service",
    f"{UNITS}/lockerd-retry.timer": "systemd/lockerd-retry.timer",
    f"{UNITS}/lockerd-backup.service": "systemd/lockerd-backup.service",
    f"{UNITS}/lockerd-backup.timer": "systemd/lockerd-backup.timer",
    f"{UNITS}/lockerd-export.service": "systemd/lockerd-export.service",
    f"{UNITS}/lockerd-export.timer": "systemd/lockerd-export.timer",
    f"{UNITS}/lockerd-copy-failed@.service": "systemd/lockerd-copy-failed@.service",
    f"{UNITS}/lockerd-update.service": "deb/system/lockerd-update.service",
    "usr/lib/tmpfiles.d/lockerd.conf": "deb/system/lockerd.tmpfiles.conf",
    "usr/lib/sysusers.d/lockerd.conf": "systemd/lockerd.sysusers.conf",
    "usr/lib/udev/rules.d/70-lockerd.rules": "udev/70-lockerd.rules",
    "usr/lib/udev/rules.d/71-lockerd-locks.rules": "udev/71-lockerd-locks.rules",
    "usr/share/lintian/overrides/lockerd": "deb/control/overrides",
    "usr/share/doc/lockerd/copyright": "deb/control/copyright",
    "usr/share/doc/lockerd/LICENSE": "LICENSE",
    "usr/share/doc/lockerd/README.md": "README.md",
    "usr/share/doc/lockerd/SECURITY.md": "SECURITY.md",
    "usr/share/doc/lockerd/technician.md": "docs/technician.md",
    "usr/share/doc/lockerd/faults.md": "docs/faults.md",
    "usr/share/doc/lockerd/packages.md": "docs/packages.md",
    "usr/share/doc/lockerd/sandbox.md": "docs/sandbox.md",
    "usr/share/doc/lockerd/operations.md": "docs/operations.md",
    "etc/lockerd/lockerd.toml": "docs/lockerd.example.toml",
}
"""Where in the package, and from where in the project."""
PROGRAMS: Final = {
    f"{PREFIX}/update": "deb/system/update",
    "usr/lib/systemd/system-generators/lockerd-generator": "systemd/lockerd-generator",
}
MANUAL: Final[dict[str, Callable[[], str]]] = {
    "usr/share/man/man1/lockerctl.1.gz": pages.lockerctl_page,
    "usr/share/man/man5/lockerd.toml.5.gz": toml_page.toml_page,
    "usr/share/man/man8/lockerd.8.gz": pages.lockerd_page,
    "usr/share/bash-completion/completions/lockerctl": completion.bash,
    "usr/share/zsh/vendor-completions/_lockerctl": completion.zsh,
}
"""What is generated."""
LINKS: Final = {
    "usr/bin/lockerctl": "../lib/lockerd/current/bin/lockerctl",
    "usr/sbin/lockerd": "../lib/lockerd/current/bin/lockerd",
}
CHANGES: Final = """\
lockerd ({debian_version}) stable; urgency=medium

  * What has changed stands in CHANGELOG.md.gz beside this file.

 -- The maintainers of lockerd <maintainers@lockerd.example>  {date}
"""


def lay(root: Path, payload: Path, version: str) -> None:
    """Lay the package below ``root``; ``payload`` is moved to its place."""
    for mode, files in ((0o644, FILES), (SCRIPT, PROGRAMS)):
        for where, source in files.items():
            into = root / where
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / source, into)
            into.chmod(mode)
    for where, write in MANUAL.items():
        into = root / where
        into.parent.mkdir(parents=True, exist_ok=True)
        text = write().encode()
        into.write_bytes(gzip.compress(text, mtime=0) if into.suffix == ".gz" else text)
        into.chmod(0o644)
    for link, target in LINKS.items():
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(target)
    shutil.move(payload, root / PREFIX / "dist" / version)
    for folder in [root, *(each for each in root.rglob("*") if each.is_dir() and not each.is_symlink())]:
        folder.chmod(0o755)


def tell_changes(root: Path, debian_version: str, committed_s: int) -> None:
    """Write Debian's changelog, which says nothing by itself, and ours beside it."""
    folder = root / "usr/share/doc/lockerd"
    changes = CHANGES.format(debian_version=debian_version, date=formatdate(committed_s))
    for name, text in (("changelog.gz", changes.encode()), ("CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_bytes())):
        (folder / name).write_bytes(gzip.compress(text, mtime=0))
        (folder / name).chmod(0o644)
