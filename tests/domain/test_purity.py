"""The domain computes and does nothing else: no clock, no lots, no files."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from lockerd.domain import decide as decide_module


def test_the_domain_reads_no_clock_and_draws_no_lots() -> None:
    folder = Path(decide_module.__file__).parent
    forbidden = {"time", "random", "secrets", "os", "logging", "asyncio", "datetime", "uuid"}
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                assert not {alias.name.split(".")[0] for alias in node.names} & forbidden, file
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in forbidden, file


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
