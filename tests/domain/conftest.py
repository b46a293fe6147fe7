"""Whatever a test has happen, every word in a fact is one that the contract enumerates."""

import sys
from pathlib import Path

import pytest

from lockerd.domain.draft import Draft
from lockerd.domain.model.fact_words import words_of
from lockerd.domain.model.facts import Fact

# What types against the rules is a measurement as well (test_typing.py).
sys.path.insert(0, str(Path(__file__).parents[2] / "hil" / "bench"))


@pytest.fixture(autouse=True, scope="session")
def _every_word_is_enumerated() -> None:
    write = Draft.write

    def checked(draft: Draft, fact: Fact) -> None:
        for name, value in fact.data.items():
            words = words_of(fact.type, name)
            assert words is None or value in words, (
                f"{fact.type} {name}={value!r}: add it to lockerd.domain.model.fact_words"
            )
        write(draft, fact)

    Draft.write = checked  # type: ignore[method-assign]
