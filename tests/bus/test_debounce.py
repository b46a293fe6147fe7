"""When a bit is believed."""

from lockerd.bus.debounce import Debounced


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
    known.forget()
    assert (known.bit, known.in_doubt) == (None, False)
    assert not known.sample(False, 100), "a doubt from before is no first sample"
