"""What a life stands on: how many starts before it did not last (F7), and room on the disk (F14)."""

from asyncio import TaskGroup
from collections.abc import Callable

from lockerd.config.site import PathsConfig
from lockerd.daemon.folders import make_folders
from lockerd.daemon.machine import Machine
from lockerd.daemon.starts import Starts
from lockerd.daemon.storage import Storage
from lockerd.domain.model.reports import RoomReport


class Ground:
    """Its folders are made first, and the reserve is looked at: it may be what a start needs."""

    def __init__(self, paths: PathsConfig, machine: Machine) -> None:
        """Raises `FolderError`."""
        make_folders(paths)
        self.starts: Starts = machine.starts(paths.state)
        self.starts.count()
        self._storage = Storage(paths.state, machine.room)
        self._storage.look()
        self._stopped = machine.stopped

    def watch(self, tasks: TaskGroup, report: Callable[[RoomReport], None]) -> None:
        """Look on for as long as this life lasts."""
        tasks.create_task(self.starts.lasted(), name="starts")
        tasks.create_task(self._storage.run(report), name="storage")

    def leave(self) -> None:
        """A life that somebody ends on purpose is no start that did not last."""
        if self._stopped():
            self.starts.forget()
