"""Writes into docs/doors.md why a compartment may be out of use, from the enumeration of reasons."""

import sys
import textwrap
from pathlib import Path

from lockerd.domain.model.reasons import DoorReason

PAPER = Path(__file__).parents[1] / "docs" / "doors.md"
BEGIN, END = "<!-- reasons: make docs -->\n", "<!-- end of reasons -->\n"


def drawn(text: str) -> str:
    """The paper with the list as it must be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{''.join(map(_item, DoorReason))}{END}{after}"


def _item(reason: DoorReason) -> str:
    said = f"`{reason}`: {reason.sentence}"
    return textwrap.fill(said, 80, initial_indent="- ", subsequent_indent="  ", break_long_words=False) + "\n"


def main() -> int:
    """Write the paper."""
    PAPER.write_text(drawn(PAPER.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
