"""Lists of badges that were called back: read strictly, and never mistaken for a badge."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from lockerd.codes import badge, badge_list, jws
from lockerd.codes.badge_list import BadgeListClaims
from lockerd.codes.jws import JwsType, SignatureError, SignatureReason
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.called_back import BADGES_MAX

CLAIMS = BadgeListClaims(site="amt-1", version=7, badges=("b-17", "b-18"))
FIELDS: dict[str, Any] = {"site": "amt-1", "version": 7, "badges": ["b-17", "b-18"]}


def test_a_list_comes_back_and_is_no_badge(signer: Ed25519PrivateKey) -> None:
    kid = key_id_hex(signer.public_key())
    keys = {kid: signer.public_key()}
    text = badge_list.issue(CLAIMS, key=signer, kid=kid)
    assert badge_list.verify(text, keys=keys) == CLAIMS
    with pytest.raises(SignatureError) as refused:
        badge.verify(text, keys=keys)
    assert refused.value.reason is SignatureReason.WRONG_TYPE


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": "7"},
        {"version": 7.0},
        {"version": True},
        {"badges": ["Erika M"]},
        {"badges": ["b-17", "b-17"]},
        {"badges": "b-17"},
        {"badges": [f"b-{n}" for n in range(BADGES_MAX + 1)]},
        {"exp_s": 1},
    ],
    ids=str,
)
def test_what_is_not_a_list_is_refused(signer: Ed25519PrivateKey, change: dict[str, Any]) -> None:
    kid = key_id_hex(signer.public_key())
    text = jws.sign({**FIELDS, **change}, key=signer, kid=kid, typ=JwsType.BADGE_LIST)
    with pytest.raises(SignatureError) as refused:
        badge_list.verify(text, keys={kid: signer.public_key()})
    assert refused.value.reason is SignatureReason.MALFORMED


def test_the_longest_list_fits(signer: Ed25519PrivateKey) -> None:
    longest = tuple(f"{n:064}" for n in range(BADGES_MAX))
    claims = BadgeListClaims(site="s" * 64, version=2**53 - 1, badges=longest)
    kid = key_id_hex(signer.public_key())
    assert len(badge_list.issue(claims, key=signer, kid=kid)) < jws.MAX_CHARS
    with pytest.raises(ValidationError):
        BadgeListClaims(site="s", version=1, badges=(*longest, "one-more"))
