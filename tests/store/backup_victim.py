"""A process that backs up, or puts back, until it kills itself; run by test_store_backup.

``backup_victim.py STEP backup DATABASE FOLDER`` or ``... restore FILE DATABASE``: it dies right before the call of the
operating system that is counted as STEP (opening, syncing, renaming, removing, changing owners), so that every moment
between two of them can be chosen.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lockerd.store.backup import back_up, restore

CALLS = ("open", "fsync", "rename", "replace", "unlink", "chown", "mkdir")


class Dying:
    left = 0

    @classmethod
    def before(cls, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            cls.left -= 1
            if cls.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return counted


def main() -> None:
    step, what, first, second = sys.argv[1:]
    Dying.left = int(step)
    for name in CALLS:
        setattr(os, name, Dying.before(getattr(os, name)))
    shutil.copyfile = Dying.before(shutil.copyfile)
    if what == "backup":
        back_up(Path(first), Path(second), 2)
    else:
        restore(Path(first), Path(second))


if __name__ == "__main__":
    main()
