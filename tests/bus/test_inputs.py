"""When a bit is believed."""

from collections.abc import Iterable, Iterator

import pytest

from lockerd.bus.inputs import Debounced


def test_the_first_value_needs_two_samples_thirty_ms_apart():
    known = Debounced()
    assert [known.sample(True, at) for at in (100, 107, 129, 130)] == [False, False, False, True]
    assert (known.bit, known.sampled_ms, known.settled) == (True, 100, True)


def test_a_single_differing_sample_changes_nothing_but_puts_the_bit_in_doubt():
    known = Debounced(bit=True)
    assert not known.sample(False, 100)
    assert known.in_doubt
    assert not known.settled
    assert not known.sample(True, 200)
    assert (known.bit, known.settled, known.sampled_ms) == (True, True, 200)
    assert not known.sample(False, 300), "the run starts anew"
    assert known.sample(False, 330)
    assert known.sampled_ms == 300


def test_forgetting_leaves_nothing():
    known = Debounced(bit=True)
    known.sample(False, 1)
    known.forget(1_000)
    assert (known.bit, known.in_doubt) == (None, False)
    assert not known.sample(False, 100), "a doubt from before is no first sample"


def told(known: Debounced, samples: Iterable[tuple[int, bool]]) -> list[bool | None]:
    """What is believed, each time that changes."""
    return [known.bit for at_ms, bit in samples if known.sample(bit, at_ms)]


def flapping(every_ms: int, until_ms: int, *, from_ms: int = 0) -> Iterator[tuple[int, bool]]:
    """A contact that goes to and fro, looked at ten times a second."""
    return ((at, bool(at // every_ms % 2)) for at in range(from_ms, until_ms, 100))


def test_f30_a_contact_that_flaps_is_unknown_and_tells_so_once():
    known = Debounced(bit=False)
    beliefs = told(known, flapping(500, 60_000))
    assert beliefs[-1] is None
    assert (known.bit, known.flapping, known.in_doubt) == (None, True, False)
    assert len(beliefs) == 17, "16 changes are somebody at the door, the next is one too many"
    assert told(known, flapping(500, 600_000, from_ms=60_000)) == []


def test_f30_a_contact_that_chatters_faster_than_it_settles_is_found_out_too():
    known = Debounced(bit=False)
    beliefs = told(known, ((at, bool(at % 20)) for at in range(0, 60_000, 10)))
    assert beliefs == [None]
    assert known.flapping


def test_f30_it_is_believed_again_when_it_has_not_moved_for_a_minute():
    known = Debounced(bit=False)
    told(known, flapping(500, 30_000))
    assert told(known, ((at, True) for at in range(30_000, 89_500, 100))) == []
    assert told(known, ((at, True) for at in range(89_500, 100_000, 100))) == [True]
    assert not known.flapping
    assert known.settled
    again = told(known, flapping(500, 200_000, from_ms=100_000))
    assert again[-1] is None
    assert len(again) < 10, "it has little credit left"


@pytest.mark.parametrize("every_ms", [200, 500, 1_000, 3_000, 10_000, 15_100, 60_000])
def test_f30_what_one_contact_can_tell_in_a_day_is_bounded(every_ms: int):
    """At worst 4 changes a minute beside those of the beginning; how often it really moves makes no difference."""
    known = Debounced(bit=False)
    hours = 4
    beliefs = told(known, flapping(every_ms, hours * 3_600_000))
    assert len(beliefs) <= 16 + 4 * 60 * hours + 2


def test_f30_people_at_a_door_are_no_flapping_contact():
    """Eight openings in two minutes, more than the lock's own rest allows, and three an hour for a day."""
    known = Debounced(bit=False)
    busy = [(at, bool(at // 7_500 % 2)) for at in range(0, 120_000, 100)]
    assert len(told(known, busy)) == 15
    calm = [(at, at % 1_200_000 < 30_000) for at in range(120_000, 24 * 3_600_000, 1_000)]
    told(known, calm)
    assert not known.flapping


def test_f30_a_board_that_is_silent_for_a_while_makes_no_contact_steady():
    known = Debounced(bit=False)
    told(known, flapping(500, 30_000))
    known.forget(30_000)
    assert told(known, ((at, True) for at in range(90_000, 149_900, 100))) == []
    assert told(known, ((at, True) for at in range(149_900, 151_000, 100))) == [True]
