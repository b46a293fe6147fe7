"""Writes the table of supported boards into docs/boards/README.md from the profiles of their codecs."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from lockerd.boards import FAMILIES, MODELS, codec_of
from lockerd.boards.options import Options
from lockerd.boards.profile import Profile

README = Path(__file__).parents[1] / "docs" / "boards" / "README.md"
BEGIN, END = "<!-- table: make docs -->\n", "<!-- end of table -->\n"
HEAD = ("family", "model", "locks", "addresses", "baud", "feedback", "items", "pulse ms")


def profiles() -> Iterator[Profile]:
    """Of every model of every family."""
    for family in FAMILIES:
        for model in MODELS.get(family, (None,)):
            yield codec_of(family, Options(model=model)).profile


def table() -> str:
    """The numbers of every model as a table, and what is known of it as a list, as Markdown."""
    rows = [HEAD, ("---",) * len(HEAD), *map(_row, profiles())]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return table + "\n" + "".join(map(_known, profiles()))


def _known(profile: Profile) -> str:
    use = "refused for locks" if profile.refused else "experimental" if profile.experimental else "to be used"
    known = ", ".join(known.value for known in profile.known_by)
    answer = f"unlock answered by {profile.unlock_answer.value}"
    said = "; ".join((f"{profile.name}: {answer}", f"known by {known}", use, "tested on hardware: none yet"))
    return textwrap.fill(said, 80, initial_indent="- ", subsequent_indent="  ") + "\n"


def _row(profile: Profile) -> tuple[str, ...]:
    return (
        f"[{profile.family}]({profile.family}.md)",
        profile.model,
        str(profile.channels),
        f"{profile.min_address} to {profile.max_address}",
        str(profile.speed_baud),
        profile.feedback.value,
        "yes" if profile.items else "",
        str(profile.pulse_ms or ""),
    )


def drawn(text: str) -> str:
    """The page with the table as it must be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def main() -> int:
    """Write the page."""
    README.write_text(drawn(README.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
