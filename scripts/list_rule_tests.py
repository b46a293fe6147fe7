"""Write into docs/rules.md which tests hold each rule: all that are named after it, and those listed there by hand."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES = ROOT / "docs" / "rules.md"
NAMED = re.compile(r"^(?:async )?def (test_rule_(\d\d)_\w+)", re.MULTILINE)
SECTION = re.compile(r"^## (\d+)\. ", re.MULTILINE)
LISTED = re.compile(r"^- `(tests/[^`]+)`$")


def named_tests() -> dict[int, list[str]]:
    """Tests by the rule in their name."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, rule in NAMED.findall(path.read_text()):
            found[int(rule)].append(f"{path.relative_to(ROOT)}::{name}")
    return found


def rewritten(text: str) -> str:
    """The page with every list brought up to date."""
    named = named_tests()
    parts = SECTION.split(text)
    pieces = [parts[0]]
    for number, body in zip(parts[1::2], parts[2::2], strict=True):
        before, _, rest = body.partition("Tests:\n")
        lines = rest.strip().splitlines()
        by_hand = [m[1] for line in lines if (m := LISTED.match(line)) and "::test_rule_" not in m[1]]
        after = [line for line in lines if not LISTED.match(line)]
        items = "".join(f"- `{test}`\n" for test in [*sorted(named[int(number)]), *by_hand])
        tail = "\n".join(after).strip()
        pieces.append(f"## {number}. {before}Tests:\n\n{items}" + (f"\n{tail}\n" if tail else "") + "\n")
    return "".join(pieces).rstrip() + "\n"


if __name__ == "__main__":
    RULES.write_text(rewritten(RULES.read_text()))
