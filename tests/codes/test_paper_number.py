"""Numbers of receipts: twelve digits that follow from a key and a row, and from nothing else."""

from collections import Counter
from dataclasses import replace

import pytest

from lockerd.central.receipt_vectors import SEEN
from lockerd.codes import paper_number, typed
from lockerd.domain.model.ids import ReceiptId

KEY = paper_number.number_key(bytes(range(32)))
ROWS = [replace(SEEN, id=ReceiptId(number)) for number in range(1, 400)]


def test_each_receipt_has_its_own_and_it_is_found_by_it() -> None:
    numbers = {row.id: paper_number.paper_number(row, key=KEY) for row in ROWS}
    assert len(set(numbers.values())) == len(ROWS)
    for row in ROWS[::40]:
        assert paper_number.find(numbers[row.id], ROWS, key=KEY) == row.id
    assert paper_number.check(paper_number.shown(numbers[ReceiptId(1)])) == numbers[ReceiptId(1)]
    assert all(len(number) == 12 and number.isdigit() for number in numbers.values())


def test_nothing_that_others_know_tells_it() -> None:
    mine = paper_number.paper_number(SEEN, key=KEY)
    assert paper_number.paper_number(SEEN, key=paper_number.number_key(bytes(32))) != mine
    after_a_restored_backup = replace(SEEN, written_ms=SEEN.written_ms + 1)
    assert paper_number.paper_number(after_a_restored_backup, key=KEY) != mine
    first = Counter(paper_number.paper_number(row, key=KEY)[0] for row in ROWS)
    assert len(first) == 10, "all digits are drawn, the first too"


def test_a_slip_is_told_from_a_wrong_number() -> None:
    number = paper_number.paper_number(SEEN, key=KEY)
    for at in range(12):
        wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        with pytest.raises(typed.SlipError):
            paper_number.check(wrong)
    for text in ("", "1", number[:11], number + "0", "x" * 12, number + " " * 40):
        with pytest.raises(typed.MalformedError):
            paper_number.check(text)


def test_two_rows_with_one_number_give_none() -> None:
    number = paper_number.paper_number(SEEN, key=KEY)
    assert paper_number.find(number, [SEEN, replace(SEEN)], key=KEY) is None
