"""The list of central's keys: signed by enough roots, read strictly, and one text for one list."""

import base64
import json
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws as joserfc_jws
from joserfc.jwk import OKPKey
from key_rings import LISTED_BADGE, ROOTS, by_id, claims_of, listed, raw
from pydantic import ValidationError

from lockerd.central import key_list_vectors
from lockerd.codes import key_list
from lockerd.codes.jws import SignatureError, SignatureReason
from lockerd.codes.key_list import MAX_CHARS, IssuerKeys, KeyListClaims
from lockerd.codes.keys import key_id_hex

COMMAND, NEXT = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
GOOD = listed(3, COMMAND, NEXT)
FLIPS_A_DAY = 3_000
FLIPS_OF_A_CAMPAIGN = 100_000


def verify(text: str, threshold: int = 2) -> key_list.GenuineKeyList:
    return key_list.verify(text, roots=by_id(ROOTS), threshold=threshold)


def refused(text: str, threshold: int = 2) -> SignatureReason:
    with pytest.raises(SignatureError) as found:
        verify(text, threshold)
    return found.value.reason


def test_what_two_of_three_roots_signed_is_taken_for_what_it_says() -> None:
    genuine = verify(GOOD)
    assert genuine.claims == claims_of(3, COMMAND, NEXT)
    assert set(genuine.command) == {key_id_hex(key.public_key()) for key in (COMMAND, NEXT)}
    assert set(genuine.issuers.values()) == {"central"}
    assert set(genuine.badge) == {key_id_hex(LISTED_BADGE.public_key())}
    assert genuine.code_recipient is None


def test_fewer_roots_than_are_asked_for_prove_nothing_and_a_stranger_nothing_at_all() -> None:
    assert refused(listed(3, COMMAND, roots=ROOTS[:1])) is SignatureReason.TOO_FEW
    assert refused(GOOD, threshold=3) is SignatureReason.TOO_FEW
    stranger = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (7, 8)]
    assert refused(listed(3, COMMAND, roots=stranger)) is SignatureReason.UNKNOWN_KEY
    assert refused(listed(3, COMMAND, roots=[*ROOTS[:2], *stranger])) is SignatureReason.UNKNOWN_KEY
    assert refused(listed(3, COMMAND, roots=[COMMAND, NEXT])) is SignatureReason.UNKNOWN_KEY


def test_each_root_signs_where_its_key_is() -> None:
    first, second = listed(3, COMMAND, roots=ROOTS[:1]), listed(3, COMMAND, roots=ROOTS[2:])
    both = key_list.join(first, second)
    assert verify(both).digest == verify(listed(3, COMMAND)).digest, "whoever signs, it is the same list"
    assert key_list.join(both, second) == both
    with pytest.raises(SignatureError):
        key_list.join(first, listed(4, COMMAND, roots=ROOTS[2:]))


def test_a_library_that_knows_nothing_of_us_finds_it_good() -> None:
    read = json.loads(GOOD)
    for each, root in zip(read["signatures"], ROOTS, strict=False):
        key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": raw(root)})
        compact = f"{each['protected']}.{read['payload']}.{each['signature']}"
        found = joserfc_jws.deserialize_compact(compact, key, algorithms=["Ed25519"])
        assert json.loads(found.payload)["version"] == 3
        padded = each["protected"] + "=" * (-len(each["protected"]) % 4)
        header = json.loads(base64.urlsafe_b64decode(padded))
        assert header == {"alg": "Ed25519", "kid": key_id_hex(root.public_key()), "typ": "lockerd-key-list+jws"}


def test_each_single_flipped_bit_is_refused() -> None:
    data = GOOD.encode()
    for bit in range(len(data) * 8):
        assert flipped(data, bit) is not None, f"bit {bit}"


def flipped(data: bytes, *bits: int) -> SignatureReason | None:
    """Why it is refused with these bits turned round; None: it is not."""
    altered = bytearray(data)
    for bit in bits:
        altered[bit // 8] ^= 1 << bit % 8
    try:
        verify(altered.decode("latin-1"))
    except SignatureError as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize(
    "count", [FLIPS_A_DAY, pytest.param(FLIPS_OF_A_CAMPAIGN, marks=pytest.mark.campaign)], ids=["daily", "campaign"]
)
def test_of_two_flipped_bits_none_is_accepted(count: int) -> None:
    data, dice = GOOD.encode(), random.Random(51)
    for _ in range(count):
        bits = dice.sample(range(len(data) * 8), 2)
        assert flipped(data, *bits) is not None, bits


@pytest.mark.parametrize("vector", key_list_vectors.build()["refused"], ids=lambda vector: vector["why"])
def test_what_the_vectors_say_is_refused(vector: dict[str, Any]) -> None:
    roots = by_id(key_list_vectors.ROOTS)
    with pytest.raises(SignatureError):
        key_list.verify(vector["list"], roots=roots, threshold=key_list_vectors.THRESHOLD)
    assert key_list.verify(key_list_vectors.EXAMPLE, roots=roots, threshold=2).claims == key_list_vectors.CLAIMS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "null",
        '{"payload":1,"signatures":[]}',
        '{"payload":"","signatures":[]}',
        "[" * 8_000,
        "{" + GOOD,
        GOOD + " ",
        GOOD.replace('"payload"', '"payload":"","payload"'),
        "x" * (MAX_CHARS + 1),
        "\ud800",
    ],
    ids=range(12),
)
def test_what_is_no_list_is_refused(text: str) -> None:
    assert refused(text) in {SignatureReason.MALFORMED, SignatureReason.OVERSIZED}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": 7.0},
        {"expires_s": 1},
        {"command": ()},
        {"command": (IssuerKeys(issuer="a", keys=(raw(COMMAND),)), IssuerKeys(issuer="a", keys=(raw(NEXT),)))},
        {"badge": (raw(COMMAND),)},
        {"badge": ()},
        {"badge": ("A" * 42 + "B",)},
        {"code_recipient": "short"},
        {"openings_per_hour": 240},
    ],
    ids=str,
)
def test_a_list_says_keys_each_once_and_nothing_else(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        claims_of(3, COMMAND, **change)


def test_the_longest_list_fits() -> None:
    keys = iter(base64.urlsafe_b64encode(n.to_bytes(32)).rstrip(b"=").decode() for n in range(1, 100))
    claims = KeyListClaims(
        version=2**53 - 1,
        issued_s=2**53 - 2,
        expires_s=2**53 - 1,
        command=tuple(
            IssuerKeys(issuer=f"{n:064}", keys=(next(keys), next(keys))) for n in range(key_list.ISSUERS_MAX)
        ),
        badge=(next(keys), next(keys)),
        code_recipient=next(keys),
    )
    roots = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(100, 100 + key_list.ROOTS_MAX)]
    assert len(key_list.sign(claims, {key_id_hex(root.public_key()): root for root in roots})) < MAX_CHARS
