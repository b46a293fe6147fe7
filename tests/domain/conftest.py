"""Puts this folder and the search on the path, so that all domain tests share ``world`` and ``explore``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "hil" / "bench"))
