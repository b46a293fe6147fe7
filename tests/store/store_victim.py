"""A process that commits until it is killed; run by test_store_crash.

``store_victim.py DATABASE STATEMENT``: with STATEMENT above 0 it kills itself right before that SQL statement (counted
from the opening); with 0 it goes on until somebody else kills it. Every acknowledged number goes to stdout.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from store_samples import A01, ORDER, STAMP, attempt, counting_salts, fact, facts, order, part

from lockerd.domain.model.attempts import Outcome
from lockerd.store import Commit, Reply, Store


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


async def commit_for_ever(store: Store) -> None:
    count = 0
    while True:
        count += 1
        commit = Commit(
            stamp=STAMP,
            rows=(order(), part(), attempt(count, of=ORDER, outcome=Outcome.OPENED)),
            facts=(fact(about=ORDER, at=A01), *facts(2)),
            replies=(Reply(topic="t", payload=str(count), correlation=None),),
        )
        head = await store.commit(commit)
        print(head.epoch, head.number, flush=True)
        await store.acknowledged([4 * count - 3])


def main() -> None:
    path, Dying.left = Path(sys.argv[1]), int(sys.argv[2])
    if Dying.left:
        connect = sqlite3.connect
        sqlite3.connect = lambda *a, **o: connect(*a, **o, factory=Dying)
    asyncio.run(commit_for_ever(Store.open(path, new_salt=counting_salts())))


if __name__ == "__main__":
    main()
