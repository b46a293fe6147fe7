"""Whether ``make types`` would let a mutant through: a guard that only the types ask for is held by them."""

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from mutants.kept import OUT
from mutants.mutant import ROOT, RULES, Mutant

CACHE: Final = OUT.with_name("mypy")
BY_TYPES: Final = "types"


def refuse(mutant: Mutant) -> bool:
    """Whether mypy finds something in the rules with the fault in them that it does not find without."""
    with tempfile.TemporaryDirectory(prefix="lockerd-mutant-") as folder, mutant.spot.change.made():
        shadow = Path(folder) / mutant.module.path.name
        shadow.write_text(ast.unparse(mutant.module.tree))
        command = ["--cache-dir", str(CACHE), "--shadow-file", str(mutant.module.path), str(shadow), str(RULES)]
        done = subprocess.run([sys.executable, "-m", "mypy", *command], cwd=ROOT, check=False, capture_output=True)
    return done.returncode == 1
