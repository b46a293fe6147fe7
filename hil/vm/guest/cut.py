"""One life of the machine whose power is cut: first a look at what the last one left, then work without end.

``COMMIT`` and ``ROW`` are said after the acknowledgement, ``ON`` when the coil is on: what stands on the console must
be on the disk after the cut. A line that ends in a full stop is whole.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from chip import Probe
from station import CONTACTS, LOCKS, Admin, lockerd, make_site, wall_toml

from lockerd.store import StoreDamagedError, verify

SITE = Path("/var/lib/vmtest/site")
COMMITS = Path("/var/lib/vmtest/commits")
DATABASE = COMMITS / "lockerd.db"
FACTS_PER_COMMIT = 3
COMMITTER = Path("/mnt/project/tests/store/store_victim.py")
"""Prints "EPOCH NUMBER" after every acknowledged commit; starts no pulse and no daemon."""


def say(*words: object) -> None:
    """One line, at once."""
    os.write(1, f"{' '.join(map(str, words))} .\n".encode())


def committed() -> tuple[int, list[str]]:
    """Whole commits of the last life's store, and what is wrong with it."""
    if not DATABASE.exists():
        return 0, []
    try:
        found = verify(DATABASE)
    except StoreDamagedError as error:
        return 0, [str(error)]
    wrong = [] if found.fault is None else [f"commits: {found.fault}"]
    if found.head.number % FACTS_PER_COMMIT:
        wrong.append(f"half a commit at {found.head.number}")
    return found.head.number, wrong


def look(admin: Admin, commits: int, damage: list[str]) -> int:
    """Tell what was kept; gives the position of the newest custody row."""
    rows = admin.log_rows()
    fault = admin.get("custody/verify")["fault"]
    kept = {
        "commits": commits,
        "damage": damage + ([] if fault is None else [str(fault)]),
        "rows": {row["position"]: row["hash"] for row in rows},
        "attempts": [row["compartment"] for row in rows if row["type"] == "attempt.committed"],
        "epoch": rows[-1]["epoch"],
    }
    os.write(1, f"KEPT {json.dumps(kept)}\n".encode())
    return int(rows[-1]["position"])


def commit_for_ever() -> None:
    """A program that only commits, as fast as the disk takes it."""
    shutil.rmtree(COMMITS, ignore_errors=True)
    COMMITS.mkdir(parents=True)
    command: list[Any] = [sys.executable, COMMITTER, DATABASE, "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as committer:
        assert committer.stdout is not None
        for line in committer.stdout:
            say("COMMIT", line.split()[1])


def open_for_ever(admin: Admin, position: int) -> None:
    """Open one door after the other and shut it again, as a hand would; show what is in the log meanwhile."""
    for name in itertools.cycle(LOCKS):
        asked = admin.asked_to_open(name).is_success
        for row in admin.log_rows():
            if row["position"] > position:
                position = row["position"]
                say("ROW", position, row["hash"])
        if asked:
            CONTACTS[name].open()
            admin.wait_for(name, "opened")
            CONTACTS[name].shut()
            admin.wait_for(name, "closed")


def main() -> None:
    for contact in CONTACTS.values():
        contact.shut()
    commits, damage = committed()
    config = make_site(SITE, f'[paths]\nstate = "state"\nruntime = "/run/lockerd"\n{wall_toml()}')
    names = {line: name for name, line in LOCKS.items()}
    with lockerd(config) as daemon, Probe(*names, told=lambda line: say("ON", names[line])):
        daemon.admin.wait_until_read()
        position = look(daemon.admin, commits, damage)
        threading.Thread(target=commit_for_ever, daemon=True).start()
        open_for_ever(daemon.admin, position)


if __name__ == "__main__":
    main()
