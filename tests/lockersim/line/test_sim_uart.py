"""What a receiver makes of another speed, of swapped wires, and of both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockersim.line.uart import heard

SPEEDS = (4800, 9600, 19200, 38400, 57600, 115200)


@given(st.binary(max_size=40), st.sampled_from(SPEEDS), st.sampled_from((-15, 0, 15)))
def test_at_the_same_speed_everything_is_heard_as_sent(data: bytes, baud: int, late: int) -> None:
    assert heard(data, sent_baud=baud, read_baud=baud, late=late) == data


@given(st.binary(max_size=40), st.integers(-3, 3))
def test_three_percent_off_still_works(data: bytes, percent: int) -> None:
    assert heard(data, sent_baud=10_000, read_baud=10_000 + 100 * percent) == data


@pytest.mark.parametrize(
    ("sent", "sent_baud", "read_baud", "read"),
    [
        # 0 1010 1010 1 with each level twice: 0 01100110 0 is a byte without a stop bit, the next fall begins another.
        ("55", 9600, 19200, "66 E6"),
        ("FF", 9600, 19200, "FE"),
        ("00", 9600, 19200, "00"),  # a break, heard once
        ("00 00", 9600, 19200, "00 00"),
        ("FF", 19200, 9600, ""),  # half a start bit is a spike
        ("00", 19200, 9600, "F8"),
        ("", 19200, 9600, ""),
    ],
)
def test_another_speed_by_hand(sent: str, sent_baud: int, read_baud: int, read: str) -> None:
    data = heard(bytes.fromhex(sent), sent_baud=sent_baud, read_baud=read_baud)
    assert data.hex(" ").upper() == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("00", "FF"),  # 1 11111111 0: only the stop bit falls, and looks like a start bit
        ("FF", "00"),  # 1 00000000 0
        ("55", "55"),  # 1 01010101 0
    ],
)
def test_swapped_wires_by_hand(sent: str, read: str) -> None:
    assert heard(bytes.fromhex(sent), sent_baud=9600, read_baud=9600, swapped=True).hex(" ").upper() == read


@given(st.binary(max_size=40), st.sampled_from(SPEEDS), st.sampled_from(SPEEDS), st.booleans())
def test_whatever_comes_there_is_an_end(data: bytes, sent_baud: int, read_baud: int, swapped: bool) -> None:
    bits = 10 * len(data) * read_baud / sent_baud
    assert len(heard(data, sent_baud=sent_baud, read_baud=read_baud, swapped=swapped)) <= bits / 2 + 1
