"""Signed messages: one algorithm, one use per signature, one reading of the content."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as other
from joserfc.jwk import OctKey, OKPKey

from lockerd.codes.jws import MAX_CHARS, JwsType, SignatureError, SignatureReason, sign, verify
from lockerd.codes.keys import key_id_hex

PAYLOAD = {"id": "0198", "seq": 7, "nested": {"ä": [1, 2.5, None, True]}}


@pytest.fixture(scope="module")
def kid(signer: Ed25519PrivateKey) -> str:
    return key_id_hex(signer.public_key())


@pytest.fixture(scope="module")
def keys(signer: Ed25519PrivateKey, kid: str) -> dict[str, Ed25519PublicKey]:
    return {kid: signer.public_key()}


@pytest.fixture(scope="module")
def text(signer: Ed25519PrivateKey, kid: str) -> str:
    return sign(PAYLOAD, key=signer, kid=kid, typ=JwsType.COMMAND)


@pytest.fixture(scope="module")
def refusal(keys: dict[str, Ed25519PublicKey]) -> Callable[[str], SignatureReason]:
    def judge(text: str) -> SignatureReason:
        with pytest.raises(SignatureError) as refused:
            verify(text, keys=keys, typ=JwsType.COMMAND)
        return refused.value.reason

    return judge


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(key: Ed25519PrivateKey, *, header: bytes, payload: bytes) -> str:
    """Any header over any payload, signed without help from the library under test."""
    signing_input = f"{b64(header)}.{b64(payload)}"
    return f"{signing_input}.{b64(key.sign(signing_input.encode()))}"


def command_header(kid: str, /, **changes: object) -> bytes:
    header = {"alg": "Ed25519", "kid": kid, "typ": "lockerd-command+jws"} | changes
    return json.dumps({name: value for name, value in header.items() if value is not None}).encode()


@pytest.mark.parametrize("typ", list(JwsType))
def test_what_is_signed_verifies_for_its_use_only(
    typ: JwsType, signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]
) -> None:
    made = sign(PAYLOAD, key=signer, kid=kid, typ=typ)
    assert verify(made, keys=keys, typ=typ) == PAYLOAD
    for use in set(JwsType) - {typ}:
        with pytest.raises(SignatureError) as refused:
            verify(made, keys=keys, typ=use)
        assert refused.value.reason is SignatureReason.WRONG_TYPE


def test_the_library_used_bare_reads_ours(text: str, signer: Ed25519PrivateKey, kid: str) -> None:
    read = other.deserialize_compact(text, OKPKey.import_key(signer.public_key()), algorithms=["Ed25519"])
    assert read.headers() == {"alg": "Ed25519", "kid": kid, "typ": "lockerd-command+jws"}
    assert json.loads(read.payload or b"") == PAYLOAD


def test_the_signature_is_plain_ed25519_over_the_first_two_parts(text: str, signer: Ed25519PrivateKey) -> None:
    signing_input, _, signature = text.rpartition(".")
    signer.public_key().verify(base64.urlsafe_b64decode(signature + "=="), signing_input.encode())


def test_what_others_sign_in_any_order_and_spacing_is_read(
    signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]
) -> None:
    made = signed(signer, header=command_header(kid), payload=b'{ "z": 1,\n "a": "\\u00e4" }')
    assert verify(made, keys=keys, typ=JwsType.COMMAND) == {"z": 1, "a": "ä"}


def test_every_flipped_bit_is_refused(text: str, refusal: Callable[[str], SignatureReason]) -> None:
    for at, character in enumerate(text):
        for bit in range(8):
            refusal(text[:at] + chr(ord(character) ^ 1 << bit) + text[at + 1 :])


def test_every_truncation_is_refused(text: str, refusal: Callable[[str], SignatureReason]) -> None:
    for length in range(len(text)):
        refusal(text[:length])
    for tail in ("=", "==", "A", ".", ".e30", "\n", " "):
        assert refusal(text + tail) in {SignatureReason.MALFORMED, SignatureReason.BAD_SIGNATURE}


@pytest.mark.parametrize("alg", ["EdDSA", "none", "HS256", "ES256", "ed25519", "", None, 1, ["Ed25519"]])
def test_another_algorithm_is_refused(
    alg: object, signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    made = signed(signer, header=command_header(kid, alg=alg), payload=b"{}")
    assert refusal(made) is SignatureReason.WRONG_ALGORITHM


def test_the_public_key_used_as_a_secret_is_refused(
    signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    secret = OctKey.import_key(signer.public_key().public_bytes_raw())
    header = {"alg": "HS256", "kid": kid, "typ": "lockerd-command+jws"}
    assert refusal(other.serialize_compact(header, b"{}", secret)) is SignatureReason.WRONG_ALGORITHM


@pytest.mark.parametrize("typ", [None, "JWT", "jws", "LOCKERD-COMMAND+JWS", 5])
def test_another_or_no_type_is_refused(
    typ: object, signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    made = signed(signer, header=command_header(kid, typ=typ), payload=b"{}")
    assert refusal(made) is SignatureReason.WRONG_TYPE


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": None},
        {"kid": 7},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
        {"jwk": {"kty": "OKP"}},
        {"jku": "https://example.org/keys"},
        {"cty": "json"},
    ],
)
def test_headers_that_say_more_or_less_are_malformed(
    changes: dict[str, object], signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    made = signed(signer, header=command_header(kid, **changes), payload=b"{}")
    assert refusal(made) is SignatureReason.MALFORMED


def test_an_unknown_key_and_a_false_one_are_told_apart(
    signer: Ed25519PrivateKey, stranger: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    foreign = key_id_hex(stranger.public_key())
    assert refusal(sign({}, key=stranger, kid=foreign, typ=JwsType.COMMAND)) is SignatureReason.UNKNOWN_KEY
    assert refusal(sign({}, key=stranger, kid=kid, typ=JwsType.COMMAND)) is SignatureReason.BAD_SIGNATURE


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b"{} {}",
        b'{"a":1,"a":2}',
        b'{"x":{"a":1,"\\u0061":2}}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_signed_nonsense_is_malformed(
    payload: bytes, signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    assert refusal(signed(signer, header=command_header(kid), payload=payload)) is SignatureReason.MALFORMED


def test_how_deep_signed_content_may_lie_does_not_depend_on_the_python(
    signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey], refusal: Callable[[str], SignatureReason]
) -> None:
    """3.13 reads thousands of levels that 3.11 refuses."""

    def nested(levels: int) -> str:
        payload = b'{"a":' * levels + b"{}" + b"}" * levels
        return signed(signer, header=command_header(kid), payload=payload)

    assert verify(nested(15), keys=keys, typ=JwsType.COMMAND)
    for levels in (16, 17, 100, 900, 1_900):
        assert refusal(nested(levels)) is SignatureReason.MALFORMED


@pytest.mark.parametrize("header", [b"", b"[]", b"{", b"[" * 150, b'{"alg":"Ed25519","alg":"none"}', b" " * 500])
def test_header_nonsense_is_malformed(
    header: bytes, signer: Ed25519PrivateKey, refusal: Callable[[str], SignatureReason]
) -> None:
    assert refusal(signed(signer, header=header, payload=b"{}")) is SignatureReason.MALFORMED


def test_a_long_header_is_not_read(
    signer: Ed25519PrivateKey, kid: str, refusal: Callable[[str], SignatureReason]
) -> None:
    padded = command_header(kid) + b" " * 200
    assert refusal(signed(signer, header=padded, payload=b"{}")) is SignatureReason.MALFORMED


def test_the_size_is_capped_both_ways(
    signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey], refusal: Callable[[str], SignatureReason]
) -> None:
    fitting = sign({"a": "x" * 12_000}, key=signer, kid=kid, typ=JwsType.COMMAND)
    assert verify(fitting, keys=keys, typ=JwsType.COMMAND)
    assert refusal(fitting.ljust(MAX_CHARS + 1, "A")) is SignatureReason.OVERSIZED
    assert refusal("." * 10_000_000) is SignatureReason.OVERSIZED
    with pytest.raises(SignatureError, match="oversized"):
        sign({"a": "x" * 13_000}, key=signer, kid=kid, typ=JwsType.COMMAND)


@given(any_text=st.text(max_size=60) | st.from_regex(r"\A[\w-]{1,40}\.[\w-]{1,40}\.[\w-]{1,40}\Z"))
def test_any_text_gives_a_definite_refusal(any_text: str, refusal: Callable[[str], SignatureReason]) -> None:
    refusal(any_text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(payload=st.dictionaries(st.text(), JSON, max_size=4))
def test_every_object_comes_back(
    payload: dict[str, Any], signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]
) -> None:
    made = sign(payload, key=signer, kid=kid, typ=JwsType.REPLY)
    assert verify(made, keys=keys, typ=JwsType.REPLY) == payload
