"""CONTRIBUTING's chapter "A new kind of hand-over", followed to the letter in a copy of the project.

What a step brings is missed before it, and at the end the added kind works: a key is brought back.
"""

import json
import re
from pathlib import Path

from copied_project import TOOLS, chapter, copied, steps_of

CHAPTER = "A new kind of hand-over"
TEXTS = "tests/api/http/test_api_texts.py"
SIMPLE = "tests/api/http/test_simple_german.py"


def test_a_kind_is_added_as_contributing_says(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    *changes, test = steps_of(CHAPTER)

    def follow(number: int) -> None:
        for step in [each for each in changes if each.number == number]:
            tree.write(step)

    tree.write(test)
    assert "AttributeError" in tree.pytest(test.file), "without a word there is no kind"
    follow(1)
    follow(2)
    assert "KIND_NOT_SUPPORTED" in tree.pytest(test.file), "without a row it is not served"
    follow(3)
    assert "1 passed" in tree.pytest(test.file)

    roles = sorted({step.file for step in changes if step.number == 4})
    checked = (TOOLS / "mypy", *roles)
    assert set(re.findall(r"^([\w/.]+):\d+: error: .*RETURNER", tree.run(*checked).stdout, re.MULTILINE)) == {*roles}
    follow(4)
    assert "Success" in tree.run(*checked).stdout
    assert "step.left.return" in tree.pytest("-k", "every_sentence_exists", TEXTS), "without a text nothing is said"
    follow(5)
    said = tree.pytest(
        "-k", "sentence_exists or name_the_same or (longer_than and left.return) or test_new", TEXTS, SIMPLE, test.file
    )
    assert re.search(r"^7 passed", said, re.MULTILINE), said

    assert re.findall(r"`make (\w+)`", chapter(CHAPTER)) == ["types", "format", "docs"]
    python = TOOLS / "python"
    assert tree.run(python, "-m", "lockerd.api.openapi").returncode == 0, "make docs, as far as it matters here"
    asked = json.loads(tree.run(python, "-m", "lockerd.central.asyncapi").stdout)
    assert tree.run(python, "scripts/draw_tables.py").returncode == 0
    contract = json.loads((tree.root / "docs" / "contract" / "openapi-terminal.json").read_text("utf-8"))
    assert "return" in contract["components"]["schemas"]["Role"]["enum"]
    assert "return" in asked["components"]["schemas"]["Kind"]["enum"]
    assert "| `return` " in (tree.root / "docs" / "tables.md").read_text("utf-8")
