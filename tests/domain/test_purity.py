"""The domain computes and does nothing else: no clock, no lots, no files."""

import ast
from pathlib import Path

from lockerd.domain import decide as decide_module


def test_the_domain_reads_no_clock_and_draws_no_lots() -> None:
    folder = Path(decide_module.__file__).parent
    forbidden = {"time", "random", "secrets", "os", "logging", "asyncio", "datetime", "uuid"}
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                assert not {alias.name.split(".")[0] for alias in node.names} & forbidden, file
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in forbidden, file
