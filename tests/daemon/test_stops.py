"""One who follows an opening door through the rules changes the file no oftener than this."""

import asyncio
import sys
from itertools import groupby
from pathlib import Path

from virtual_loop import VirtualLoop

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from count_stops import collect


def test_an_opening_can_be_read_without_running_about(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        stops = runner.run(collect("bcc", tmp_path))
    files = [file for file, _ in stops if file.startswith("domain/")]
    assert "domain/openings/attempting.py" in files, "an attempt was committed and its door seen open"
    assert sum(1 for _ in groupby(files)) - 1 <= 30
