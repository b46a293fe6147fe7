"""What the campaign breaks on purpose is still there to be broken: else it would only be known when that is run."""

from collections.abc import Callable

import pytest
import test_broken
import test_broken_afterwards
import test_broken_counter

BREAKS: list[Callable[[pytest.MonkeyPatch], None]] = [
    row[0]
    for module in (test_broken, test_broken_afterwards, test_broken_counter)
    for mark in module.test_a_broken_lockerd_is_found_out.pytestmark
    if mark.name == "parametrize"
    for row in mark.args[1]
]


def test_every_break_finds_what_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(BREAKS) > 30
    for break_it in BREAKS:
        with monkeypatch.context() as patch:
            break_it(patch)
