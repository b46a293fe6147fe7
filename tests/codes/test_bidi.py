"""What is written from the right, as it stands on paper: in the order of the Unicode algorithm, and joined."""

import unicodedata

import pytest

from lockerd.codes.bidi import join, visual

HEBREW = "\u05d0\u05d1\u05d2"  # alef, bet, gimel: letters that are never joined


@pytest.mark.parametrize(
    ("typed", "on_paper"),
    [
        ("", ""),
        (HEBREW, HEBREW[::-1]),
        (f"{HEBREW} A07", f"A07 {HEBREW[::-1]}"),
        (f"{HEBREW} 30.11.2026, 23:48", f"23:48 ,30.11.2026 {HEBREW[::-1]}"),
        (f"{HEBREW} \u2068+49 6031 83-0\u2069.", f".+49 6031 83-0 {HEBREW[::-1]}"),
        (f"{HEBREW} (UTC+01:00)", f"(UTC+01:00) {HEBREW[::-1]}"),
        (f"\u2068Haus (S\u00fcd)\u2069 {HEBREW}", f"{HEBREW[::-1]} Haus (S\u00fcd)"),
        (f"\u2068{HEBREW} 1\u2069 2", f"2 1 {HEBREW[::-1]}"),
        ("\u0627 12", "12 \ufe8d"),
        ("a\u2068b", "ba"),
        ("\u2069" * 3, ""),
        ("((((" + HEBREW, HEBREW[::-1] + "))))"),
    ],
)
def test_a_line_stands_on_paper_as_it_is_read(typed: str, on_paper: str) -> None:
    assert visual(typed) == on_paper


def test_letters_are_joined_to_their_neighbours() -> None:
    names = [
        unicodedata.name(sign).removeprefix("ARABIC LETTER ") for sign in join("\u0628\u064a\u062a \u0628\u0627\u0628")
    ]
    assert names == [
        "BEH INITIAL FORM",
        "YEH MEDIAL FORM",
        "TEH FINAL FORM",
        "SPACE",
        "BEH INITIAL FORM",
        "ALEF FINAL FORM",  # joined to nothing after it
        "BEH ISOLATED FORM",
    ]


def test_lam_and_alef_are_one() -> None:
    assert join("\u0644\u0627") == "\ufefb"
    assert join("\u0628\u0644\u0627") == "\ufe91\ufefc"
    assert join("\u0644\u0644\u0627") == "\ufedf\ufefc"


def test_vowel_signs_are_left_out_and_join_what_they_stand_between() -> None:
    assert visual("\u0628\u064e\u0628") == visual("\u0628\u0628")


def test_every_letter_of_the_alphabet_has_a_form_for_each_place() -> None:
    for code in (*range(0x0621, 0x063B), *range(0x0641, 0x064B)):
        sign = chr(code)
        alone = join(sign)
        assert unicodedata.normalize("NFKC", alone) == sign
        assert "ISOLATED" in unicodedata.name(alone)
