"""Badges: read strictly, judged against an interval of time."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from lockerd.codes import badge, jws
from lockerd.codes.badge import BadgeClaims, Validity
from lockerd.codes.jws import JwsType, SignatureError, SignatureReason
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole

CLAIMS = BadgeClaims(
    badge="b-17", site="amt-1", authority="kreis-nord", roles=(BadgeRole.LOADING,), nbf_s=1000, exp_s=2000
)
FIELDS = {
    "badge": "b-17",
    "site": "amt-1",
    "authority": "kreis-nord",
    "roles": ["loading"],
    "nbf_s": 1000,
    "exp_s": 2000,
}


@pytest.fixture(scope="module")
def kid(signer: Ed25519PrivateKey) -> str:
    return key_id_hex(signer.public_key())


@pytest.fixture(scope="module")
def keys(signer: Ed25519PrivateKey, kid: str) -> dict[str, Ed25519PublicKey]:
    return {kid: signer.public_key()}


def test_a_badge_comes_back(signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]) -> None:
    assert badge.verify(badge.issue(CLAIMS, key=signer, kid=kid), keys=keys) == CLAIMS


def test_a_command_with_the_same_content_is_no_badge(
    signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]
) -> None:
    command = jws.sign(FIELDS, key=signer, kid=kid, typ=JwsType.COMMAND)
    with pytest.raises(SignatureError) as refused:
        badge.verify(command, keys=keys)
    assert refused.value.reason is SignatureReason.WRONG_TYPE


def test_a_badge_by_an_unknown_key_is_refused(stranger: Ed25519PrivateKey, keys: dict[str, Ed25519PublicKey]) -> None:
    foreign = badge.issue(CLAIMS, key=stranger, kid=key_id_hex(stranger.public_key()))
    with pytest.raises(SignatureError) as refused:
        badge.verify(foreign, keys=keys)
    assert refused.value.reason is SignatureReason.UNKNOWN_KEY


@pytest.mark.parametrize(
    "change",
    [
        {"roles": ["loading", "mayor"]},
        {"roles": "loading"},
        {"roles": None},
        {"roles": []},
        {"roles": ["loading", "loading"]},
        {"role": "loading"},
        {"site": "two words"},
        {"badge": "Erika Mustermann"},
        {"badge": ""},
        {"badge": "x" * 65},
        {"badge": "b-17\n"},
        {"authority": 5},
        {"nbf_s": "1000"},
        {"nbf_s": 1000.0},
        {"nbf_s": True},
        {"nbf_s": -1},
        {"exp_s": 1 << 40},
        {"exp_s": 999},
        {"name": "x"},
    ],
)
def test_signed_claims_that_are_not_a_badge_are_malformed(
    change: dict[str, Any], signer: Ed25519PrivateKey, kid: str, keys: dict[str, Ed25519PublicKey]
) -> None:
    text = jws.sign(FIELDS | change, key=signer, kid=kid, typ=JwsType.BADGE)
    with pytest.raises(SignatureError) as refused:
        badge.verify(text, keys=keys)
    assert refused.value.reason is SignatureReason.MALFORMED
    with pytest.raises(ValidationError):
        BadgeClaims.model_validate(FIELDS | change)


@pytest.mark.parametrize("name", list(FIELDS))
def test_no_claim_may_be_missing(name: str) -> None:
    with pytest.raises(ValidationError):
        BadgeClaims.model_validate({key: value for key, value in FIELDS.items() if key != name})


@pytest.mark.parametrize(
    ("lo_s", "hi_s", "expected"),
    [
        (1000, 1000, Validity.VALID),
        (2000, 2000, Validity.VALID),
        (1000, 2000, Validity.VALID),
        (0, 999, Validity.NOT_YET),
        (2001, 9000, Validity.EXPIRED),
        (999, 1000, Validity.UNSURE),
        (2000, 2001, Validity.UNSURE),
        (0, 9000, Validity.UNSURE),
        (2000.5, 2000.5, Validity.EXPIRED),
    ],
)
def test_validity_needs_the_whole_interval(lo_s: float, hi_s: float, expected: Validity) -> None:
    assert badge.validity(CLAIMS, lo_s=lo_s, hi_s=hi_s) is expected
