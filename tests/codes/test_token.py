"""Tokens: what is signed here verifies here, and nothing else does."""

import random
from collections.abc import Callable

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from lockerd.codes.keys import key_id
from lockerd.codes.token import (
    EXP_S_MAX,
    EXP_S_MIN,
    PREFIX,
    TOKEN_CHARS,
    Claims,
    TokenError,
    TokenReason,
    sign,
    site_tag,
    verify,
)

GRANT = bytes(range(100, 116))
EXP_S = 1_800_000_000


@pytest.fixture(scope="module")
def keys(signer: Ed25519PrivateKey) -> dict[bytes, Ed25519PublicKey]:
    return {key_id(signer.public_key()): signer.public_key()}


@pytest.fixture(scope="module")
def text(signer: Ed25519PrivateKey, site: str) -> str:
    return sign(GRANT, site_id=site, exp_s=EXP_S, key=signer)


@pytest.fixture(scope="module")
def refusal(site: str, keys: dict[bytes, Ed25519PublicKey]) -> Callable[[str], TokenReason]:
    def judge(text: str) -> TokenReason:
        with pytest.raises(TokenError) as refused:
            verify(text, site_id=site, keys=keys)
        return refused.value.reason

    return judge


def raw(text: str) -> bytes:
    return bytes(base45.b45decode(text.removeprefix(PREFIX)))


def as_text(data: bytes) -> str:
    return f"{PREFIX}{base45.b45encode(data).decode()}"


def built(
    key: Ed25519PrivateKey,
    *,
    protected: bytes | None = None,
    unprotected: dict[int, object] | None = None,
    payload: bytes | None = None,
    tag: int = 18,
    site_id: str = "rathaus-1",
) -> str:
    """A token signed with a real key, with one thing different."""
    header = cbor2.dumps({1: -19, 4: key_id(key.public_key())}) if protected is None else protected
    claims = cbor2.dumps({3: site_tag(site_id), 4: EXP_S, 7: GRANT}) if payload is None else payload
    signature = key.sign(cbor2.dumps(["Signature1", header, b"", claims]))
    return as_text(cbor2.dumps(cbor2.CBORTag(tag, [header, unprotected or {}, claims, signature])))


def test_a_token_says_which_grant_and_until_when(text: str, site: str, keys: dict[bytes, Ed25519PublicKey]) -> None:
    assert verify(text, site_id=site, keys=keys) == Claims(grant=GRANT, exp_s=EXP_S)
    assert len(text) == TOKEN_CHARS
    assert len(raw(text)) == 116


@given(grant=st.binary(min_size=16, max_size=16), exp_s=st.integers(EXP_S_MIN, EXP_S_MAX))
def test_every_grant_and_time_comes_back(
    grant: bytes, exp_s: int, signer: Ed25519PrivateKey, site: str, keys: dict[bytes, Ed25519PublicKey]
) -> None:
    made = sign(grant, site_id=site, exp_s=exp_s, key=signer)
    assert len(made) == TOKEN_CHARS
    assert verify(made, site_id=site, keys=keys) == Claims(grant=grant, exp_s=exp_s)


@pytest.mark.parametrize(("grant", "exp_s"), [(GRANT[1:], EXP_S), (GRANT, EXP_S_MIN - 1), (GRANT, EXP_S_MAX + 1)])
def test_what_does_not_fit_is_not_signed(grant: bytes, exp_s: int, signer: Ed25519PrivateKey, site: str) -> None:
    with pytest.raises(TokenError):
        sign(grant, site_id=site, exp_s=exp_s, key=signer)


def test_the_builder_of_these_tests_builds_valid_tokens(text: str, signer: Ed25519PrivateKey) -> None:
    assert built(signer) == text


