"""Makes the guest's own modules importable, and lets lgpio put its pipes where it may."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["LG_WD"] = "/tmp"
