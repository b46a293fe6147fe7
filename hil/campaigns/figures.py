"""What long runs came to, for the repository: one file for each campaign, and a table of all in docs/campaigns.md."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
FIGURES: Final = Path(__file__).parent / "figures"


def keep_figures(name: str, *, of: str, asked: str, done: str, figures: dict[str, Any], found: list[str]) -> Path:
    """Write down how a campaign stands; what was written before is replaced.

    ``of`` is the fingerprint of what it went through, ``asked`` and ``done`` say how much, ``figures`` are sums, and
    ``found`` says what must not be, in words.
    """
    FIGURES.mkdir(exist_ok=True)
    file = FIGURES / f"{name}.json"
    today = datetime.now(UTC).date().isoformat()
    kept = {"of": of[:16], "date": today, "asked": asked, "done": done, "figures": figures, "found": found}
    file.write_text(json.dumps(kept, indent=1) + "\n")
    return file
