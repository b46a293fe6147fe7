"""What readers add is taken off, and nothing else."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lockerd.codes.framing import Garbling, unframe
from lockerd.codes.keys import key_id
from lockerd.codes.token import TokenError, sign, verify

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "scanner_texts.json").read_text())
DIGITS = "572 412 340"


@pytest.fixture(scope="module")
def token(signer: Ed25519PrivateKey, site: str) -> str:
    return sign(bytes(range(16)), site_id=site, exp_s=1_800_000_000, key=signer)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_what_readers_deliver_is_the_code_itself(case: str, token: str) -> None:
    scan = case.replace("T", token).replace("t", token.lower()) if "D" not in case else case.replace("D", DIGITS)
    unframed = unframe(scan)
    assert unframed.text == (DIGITS if "D" in case else token)
    assert unframed.garbling


@given(st.integers(0, 2**128 - 1), st.sampled_from(["", "\r\n", "\t", "\x03"]), st.sampled_from(["", "]Q1", "]d2"]))
def test_a_code_comes_out_whole_also_where_it_ends_in_a_space(number: int, end: str, identifier: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    text = sign(number.to_bytes(16), site_id="s", exp_s=1_800_000_000, key=key)
    for body in (text, text[:-1] + " "):
        assert unframe(identifier + body + end).text == body
    assert bool(unframe(text).garbling) is False


def test_nothing_is_taken_out_of_the_middle_and_no_letter_is_guessed(
    token: str, site: str, signer: Ed25519PrivateKey
) -> None:
    mixed = token[:20].lower() + token[20:]
    for spoilt in (token[:90] + "\r" + token[90:], f"]Q1]Q1{token}", f" {token}", token[:-1], mixed):
        with pytest.raises(TokenError):
            verify(unframe(spoilt).text, site_id=site, keys={key_id(signer.public_key()): signer.public_key()})


def test_small_letters_are_told_from_framing(token: str) -> None:
    assert unframe(token.lower()).garbling == {Garbling.LOWER_CASE}
    assert unframe(token + "\r").garbling == {Garbling.FRAMED}
