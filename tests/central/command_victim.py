"""A site that takes commands until it is killed; run by test_command_numbers.

``command_victim.py FOLDER COMMANDS STATEMENT``: COMMANDS is a file of signed ``order.announce``, one a line. It kills
itself right before that SQL statement, counted from the first command.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from central_kit import received, site


class Dying(sqlite3.Connection):
    """Dies at a chosen statement; counted over the connections of this process."""

    left = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_trace_callback(self._count)

    @classmethod
    def _count(cls, _: str) -> None:
        cls.left -= 1
        if cls.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def serve(folder: Path, texts: list[str], at_statement: int) -> None:
    async with site(folder) as here:
        Dying.left = at_statement
        for text in texts:
            await here.commands.handle(received(text, name="order.announce"))


def main() -> None:
    folder, commands, at_statement = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    connect = sqlite3.connect
    sqlite3.connect = lambda *a, **o: connect(*a, **o, factory=Dying)
    asyncio.run(serve(folder, commands.read_text().split(), at_statement))


if __name__ == "__main__":
    main()
