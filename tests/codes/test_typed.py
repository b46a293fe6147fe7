"""Typed codes: the check digit finds slips, the search tells nothing by its work."""

import collections
import hashlib
import hmac
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockerd.codes import typed
from lockerd.codes.typed import MalformedError, SlipError
from lockerd.errors import OurError

KEY = bytes(range(32))
SALT = bytes(range(16))
SAMPLES = ["00000000", "12345678", "99999999", "90817263", "11223344"] + [
    f"{random.Random(5).randrange(10**8) ^ index:08d}" for index in range(200)
]


def test_the_check_digit_of_the_published_example() -> None:
    # Damm's usual example: 572 has check digit 4; leading zeros change nothing
    assert typed.typed_code("00000572") == "000005724"


@pytest.mark.parametrize("digits", SAMPLES)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_a_slip(digits: str) -> None:
    code = typed.typed_code(digits)
    assert typed.check(code) == code
    wrong = {code[:at] + other + code[at + 1 :] for at in range(9) for other in "0123456789"} - {code}
    swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(8)} - {code}
    assert len(wrong) == 81
    for mistyped in wrong | swapped:
        with pytest.raises(SlipError):
            typed.check(mistyped)


def test_the_damm_table_is_totally_anti_symmetric() -> None:
    """The property behind both promises, for every pair of digits in every state; a Latin square finds wrong digits."""
    table = typed._DAMM
    for row in table:
        assert sorted(row) == list(range(10))
    for column in zip(*table, strict=True):
        assert sorted(column) == list(range(10))
    for state in range(10):
        assert table[state][state] == 0
        for first in range(10):
            for second in range(first):
                assert table[table[state][first]][second] != table[table[state][second]][first]


def test_people_may_type_groups() -> None:
    code = typed.typed_code("12345678")
    assert typed.shown(code) == f"{code[:3]} {code[3:6]} {code[6:]}"
    for text in (typed.shown(code), f" {code} ", "-".join((code[:3], code[3:6], code[6:])), f"{code[:4]}–{code[4:]}"):
        assert typed.check(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "12345678", "1234567890", "12345678x", "12345678²", "١٢٣٤٥٦٧٨٩", "123\t456\n789", "-1234567", " " * 100_000,
     "1 2 3 4 5 6 7 8 9" + " " * 40, "123.456.789", "123456٧89"],
)  # fmt: skip
def test_other_texts_are_malformed_and_not_repeated(text: str) -> None:
    with pytest.raises(MalformedError, match="9 digits") as refused:
        typed.check(text)
    assert not text or text not in str(refused.value)


@given(text=st.text(max_size=40))
def test_any_text_gives_a_definite_answer(text: str) -> None:
    try:
        code = typed.check(text)
    except (MalformedError, SlipError):
        return
    assert code in typed.normalise(text)


def test_a_typed_code_is_made_from_eight_digits() -> None:
    for digits in ("1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"):
        with pytest.raises(MalformedError):
            typed.typed_code(digits)


def test_the_hash_is_keyed_and_salted() -> None:
    code = typed.typed_code("12345678")
    stored = typed.keyed_hash(code, key=KEY, salt=SALT)
    assert stored == hmac.new(KEY, SALT + code.encode(), hashlib.sha256).digest()
    assert stored != typed.keyed_hash(code, key=KEY[::-1], salt=SALT)
    assert stored != typed.keyed_hash(code, key=KEY, salt=SALT[::-1])
    with pytest.raises(OurError):
        typed.keyed_hash(code, key=KEY, salt=b"")


class Records:
    """Counts how far the search went."""

    def __init__(self, codes: list[str]) -> None:
        self._rows = []
        for number, code in enumerate(codes):
            salt = number.to_bytes(16)
            self._rows.append((number, salt, typed.keyed_hash(code, key=KEY, salt=salt)))
        self.read = 0
        self.exhausted = False

    def __iter__(self) -> Iterator[tuple[int, bytes, bytes]]:
        for row in self._rows:
            self.read += 1
            yield row
        self.exhausted = True


