"""A real lockerd that counts what a full collection of garbage has to look through: ``daemon_counting.py FILE ...``

When it is ready it writes into FILE how many objects that are.
"""

import gc
import sys
from pathlib import Path

from lockerd.daemon import main
from lockerd.systemd import Notifier

FILE = Path(sys.argv.pop(1))
said_ready = Notifier.ready


def ready(self: Notifier, status: str) -> None:
    FILE.write_text(str(len(gc.get_objects())))
    said_ready(self, status)


Notifier.ready = ready  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