def test_every_flipped_bit_of_the_token_is_refused(text: str, refusal: Callable[[str], TokenReason]) -> None:
    data = raw(text)
    reasons = set()
    for bit in range(len(data) * 8):
        altered = bytearray(data)
        altered[bit // 8] ^= 1 << bit % 8
        reasons.add(refusal(as_text(bytes(altered))))
    assert reasons == {TokenReason.MALFORMED, TokenReason.UNKNOWN_KEY, TokenReason.BAD_SIGNATURE}


def test_every_flipped_bit_of_the_text_is_refused(text: str, refusal: Callable[[str], TokenReason]) -> None:
    for at, character in enumerate(text):
        for bit in range(8):
            refusal(text[:at] + chr(ord(character) ^ 1 << bit) + text[at + 1 :])


def test_ten_thousand_double_flips_are_refused(text: str, refusal: Callable[[str], TokenReason]) -> None:
    seeded = random.Random(20261121)
    data = raw(text)
    for _ in range(10_000):
        altered = bytearray(data)
        for bit in seeded.sample(range(len(data) * 8), 2):
            altered[bit // 8] ^= 1 << bit % 8
        refusal(as_text(bytes(altered)))


def test_every_truncation_and_extension_is_malformed(text: str, refusal: Callable[[str], TokenReason]) -> None:
    for length in range(len(text)):
        assert refusal(text[:length]) is TokenReason.MALFORMED
    for tail in ("0", "00", "000", "\n", " ", "\r\n", "A" * 100_000):
        assert refusal(text + tail) is TokenReason.MALFORMED


def test_an_overlong_text_is_not_parsed(
    text: str, refusal: Callable[[str], TokenReason], monkeypatch: pytest.MonkeyPatch
) -> None:
    def parsed(_: str) -> bytes:
        raise AssertionError("parsed before the length was judged")

    monkeypatch.setattr(base45, "b45decode", parsed)
    assert refusal(text + "000") is TokenReason.MALFORMED


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        lambda text: " " + text[:-1],
        lambda text: text[1:] + " ",
        lambda text: text[:-1] + "\n",
        lambda text: text[:-1] + "\r",
        lambda text: "\x02" + text[1:],
        lambda text: text[:60] + "\x1d" + text[61:],
        lambda text: text[:60] + "\x00" + text[61:],
        lambda text: text[:60] + "\x1b[A" + text[63:],
        lambda text: text[:60] + "ß" + text[61:],
        lambda text: text[:60] + "\u0660" + text[61:],
        lambda text: text[:60] + "\ud800" + text[61:],
        lambda text: text[:4] + ":::" + text[7:],
        lambda text: "LK2:" + text[4:],
        lambda text: text[4:],
        lambda _: "",
        lambda _: "HC1:" + "0" * 174,
    ],
)
def test_other_texts_are_malformed(
    spoil: Callable[[str], str], text: str, refusal: Callable[[str], TokenReason]
) -> None:
    assert refusal(spoil(text)) is TokenReason.MALFORMED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a05823", "b8005823"),
        ("a05823", "bfff5823"),
        ("a05823", "a0590023"),
        ("a05823a3", "a05824b803"),
        ("d284", "d81284"),
        ("d284", "d29804"),
        ("d284", "84"),
        ("d284", "d9d9f7d284"),
        ("49a20132", "5809a20132"),
        ("49a20132", "4aa2013812"),
        ("041a", "041b00000000"),
        ("0750", "075810"),
        ("5840", "590040"),
    ],
)
def test_longer_encodings_of_the_same_content_are_malformed(
    old: str, new: str, text: str, refusal: Callable[[str], TokenReason]
) -> None:
    data = raw(text).hex()
    assert old in data
    assert refusal(as_text(bytes.fromhex(data.replace(old, new, 1)))) is TokenReason.MALFORMED


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("a3 0348{aud} 041b000000006b49d200 074c" + "11" * 12, id="long integer"),
        pytest.param("a3 0348{aud} 041a6b49d200 07580f" + "11" * 15, id="long length"),
        pytest.param("bf 0348{aud} 041a6b49d200 074f" + "11" * 15 + "ff", id="indefinite map"),
        pytest.param("a3 0348{aud} 041a6b49d200 075f4d" + "11" * 13 + "ff 00", id="indefinite string, trailing byte"),
        pytest.param("a3 0348{aud} 041a6b49d200 074f" + "11" * 15 + "00", id="trailing byte"),
        pytest.param("a3 0348{aud} 041a6b49d200 0350" + "11" * 16, id="duplicate key"),
        pytest.param("a3 0348{aud} 041a6b49d200 0770" + "61" * 16, id="text for bytes"),
        pytest.param("a3 0348{aud} 04fa4ed69400 0750" + "11" * 16, id="float for integer"),
        pytest.param("a3 0348{aud} 043a6b49d200 0750" + "11" * 16, id="negative time"),
        pytest.param("a3 0348{aud} 041a00000001 0750" + "11" * 16, id="padded integer"),
        pytest.param("a3 041a6b49d200 0348{aud} 0750" + "11" * 16, id="order of keys"),
    ],
)
def test_signed_claims_of_the_right_length_in_another_form_are_malformed(
    payload: str, signer: Ed25519PrivateKey, refusal: Callable[[str], TokenReason], site: str
) -> None:
    claims = bytes.fromhex(payload.format(aud=site_tag(site).hex()))
    assert len(claims) == 35
    assert refusal(built(signer, payload=claims)) is TokenReason.MALFORMED


