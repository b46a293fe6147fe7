"""The window of numbers against a model that forgets nothing: no number counts twice, no new one is lost."""

from hypothesis import given
from hypothesis import strategies as st

from lockerd.domain.model.issuers import ISSUERS_KEPT, WINDOW, Numbers, Stale, judge, of_issuer, with_newest

NEAR = st.integers(1, 3 * WINDOW)
NUMBERS = st.one_of(NEAR, NEAR, st.integers(1, 2**53 - 1))
SENT = st.lists(st.tuples(st.integers(1, 4), NUMBERS), max_size=200)


@given(SENT)
def test_a_number_counts_once_and_only_in_the_newest_epoch(sent: list[tuple[int, int]]) -> None:
    known: tuple[Numbers, ...] = ()
    epoch, seen = 0, set[int]()
    for at, number in sent:
        found = judge(known, "central", at, number)
        if at > epoch:
            epoch, seen, expected = at, {number}, None
        elif at < epoch:
            expected = Stale.EPOCH_OLD
        elif number in seen and number > max(seen) - WINDOW:
            expected = Stale.NUMBER_USED
        elif number <= max(seen) - WINDOW:
            expected = Stale.NUMBER_OLD
        else:
            seen.add(number)
            expected = None
        if expected is not None:
            assert found is expected
            continue
        assert isinstance(found, Numbers)
        assert (found.epoch, found.number) == (epoch, max(seen))
        assert found.seen < 1 << WINDOW
        known = with_newest(known, found)


@given(st.permutations(range(1, WINDOW + 1)))
def test_in_whatever_order_a_windowful_comes_each_counts_once(numbers: list[int]) -> None:
    known: tuple[Numbers, ...] = ()
    for number in numbers:
        found = judge(known, "central", 7, number)
        assert isinstance(found, Numbers)
        known = with_newest(known, found)
    assert {judge(known, "central", 7, number) for number in numbers} == {Stale.NUMBER_USED}
    assert known[0].seen == (1 << WINDOW) - 1


def test_the_edge_of_the_window() -> None:
    known = (Numbers("central", 7, 1_000),)
    assert judge(known, "central", 7, 1_000 - WINDOW) is Stale.NUMBER_OLD
    assert isinstance(judge(known, "central", 7, 1_001 - WINDOW), Numbers)
    far = judge(known, "central", 7, 2**53)
    assert isinstance(far, Numbers)
    assert far.seen == 1
    near = judge(known, "central", 7, 999 + WINDOW)
    assert isinstance(near, Numbers)
    assert near.judge(7, 1_000) is Stale.NUMBER_USED, "the last one that is still known"


def test_issuers_have_numbers_of_their_own_and_only_so_many_are_kept() -> None:
    known: tuple[Numbers, ...] = ()
    for n in range(3 * ISSUERS_KEPT):
        found = judge(known, f"issuer-{n}", 1, 1)
        assert isinstance(found, Numbers)
        known = with_newest(known, found)
    assert len(known) == ISSUERS_KEPT
    assert of_issuer(known, "issuer-0") is None
    assert judge(known, f"issuer-{3 * ISSUERS_KEPT - 1}", 1, 1) is Stale.NUMBER_USED
