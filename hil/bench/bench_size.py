"""How large the project is: lines of code per package, and the number of tests.

Run: python hil/bench/bench_size.py. Prints a table and writes out/bench_size.json. Blank lines, comments and docstrings
do not count as code.
"""

import ast
import io
import json
import subprocess
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUT = Path(__file__).parent / "out"
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(path: Path) -> int:
    """Lines that do something."""
    text = path.read_text()
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main() -> None:
    found: dict[str, dict[str, int]] = {}
    for top in ("lockerd", "hil/lockersim", "hil/lockercentral", "hil/bench", "tests"):
        for path in sorted((ROOT / top).rglob("*.py")):
            part = path.relative_to(ROOT / top).parts
            name = f"{top}/{part[0]}" if len(part) > 1 and top == "lockerd" else top
            package = found.setdefault(name, {"files": 0, "lines": 0, "code": 0, "longest": 0})
            length = len(path.read_text().splitlines())
            package["files"] += 1
            package["lines"] += length
            package["code"] += code_lines(path)
            package["longest"] = max(package["longest"], length)
    counted = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "not campaign"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()[-1]
    print(f"{'package':24}{'files':>7}{'lines':>8}{'code':>8}{'longest':>9}")
    for name, package in found.items():
        print(f"{name:24}" + "".join(f"{package[key]:>{w}}" for key, w in zip(package, (7, 8, 8, 9), strict=True)))
    print(counted)
    OUT.mkdir(exist_ok=True)
    (OUT / "bench_size.json").write_text(json.dumps({"packages": found, "tests": counted}, indent=1))


if __name__ == "__main__":
    main()
