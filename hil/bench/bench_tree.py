"""What the tree over the log costs: to make it once for an older database, for a row, for a proof, on the disk.

``python hil/bench/bench_tree.py [ROWS]``; a million rows without it.
"""

import secrets
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from lockerd.store import tree
from lockerd.store.connection import connect_writer, transaction
from lockerd.store.migrations import migrate

BATCH = 10_000
PROOFS = 100


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder, closing(connect_writer(Path(folder) / "lockerd.db")) as db:
        with transaction(db):
            migrate(db)
            for first in range(1, rows + 1, BATCH):
                values = [(n, n, secrets.token_hex(32)) for n in range(first, min(first + BATCH, rows + 1))]
                db.executemany("INSERT INTO custody VALUES (?, 1, ?, 'b', 1, 1, 1, 't', '', '', '{}', '', ?)", values)
            db.execute("UPDATE head SET number = ?", (rows,))
        begun = time.perf_counter()
        with transaction(db):
            tree.build(db)
        print(f"made for {rows:,} rows in {time.perf_counter() - begun:.1f} s")
        nodes, edge = db.execute("SELECT (SELECT count(*) FROM tree), length(edge) FROM head").fetchone()
        print(f"{nodes:,} nodes are kept, {nodes * 32 / rows:.2f} bytes of hashes a row; edge {edge} bytes")
        begun = time.perf_counter()
        for number in range(1, rows, max(1, rows // PROOFS)):
            whole = tree.Tree(db, 1)
            whole.root(rows), whole.inclusion(number, rows)
        print(f"a proof with its root: {(time.perf_counter() - begun) * 1000 / PROOFS:.2f} ms")
        hashes = [secrets.token_hex(32) for _ in range(1_000)]
        begun = time.perf_counter()
        with transaction(db):
            for at, digest in enumerate(hashes):
                tree.append(db, epoch=1, size=rows + at, hashes=[digest])
        print(f"a row into the tree, beside its commit: {(time.perf_counter() - begun) * 1000:.1f} µs")


if __name__ == "__main__":
    main()
