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
    FactType.COMPARTMENT_ADDED,
    FactType.COMPARTMENT_BLOCKED,
    FactType.COMPARTMENT_REMOVED,
    FactType.COMPARTMENT_UNBLOCKED,
    FactType.CUSTODY_CHECKPOINT,
    FactType.ORDERS_EXTENDED,
    FactType.ORDER_CHANGED,
    FactType.ORDER_EXTENDED,
    FactType.ORDER_UNSERVABLE,
    FactType.ORDER_EXCHANGING,
    FactType.ORDER_HELD,
    FactType.ORDER_HOLD_ENDED,
    FactType.PART_REMAINDER,
    FactType.PART_TAKEN,
    FactType.RECEIPT_TRIES_BLOCKED,
    FactType.SERVICE_KEY_ON,
    FactType.SITE_COMMISSIONED,
    FactType.SITE_DEFECT,
    FactType.TIME_AGREED,
    FactType.TYPING_NUMBER_CLOSED,
}
"""A wall that is configured anew, rules that fail, other layers; what needs more patience than dice have; what central
keeps back, changes, extends or blocks, what a second door is offered for, of which tests of their own tell."""


played = cache(chapter)
"""Once is enough: the dice fall the same."""


@pytest.mark.parametrize("number", range(CHAPTERS))
def test_a_chapter_is_as_it_was(number: int) -> None:
    was = json.loads(KEPT.read_text())[number]
    assert digest(played(number)) == was, f"compare what `python tests/domain/chronicle.py {number}` prints"


def test_nearly_everything_that_can_be_told_is() -> None:
    text = "\n".join(line for number in range(CHAPTERS) for line in played(number))
    silent = {kind for kind in FactType if f"Fact(type={kind.value}, " not in text}
    assert silent <= NOT_IN_IT
