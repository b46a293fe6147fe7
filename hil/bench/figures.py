"""Shows what a measurement found, and keeps it beside the others."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"


def keep(name: str, found: Mapping[str, Any]) -> None:
    """Print a line for each figure and write all of them to ``out/<name>.json``."""
    for what, figure in found.items():
        print(f"{what:26} {json.dumps(figure)}")
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
