"""Writes the list of commands into docs/central.md from the table of commands."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from lockerd.central.asyncapi import effect_of
from lockerd.central.command_table import COMMANDS, Authority
from lockerd.central.explained import docstrings

PAPER = Path(__file__).parents[1] / "docs" / "central.md"
BEGIN, END = "<!-- commands: make docs -->\n", "<!-- end of commands -->\n"
BEHALF = {
    Authority.NAMED: "the authority that its body names",
    Authority.OF_THE_ORDER: "the authority of the order",
    Authority.OF_THE_BLOCK: "the authority that its body names, at a door that all share",
    Authority.SITE: "nobody; it is about the site",
    Authority.EVERY: "all authorities: of an issuer that speaks for each of them",
}


def commands() -> Iterator[str]:
    """Every command with its fields, what it does and for whom, as Markdown."""
    for name, row in COMMANDS.items():
        fields = row.body.model_fields
        named = [f"`{field}`" + ("" if known.is_required() else " (optional)") for field, known in fields.items()]
        yield _item("", f"`{name}`")
        yield _item("  ", f"Body: {', '.join(named) or 'empty'}")
        written = docstrings(row.body)
        for field, known in fields.items():
            if said := known.description or written.get(field):
                yield _item("    ", f"`{field}`: {' '.join(said.split())}")
        yield _item("  ", f"Effect: {effect_of(name)}")
        yield _item("  ", f"For: {BEHALF[row.authority]}")


def _item(indent: str, text: str) -> str:
    return textwrap.fill(text, 80, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ") + "\n"


def drawn(text: str) -> str:
    """The paper with the list as it must be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{''.join(commands())}{END}{after}"


def main() -> int:
    """Write the paper."""
    PAPER.write_text(drawn(PAPER.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