CODES = [typed.typed_code(f"{number:08d}") for number in range(50)]


@pytest.mark.parametrize(
    ("digits", "expected"), [("00000000", 0), ("00000025", 25), ("00000049", 49), ("77777777", None)]
)
def test_the_search_reads_and_hashes_every_record(
    digits: str, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[bytes] = []
    compared: list[bool] = []
    digest, compare = hmac.digest, hmac.compare_digest

    def counted_digest(key: bytes, message: bytes, name: str) -> bytes:
        hashed.append(message)
        return digest(key, message, name)

    def counted_compare(one: bytes, other: bytes) -> bool:
        compared.append(compare(one, other))
        return compared[-1]

    monkeypatch.setattr(hmac, "digest", counted_digest)
    monkeypatch.setattr(hmac, "compare_digest", counted_compare)
    records = Records(CODES)
    hashed.clear()
    assert typed.find(typed.typed_code(digits), records, key=KEY) == expected
    assert records.exhausted
    assert records.read == len(hashed) == len(compared) == len(CODES)


def test_nothing_is_found_with_another_key_or_in_nothing() -> None:
    assert typed.find(CODES[3], Records(CODES), key=bytes(32)) is None
    assert typed.find(CODES[3], [], key=KEY) is None


def test_a_code_that_fits_two_records_opens_neither() -> None:
    assert typed.find(CODES[3], Records([*CODES, CODES[3]]), key=KEY) is None


def random_from(*draws: int) -> bytes:
    return b"".join(draw.to_bytes(4) for draw in draws).ljust(typed.RANDOM_BYTES, b"\x00")


def test_a_draw_that_would_favour_some_digits_is_drawn_again() -> None:
    limit = 42 * 10**8  # the largest multiple of 10**8 in 32 bits
    assert typed.fresh_digits(random_from(limit - 1)) == "99999999"
    assert typed.fresh_digits(random_from(limit, 2**32 - 1, 7)) == "00000007"
    assert typed.pickup_number(random_from(429496 * 10**4 - 1)) == "9999"
    assert typed.pickup_number(random_from(429496 * 10**4, 42)) == "0042"


def test_too_little_or_no_randomness_is_our_fault() -> None:
    for poor in (b"", bytes(typed.RANDOM_BYTES - 1), b"\xff" * typed.RANDOM_BYTES):
        with pytest.raises(OurError):
            typed.fresh_digits(poor)
        with pytest.raises(OurError):
            typed.pickup_number(poor)


def test_digits_are_spread_evenly() -> None:
    seeded = random.Random(1)
    draws = 4000
    seen = collections.Counter("".join(typed.fresh_digits(seeded.randbytes(64)) for _ in range(draws)))
    expected = draws * 8 / 10
    chi_square = sum((seen[digit] - expected) ** 2 / expected for digit in "0123456789")
    assert chi_square < 27.88  # 9 degrees of freedom, one in a thousand


def test_a_pickup_number_that_is_taken_is_not_given_again() -> None:
    drawn = typed.pickup_number(bytes(typed.RANDOM_BYTES))
    following = typed.pickup_number(bytes(typed.RANDOM_BYTES), {drawn})
    assert (drawn, following) == ("0000", "0001")
    every = {f"{number:04}" for number in range(10_000)}
    assert typed.pickup_number(bytes(typed.RANDOM_BYTES), every - {"9999"}) == "9999"
    with pytest.raises(OurError, match="every pick-up number is taken"):
        typed.pickup_number(bytes(typed.RANDOM_BYTES), every)


@pytest.mark.parametrize(
    ("text", "yes"), [("572 412 340", True), ("572412340", True), ("57241234", False), ("LK1:", False)]
)
def test_nine_digits_look_typed_right_or_wrong(text: str, yes: bool) -> None:
    assert typed.looks_typed(text) is yes
