"""The domain only computes, the same from the same; that it has no clock, lots or files the contract `pure` says."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import lockerd.domain


def test_the_same_story_leaves_the_same_log_whatever_the_seed_of_hashes() -> None:
    """In which order Python looks through a table differs from start to start; what is written down must not."""
    script = Path(__file__).with_name("story.py")
    logs = [
        subprocess.run(
            [sys.executable, script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        for seed in ("0", "1", "2", "3")
    ]
    assert len(logs[0]) > 1_000
    for log in logs[1:]:
        differing = next((pair for pair in zip(logs[0], log, strict=False) if pair[0] != pair[1]), None)
        assert differing is None
        assert log == logs[0]


def test_nobody_but_the_draft_changes_what_a_decision_has_come_to() -> None:
    found = []
    for path in Path(lockerd.domain.__file__).parent.rglob("*.py"):
        if path.name == "draft.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            found += [
                f"{path.name}:{each.lineno}"
                for each in targets
                if isinstance(each, ast.Attribute) and each.attr == "state"
            ]
    assert found == []
