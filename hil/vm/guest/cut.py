"""One life of the machine whose power is cut: first a look at what the last one left, then work without end.

What stands on the console must be on the disk after the cut, for it is said after the acknowledgement, and an ``ON``
when the coil is on. A line that ends in a full stop is whole. `hil/vm/cut.py` reads and judges them.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from chip import Probe
from errands import ASKED, WALK_IN, Errands, Papers, say
from station import CONTACTS, LOCKS, Admin, lockerd, make_site, wall_toml

from lockerd.store import StoreDamagedError, verify

SITE = Path("/var/lib/vmtest/site")
RUNTIME = Path("/run/lockerd")
TOLD = Path("/mnt/share/told.json")
"""What the machine's watcher knows of the lives before: ``fetch`` numbers of receipts, and ``inside`` which doors."""
COMMITS = Path("/var/lib/vmtest/commits")
DATABASE = COMMITS / "lockerd.db"
FACTS_PER_COMMIT = 3
COMMITTER = Path("/mnt/project/tests/store/store_victim.py")
"""Prints "EPOCH NUMBER" after every acknowledged commit; starts no pulse and no daemon."""


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


def look(admin: Admin, papers: Papers, told: dict[str, Any], commits: int, damage: list[str]) -> int:
    """Tell what was kept; gives the position of the newest custody row."""
    rows = admin.log_rows()
    fault = admin.get("custody/verify")["fault"]
    halted = admin.get("status")["halted"]
    if halted:
        if papers.post("visits", ASKED).is_success:
            damage.append(f"halted ({halted}), and opens all the same")
        assert admin.say("resume").is_success
    kept = {
        "commits": commits,
        "damage": damage + ([] if fault is None else [str(fault)]),
        "rows": {row["position"]: row["hash"] for row in rows},
        "attempts": [row["compartment"] for row in rows if row["type"] == "attempt.committed"],
        "epoch": rows[-1]["epoch"],
        "halted": halted,
        "papers": {number: papers.fetched(number) for number in told["fetch"]},
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


def main() -> None:
    for contact in CONTACTS.values():
        contact.shut()
    told = json.loads(TOLD.read_text())
    commits, damage = committed()
    config = make_site(SITE, f'[paths]\nstate = "state"\nruntime = "{RUNTIME}"\n{wall_toml()}{WALK_IN}')
    names = {line: name for name, line in LOCKS.items()}
    fired = {name: threading.Event() for name in LOCKS}

    def on(line: int) -> None:
        say("ON", names[line])
        fired[names[line]].set()

    with lockerd(config) as daemon, Probe(*names, told=on):
        daemon.admin.wait_until_read()
        papers = Papers(RUNTIME / "terminal.sock", SITE / "keys/site.pem")
        position = look(daemon.admin, papers, told, commits, damage)
        threading.Thread(target=commit_for_ever, daemon=True).start()
        Errands(daemon.admin, papers, fired, set(told["inside"]), position).run_for_ever()


if __name__ == "__main__":
    main()
