"""CONTRIBUTING's chapter "A new command of central", followed to the letter in a copy of the project.

Each step is needed and all of them are enough: after each one, what the next one brings is still missed.
"""

import json
import re
import sys
from pathlib import Path

from copied_project import TOOLS, chapter, copied, steps_of

CHAPTER = "A new command of central"
NAME = "compartment.touched"
EVERY_COMMAND = (
    "tests/central/test_contract.py",
    "tests/central/test_schema_and_check.py",
    "tests/docs/test_docs_central.py",
)
"""What holds for every row of the table, and whether what is generated is current."""


def test_a_command_is_added_as_contributing_says(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    body, row, test = steps_of(CHAPTER)
    tree.write(test)
    assert "assert 'refused' == 'accepted'" in tree.pytest(test.file), "without a row there is no command"
    tree.write(row)
    alone = tree.run(sys.executable, "-c", "import lockerd.central.command_table").stderr
    assert "has no attribute 'TouchedBody'" in alone, "without a body there is no row"
    assert str(tree.root / row.file) in alone, "what runs is the copy"
    tree.write(body)
    assert "1 passed" in tree.pytest(test.file)

    assert "run: python -m lockerd.central.asyncapi" in tree.pytest("-k", "current", *EVERY_COMMAND)
    targets = re.findall(r"`make (\w+)`", chapter(CHAPTER))
    assert targets == ["format", "docs"]
    for target in targets:
        # A command is nothing of which the rules' chronicle tells, and that takes long.
        assert tree.run("make", target, f"BIN={TOOLS}", "--old-file=chronicle").returncode == 0
    assert "All checks passed" in tree.run(TOOLS / "ruff", "check", body.file, row.file, test.file).stdout
    said = tree.pytest("-k", f"{NAME} or current or named or claim or unknown_fields or every_type", *EVERY_COMMAND)
    assert re.search(r"^\d+ passed", said, re.MULTILINE), said

    contract = json.loads((tree.root / "docs" / "contract" / "asyncapi.json").read_text("utf-8"))
    message = contract["components"]["messages"][f"command.{NAME}"]
    assert message["summary"] == "Somebody saw its door open, and nobody had the right: staff look."
    assert message["x-jws-example"]["body"] == {"compartment": "A07", "reason": "caretaker"}
    schema = contract["components"]["schemas"]["TouchedBody"]
    assert (schema["required"], schema["additionalProperties"]) == (["compartment", "reason"], False)
    assert contract["channels"][f"command.{NAME}"]["address"] == f"lockerd/v1/{{site}}/command/{NAME}"
    paper = (tree.root / "docs" / "central.md").read_text("utf-8")
    assert f"\n- `{NAME}`\n  - Body: `compartment`, `reason`\n" in paper
