"""F35: what two flipped bits make of our questions. Byte sums and XORs do not find every pair; the papers say which."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from lockerd.boards import CODECS
from lockerd.boards.codec import Codec
from lockerd.boards.frames import ForeignFrame, ForeignKind, UnlockRequest

DOCS = Path(__file__).parents[2] / "docs"
LIKELY = 34
ODD = "questions at odd addresses"
ALL = "questions at every address"
HARM = {"cu48": ODD, "cu48b": ODD, "cu12": ODD, "wkly": ALL}
"""Families whose questions can turn into an unlock, and where; the advice stands on their pages."""


def harmful(codec: Codec, question: bytes) -> set[tuple[int, int] | str]:
    """The unlocks that one or two flipped bits make of a question: (address, channel), or "all"."""
    found: set[tuple[int, int] | str] = set()
    for count in (1, 2):
        for flips in combinations(range(len(question) * 8), count):
            data = bytearray(question)
            for bit in flips:
                data[bit // 8] ^= 1 << bit % 8
            match codec.parse_request(bytes(data)):
                case UnlockRequest(address, channel):
                    found.add((address, channel))
                case ForeignFrame(kind=ForeignKind.UNLOCK_ALL):
                    found.add("all")
    return found


def judged(family: str, address: int) -> None:
    codec = CODECS[family]
    found = set().union(*(harmful(codec, ask.request) for ask in (*codec.checks(address), *codec.look(address))))
    match HARM.get(family):
        case None:
            assert found == set(), address
        case "questions at odd addresses":
            expected = {(address, 1), (address - 1, 1)} if address % 2 else set()
            assert found == expected, address
        case _:
            assert found == {"all"}, address


def addresses(family: str) -> range:
    profile = CODECS[family].profile
    return range(profile.min_address, profile.max_address + 1)


@pytest.mark.parametrize("family", CODECS)
def test_which_questions_can_turn_into_an_unlock_is_known_f35(family: str) -> None:
    """All addresses that a wall is likely to have, and those of one bit; the rest is the campaign's."""
    for address in addresses(family):
        if address < LIKELY or address.bit_count() == 1 or address == addresses(family)[-1]:
            judged(family, address)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("family", CODECS)
def test_which_questions_can_turn_into_an_unlock_is_known_of_every_address_f35(family: str) -> None:
    for address in addresses(family):
        judged(family, address)


@pytest.mark.parametrize("family", HARM)
def test_the_pages_say_so_and_advise_f35(family: str) -> None:
    page = " ".join((DOCS / "boards" / f"{family}.md").read_text("utf-8").split())
    assert "(F35)" in page
    advice = "even addresses" if HARM[family] == ODD else "another family"
    assert advice in page
    (row,) = re.findall(r"^- \*\*F35\*\*.*(?:\n  .*)*", (DOCS / "faults.md").read_text("utf-8"), re.MULTILINE)
    assert family in row
