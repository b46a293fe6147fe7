"""What of a machine can be seen: files of the kernel and of /etc, below a root of one's own in tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lockerd.cli.checks.verdict import Check, warning
from lockerd.cli.language import say


class UnseenError(Exception):
    """It is there, and this user may not look."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of /proc/mounts."""

    at: str
    kind: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """The machine below ``root``."""

    root: Path = Path("/")

    def path(self, absolute: str | Path) -> Path:
        """Where that path of the machine is."""
        return self.root / str(absolute).lstrip("/")

    def text(self, absolute: str | Path) -> str | None:
        """What stands in a file, without the ends of it; None where there is none. Raises `UnseenError`."""
        try:
            return self.path(absolute).read_text("utf-8", errors="replace").strip("\0\n ")
        except PermissionError as error:
            raise UnseenError(str(absolute)) from error
        except OSError:
            return None

    def exists(self, absolute: str | Path) -> bool:
        """Whether there is such a thing. Raises `UnseenError`."""
        try:
            self.path(absolute).stat()
        except PermissionError as error:
            raise UnseenError(str(absolute)) from error
        except OSError:
            return False
        return True

    def found(self, folder: str, pattern: str) -> Iterator[str]:
        """Paths of the machine below a folder."""
        for each in sorted(self.path(folder).glob(pattern)):
            yield f"/{each.relative_to(self.root)}"

    def settings(self, *files: str) -> Iterator[str]:
        """Lines of configuration files without remarks, of each file and of the folder beside it."""
        for file in files:
            for path in (file, *self.found(f"{file}.d", "*.conf")):
                for line in (self.text(path) or "").splitlines():
                    if (setting := line.partition("#")[0].strip()) != "":
                        yield setting

    def mount_of(self, absolute: str | Path) -> Mount | None:
        """The file system in which a path lies."""
        lines = [line.split() for line in (self.text("/proc/mounts") or "").splitlines()]
        mounts = [Mount(at, kind, tuple(options.split(","))) for _, at, kind, options, *_ in lines]
        inside = [mount for mount in mounts if Path(absolute).is_relative_to(mount.at)]
        return max(inside, key=lambda mount: len(mount.at), default=None)


def unseen(name: str, error: UnseenError) -> Check:
    """What could not be looked at, and how it could."""
    return warning(
        name,
        say("not seen: this user may not read {path}", path=error),
        say("once more with sudo: sudo lockerctl doctor"),
    )
