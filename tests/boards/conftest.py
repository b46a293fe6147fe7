"""Lets the tests use the fuzz run of hil/bench."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "hil" / "bench"))
