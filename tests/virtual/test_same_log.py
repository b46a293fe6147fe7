"""The same seed gives the same log, in every line and in every round of the loop; another seed gives another one."""

import os
import subprocess
import sys

import pytest

from virtual.run import play

EVENTFUL = 10
"""A seed in which lives end, faults come and go, and people do what they should not."""


pytestmark = pytest.mark.timeout(900)  # beside everything else that a test run does


def in_a_process(seed: int, hash_seed: str) -> str:
    """The words of one run, played by itself."""
    ran = subprocess.run(
        [sys.executable, "-m", "virtual", "--seed", str(seed), "--hours", "2"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        timeout=400,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_two_processes_agree_whatever_their_hashes() -> None:
    assert in_a_process(EVENTFUL, "0") == in_a_process(EVENTFUL, "1")


@pytest.mark.parametrize("seed", [1, EVENTFUL])
def test_the_same_seed_gives_the_same_log(seed: int) -> None:
    first, second = play(seed, 1.0), play(seed, 1.0)
    assert first == second
    assert first.digest != play(seed + 100, 1.0).digest