def test_trailing_bytes_are_malformed(text: str, refusal: Callable[[str], TokenReason]) -> None:
    assert refusal(as_text(raw(text) + b"\x00")) is TokenReason.MALFORMED
    assert refusal(as_text(raw(text) + b"\xf6\xf6")) is TokenReason.MALFORMED


def kid_of(key: Ed25519PrivateKey) -> bytes:
    return key_id(key.public_key())


def test_properly_signed_tokens_of_another_shape_are_malformed(
    signer: Ed25519PrivateKey, refusal: Callable[[str], TokenReason], site: str
) -> None:
    kid, aud = kid_of(signer), site_tag(site)
    shapes = [
        built(signer, protected=cbor2.dumps({1: -8, 4: kid})),
        built(signer, protected=cbor2.dumps({1: -7, 4: kid})),
        built(signer, protected=cbor2.dumps({1: -19})),
        built(signer, protected=cbor2.dumps({4: kid, 1: -19})),
        built(signer, protected=cbor2.dumps({1: -19, 4: kid + b"\x00"})),
        built(signer, protected=cbor2.dumps({1: -19, 2: [99], 4: kid, 99: 0})),
        built(signer, protected=b"", unprotected={1: -19, 4: kid}),
        built(signer, protected=cbor2.dumps({4: kid}), unprotected={1: -19}),
        built(signer, unprotected={1: -19}),
        built(signer, tag=17),
        built(signer, tag=98),
        built(signer, payload=cbor2.dumps({3: aud, 7: GRANT})),
        built(signer, payload=cbor2.dumps({3: aud, 4: EXP_S, 5: 0, 7: GRANT})),
        built(signer, payload=cbor2.dumps({3: aud, 4: float(EXP_S), 7: GRANT})),
        built(signer, payload=cbor2.dumps({4: EXP_S, 3: aud, 7: GRANT})),
        built(signer, payload=cbor2.dumps({3: aud, 4: EXP_S, 7: GRANT + GRANT})),
    ]
    assert {refusal(shape) for shape in shapes} == {TokenReason.MALFORMED}


def test_a_signed_header_with_a_duplicate_key_is_malformed(
    signer: Ed25519PrivateKey, refusal: Callable[[str], TokenReason]
) -> None:
    doubled = bytes.fromhex("a201320144") + kid_of(signer)
    assert refusal(built(signer, protected=doubled)) is TokenReason.MALFORMED


@given(data=st.binary(min_size=116, max_size=116))
def test_any_bytes_give_a_definite_refusal(data: bytes, refusal: Callable[[str], TokenReason]) -> None:
    assert refusal(as_text(data)) is TokenReason.MALFORMED


@given(any_text=st.text(max_size=300))
def test_any_text_gives_a_definite_refusal(any_text: str, refusal: Callable[[str], TokenReason]) -> None:
    assert refusal(any_text) is TokenReason.MALFORMED
    assert refusal((PREFIX + any_text).ljust(TOKEN_CHARS, "0")[:TOKEN_CHARS]) is TokenReason.MALFORMED


def test_a_foreign_key_is_unknown(
    stranger: Ed25519PrivateKey, refusal: Callable[[str], TokenReason], site: str
) -> None:
    assert refusal(sign(GRANT, site_id=site, exp_s=EXP_S, key=stranger)) is TokenReason.UNKNOWN_KEY


def test_a_foreign_key_under_our_key_id_is_a_bad_signature(
    signer: Ed25519PrivateKey, stranger: Ed25519PrivateKey, refusal: Callable[[str], TokenReason]
) -> None:
    posing = built(stranger, protected=cbor2.dumps({1: -19, 4: kid_of(signer)}))
    assert refusal(posing) is TokenReason.BAD_SIGNATURE


def test_wrong_site_is_said_only_after_a_valid_signature(
    signer: Ed25519PrivateKey, stranger: Ed25519PrivateKey, refusal: Callable[[str], TokenReason]
) -> None:
    elsewhere = sign(GRANT, site_id="rathaus-2", exp_s=EXP_S, key=signer)
    assert refusal(elsewhere) is TokenReason.WRONG_SITE
    assert refusal(sign(GRANT, site_id="rathaus-2", exp_s=EXP_S, key=stranger)) is TokenReason.UNKNOWN_KEY
    forged = raw(elsewhere)[:-1] + bytes([raw(elsewhere)[-1] ^ 1])
    assert refusal(as_text(forged)) is TokenReason.BAD_SIGNATURE


def test_the_refusal_does_not_hold_the_token(text: str, site: str) -> None:
    with pytest.raises(TokenError) as refused:
        verify(text, site_id=site, keys={})
    assert text[4:20] not in str(refused.value)
    assert str(refused.value) == "token refused: unknown_key"
