"""Print the entries of a locked requirements file that are named, hashes and all.

``pick_requirements.py requirements-dev.txt pytest pluggy`` gives the guest the test tools of the lock, and not the
hundred other packages that only the developer's machine needs.
"""

import re
import sys
from pathlib import Path

ENTRY = re.compile(r"^([A-Za-z0-9_.-]+)==(?:.*\\\n)*.*$", re.MULTILINE)


def picked(text: str, names: list[str]) -> str:
    """The entries called ``names``; raises ``SystemExit`` naming one that the lock does not have."""
    entries = {found[1]: found[0] for found in ENTRY.finditer(text)}
    if missing := [name for name in names if name not in entries]:
        sys.exit(f"not in the lock: {', '.join(missing)}")
    return "".join(f"{entries[name]}\n" for name in names)


if __name__ == "__main__":
    print(picked(Path(sys.argv[1]).read_text(), sys.argv[2:]), end="")
