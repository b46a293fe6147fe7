"""What a wall does in a long chronicle is what it did: a change that was not meant shows, down to each millisecond.

The chapters are compared by digests. After a change that is meant, ``make docs`` takes them down anew; which decisions
became others, ``python tests/domain/chronicle.py 7`` shows, printed before and after it.
"""

import json
from functools import cache

import pytest
from chronicle import CHAPTERS, KEPT, chapter, digest

from lockerd.domain.model.facts import FactType

NOT_IN_IT = {
    FactType.COMMAND_REFUSED,
    FactType.CUSTODY_CHECKPOINT,
    FactType.SITE_COMMISSIONED,
    FactType.SITE_DEFECT,
}
"""What the rules only take down: other layers tell it, of commands, checkpoints, papers, and of rules that fail."""


LEAST = 3
"""In so many chapters at least, so that no change of a probability loses one."""


played = cache(chapter)
"""Once is enough: the dice fall the same."""


@pytest.mark.parametrize("number", range(CHAPTERS))
def test_a_chapter_is_as_it_was(number: int) -> None:
    was = json.loads(KEPT.read_text())[number]
    assert digest(played(number)) == was, f"compare what `python tests/domain/chronicle.py {number}` prints"


def test_all_that_the_rules_tell_is_told_in_it_and_hangs_on_no_single_throw_of_the_dice() -> None:
    chapters = ["\n".join(played(number)) for number in range(CHAPTERS)]
    told = {kind: sum(f"Fact(type={kind.value}, " in text for text in chapters) for kind in FactType}
    assert {kind for kind, count in told.items() if count == 0} == NOT_IN_IT
    assert {kind: count for kind, count in told.items() if 0 < count < LEAST} == {}
