"""Writes into docs/campaigns.md how the long runs stand, from the figures that they left."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAPER = ROOT / "docs" / "campaigns.md"
FIGURES = ROOT / "hil" / "campaigns" / "figures"
BEGIN, END = "<!-- campaigns: make docs -->\n", "<!-- end of campaigns -->\n"
TABLE = "| Day | Memory, MB | Objects | Rows | Files, MB | Descriptors |\n| --: | --: | --: | --: | --: | --: |\n"


def drawn(text: str) -> str:
    """The paper with the list as it must be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    listed = "\n".join(_campaign(file.stem, json.loads(file.read_text())) for file in sorted(FIGURES.glob("*.json")))
    return f"{before}{BEGIN}{listed}{END}{after}"


def _campaign(name: str, kept: dict[str, Any]) -> str:
    lines = [f"### `{name}`", "", f"- asked for: {kept['asked']}", f"- done: {kept['done']}, until {kept['date']}"]
    figures = kept["figures"]
    weeks = figures.pop("weeks", [])
    for key, value in figures.items():
        flat = value if isinstance(value, dict) else {key: value}
        lines += [f"- {each}: {number:,}" for each, number in flat.items()]
    lines += [f"- found: {words}" for words in kept["found"] or ["nothing"]]
    table = TABLE + "".join(map(_week, weeks))
    return "\n".join(lines) + "\n" + (f"\n{table}" if weeks else "")


def _week(week: dict[str, float]) -> str:
    memory, files = week["resident_bytes"] / 1e6, week["state_bytes"] / 1e6
    held = f"{memory:.0f} | {week['objects']:,} | {week['rows']:,} | {files:.1f} | {week['descriptors']}"
    return f"| {week['day']:.0f} | {held} |\n"


def main() -> int:
    """Write the paper."""
    PAPER.write_text(drawn(PAPER.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
