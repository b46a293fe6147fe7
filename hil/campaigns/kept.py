"""A campaign: many tasks, each kept as soon as it is done, so that a run that is broken off goes on from there."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]
"""What a task came to, as JSON."""
Task = tuple[str, Callable[[], Row]]
"""A name, and what is done; where other processes do it, it can be pickled."""


def fingerprint(*sources: Path) -> str:
    """Of everything that a result depends on: files, and all Python files in folders; hex."""
    files = sorted(file for source in sources for file in (source.rglob("*.py") if source.is_dir() else (source,)))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


class Campaign:
    """What is known so far of one campaign; ``of`` says of what: where that is another, it begins anew."""

    def __init__(self, file: Path, *, of: str) -> None:
        self._file: Final = file
        self._of: Final = of
        known = json.loads(file.read_text()) if file.exists() else {}
        self.rows: dict[str, Row] = known["rows"] if known.get("of") == of else {}

    def add(self, name: str, row: Row) -> None:
        """Keep one more, at once: the next may never end."""
        self.rows[name] = row
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps({"of": self._of, "rows": self.rows}, indent=1) + "\n")

    def run(
        self,
        tasks: Iterable[Task],
        *,
        minutes: float,
        jobs: int | None = None,
        told: Callable[[str, Row], None],
        ends: Callable[[Row], bool] = lambda _row: False,
    ) -> bool:
        """Do one after the other, or ``jobs`` beside each other, each in a process of its own.

        ``told`` hears of each. After the time is up no further one is begun, nor after one that ``ends`` it, which is
        not kept and makes the result true.
        """
        until_s = time.monotonic() + 60 * minutes
        todo = iter(tasks)
        if jobs is None:
            while time.monotonic() < until_s and (task := next(todo, None)) is not None:
                name, do = task
                if self._take(name, do(), told, ends):
                    return True
            return False
        with ProcessPoolExecutor(jobs, max_tasks_per_child=1) as pool:
            return self._beside(pool, todo, jobs=jobs, until_s=until_s, told=told, ends=ends)

    def _beside(
        self,
        pool: ProcessPoolExecutor,
        todo: Iterator[Task],
        *,
        jobs: int,
        until_s: float,
        told: Callable[[str, Row], None],
        ends: Callable[[Row], bool],
    ) -> bool:
        running: dict[Future[Row], str] = {}
        over = False
        while True:
            while not over and len(running) < jobs and time.monotonic() < until_s:
                task = next(todo, None)
                if task is None:
                    break
                running[pool.submit(task[1])] = task[0]
            if not running:
                return over
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                over |= self._take(running.pop(done), done.result(), told, ends)

    def _take(self, name: str, row: Row, told: Callable[[str, Row], None], ends: Callable[[Row], bool]) -> bool:
        told(name, row)
        if ends(row):
            return True
        self.add(name, row)
        return False
