"""What goes wrong in a job of the store, in the store's own errors."""

import sqlite3
from collections.abc import Callable

from lockerd.store.connection import Result
from lockerd.store.errors import StoreDamagedError, StoreFailedError


def failing(job: Callable[[sqlite3.Connection], Result]) -> Callable[[sqlite3.Connection], Result]:
    """The job as it is run: raises StoreFailedError and StoreDamagedError in place of SQLite's errors."""

    def run(db: sqlite3.Connection) -> Result:
        try:
            return job(db)
        except sqlite3.Error as error:
            raise StoreFailedError(f"the database failed: {error}") from error
        except ValueError as error:
            raise StoreDamagedError(f"a custody row cannot be read ({error}); see custody verify") from error

    return run
