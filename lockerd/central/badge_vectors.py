"""Test vectors for whoever issues badges: one that is good, when it is, and such as are refused whatever the time."""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import badge, badge_list, base64url
from lockerd.codes.badge import BadgeClaims, validity
from lockerd.codes.badge_list import BadgeListClaims
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.called_back import BADGES_MAX

Json = dict[str, Any]

BADGE_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x60, 0x80)))
NBF_S: Final = 1_800_000_000
EXP_S: Final = 1_800_043_200


def build() -> Json:
    """The vectors."""
    kid = key_id_hex(BADGE_KEY.public_key())
    roles = (BadgeRole.LOADING, BadgeRole.RETRIEVAL)
    claims = BadgeClaims(badge="b-4711", site="musterstadt-1", authority="stadt", roles=roles, nbf_s=NBF_S, exp_s=EXP_S)
    header = {"alg": "Ed25519", "kid": kid, "typ": JwsType.BADGE.value}
    payload = claims.model_dump(mode="json")
    good = badge.issue(claims, key=BADGE_KEY, kid=kid)
    return {
        "rule": "compact JWS over UTF-8 JSON; header exactly alg, kid, typ; payload exactly badge, site, authority, "
        "roles (one or several, each once), nbf_s, exp_s (Unix seconds, both inclusive). True time lies in "
        "[lo_s, hi_s]: valid if all of it lies within, expired if it lies behind, not_yet if it lies before, unsure "
        "otherwise; valid and unsure are accepted",
        "header": header,
        "payload": payload,
        "jws": good,
        "at": [
            {"lo_s": lo_s, "hi_s": hi_s, "validity": validity(claims, lo_s=lo_s, hi_s=hi_s).value}
            for lo_s, hi_s in (
                (NBF_S, EXP_S),
                (NBF_S - 10, NBF_S - 1),
                (NBF_S - 1, NBF_S),
                (EXP_S, EXP_S + 1),
                (EXP_S + 1, EXP_S + 10),
            )
        ],
        "refused": [
            {"why": "the signature was altered", "jws": good[:-2] + ("AA" if good[-2:] != "AA" else "BA")},
            {"why": "alg EdDSA", "jws": _signed({**header, "alg": "EdDSA"}, payload)},
            {"why": "signed for another use", "jws": _signed({**header, "typ": JwsType.COMMAND.value}, payload)},
            {"why": "a header too many", "jws": _signed({**header, "cty": "json"}, payload)},
            {"why": "an unknown key", "jws": _signed({**header, "kid": "00000000"}, payload)},
            {"why": "a claim too many", "jws": _signed(header, {**payload, "name": "x"})},
            {"why": "a claim too few", "jws": _signed(header, {k: v for k, v in payload.items() if k != "site"})},
            {"why": "an unknown role", "jws": _signed(header, {**payload, "roles": ["loading", "mayor"]})},
            {"why": "no role", "jws": _signed(header, {**payload, "roles": []})},
            {"why": "a role as text", "jws": _signed(header, {**payload, "roles": "loading"})},
            {"why": "the same role twice", "jws": _signed(header, {**payload, "roles": ["loading", "loading"]})},
            {"why": "times as text", "jws": _signed(header, {**payload, "exp_s": str(EXP_S)})},
            {"why": "ends before it begins", "jws": _signed(header, {**payload, "exp_s": NBF_S - 1})},
            {"why": "a blank in the badge's id", "jws": _signed(header, {**payload, "badge": "Erika M"})},
        ],
    }


def build_list() -> Json:
    """A list of badges that were called back."""
    kid = key_id_hex(BADGE_KEY.public_key())
    claims = BadgeListClaims(site="musterstadt-1", version=7, badges=("b-4711", "b-4712"))
    header = {"alg": "Ed25519", "kid": kid, "typ": JwsType.BADGE_LIST.value}
    payload = claims.model_dump(mode="json")
    good = badge_list.issue(claims, key=BADGE_KEY, kid=kid)
    return {
        "rule": "compact JWS like a badge's, with typ of its own, by the same key; payload exactly site, version "
        f"(counted up, from 1), badges (at most {BADGES_MAX} ids, each once). It takes the place of the list before; "
        "an older version is refused",
        "header": header,
        "payload": payload,
        "jws": good,
        "refused": [
            {"why": "the signature was altered", "jws": good[:-2] + ("AA" if good[-2:] != "AA" else "BA")},
            {"why": "signed as a badge", "jws": _signed({**header, "typ": JwsType.BADGE.value}, payload)},
            {"why": "an unknown key", "jws": _signed({**header, "kid": "00000000"}, payload)},
            {"why": "a claim too many", "jws": _signed(header, {**payload, "exp_s": EXP_S})},
            {"why": "a claim too few", "jws": _signed(header, {k: v for k, v in payload.items() if k != "version"})},
            {"why": "version 0", "jws": _signed(header, {**payload, "version": 0})},
            {"why": "a version as text", "jws": _signed(header, {**payload, "version": "7"})},
            {"why": "the same badge twice", "jws": _signed(header, {**payload, "badges": ["b-4711", "b-4711"]})},
            {"why": "too many badges", "jws": _signed(header, {**payload, "badges": [f"b-{n}" for n in range(101)]})},
            {"why": "a blank in a badge's id", "jws": _signed(header, {**payload, "badges": ["Erika M"]})},
        ],
    }


def _signed(header: Json, payload: Json) -> str:
    """Signed whatever it says; the library would refuse most of these."""
    parts = [
        base64url.encode(json.dumps(part, sort_keys=True, separators=(",", ":")).encode()) for part in (header, payload)
    ]
    body = ".".join(parts)
    return f"{body}.{base64url.encode(BADGE_KEY.sign(body.encode()))}"
