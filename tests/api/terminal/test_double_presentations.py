"""A code that is shown twice opens once; `make thousands` shows a hundred thousand pairs."""

from pathlib import Path

from shown_twice import play

SHARE = 4


def test_a_code_that_is_shown_twice_opens_once(tmp_path: Path) -> None:
    play(tmp_path, 0, SHARE)
