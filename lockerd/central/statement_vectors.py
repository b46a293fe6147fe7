"""Test vectors for makers of verifiers: a statement that is good, and such as are none."""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes import base64url, statement
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.codes.statement import StatementClaims
from lockerd.domain.model.statements import CLOCKS_APART_S, NONCE_MS, Purpose

Json = dict[str, Any]

VERIFIER_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x80, 0xA0)))
SITE: Final = "musterstadt-1"


def build() -> Json:
    """The vectors."""
    claims = StatementClaims(
        site=SITE,
        order="0197a2b0-4c1e-7d30-9f4a-6b1c2d3e4f50",
        nonce="5d2a0c7e41b94d7f8a3ce6f0b1927d54",
        purpose=Purpose.PERSON,
        iat_s=1_800_000_000,
    )
    header = {"alg": "Ed25519", "kid": key_id_hex(VERIFIER_KEY.public_key()), "typ": JwsType.STATEMENT.value}
    payload = claims.model_dump(mode="json")
    good = statement.issue(claims, key=VERIFIER_KEY)
    return {
        "rule": "compact JWS over UTF-8 JSON; header exactly alg, kid, typ; payload exactly site, order and nonce as "
        "in statement_for, purpose (person or delegate), iat_s (Unix seconds); at most "
        f"{statement.MAX_CHARS} characters. Good for the nonce that was asked for last, for {NONCE_MS // 60_000} "
        f"minutes and one visit, and while iat_s is at most {CLOCKS_APART_S} s beside the site's trusted time",
        "header": header,
        "payload": payload,
        "jws": good,
        "refused": [
            {"why": "the signature was altered", "jws": good[:-2] + ("AA" if good[-2:] != "AA" else "BA")},
            {"why": "alg EdDSA", "jws": _signed({**header, "alg": "EdDSA"}, payload)},
            {"why": "alg none", "jws": _signed({**header, "alg": "none"}, payload)},
            {"why": "signed for another use", "jws": _signed({**header, "typ": JwsType.BADGE.value}, payload)},
            {"why": "a header too many", "jws": _signed({**header, "cty": "json"}, payload)},
            {"why": "an unknown key", "jws": _signed({**header, "kid": "00000000"}, payload)},
            {"why": "another site", "jws": _signed(header, {**payload, "site": "musterstadt-2"})},
            {"why": "a claim too many", "jws": _signed(header, {**payload, "name": "x"})},
            {"why": "a claim too few", "jws": _signed(header, {k: v for k, v in payload.items() if k != "nonce"})},
            {"why": "an unknown purpose", "jws": _signed(header, {**payload, "purpose": "mayor"})},
            {"why": "a time as text", "jws": _signed(header, {**payload, "iat_s": "1800000000"})},
            {"why": "a nonce that is none of ours", "jws": _signed(header, {**payload, "nonce": "Erika M"})},
            {"why": "too large", "jws": _signed(header, {**payload, "nonce": "0" * statement.MAX_CHARS})},
        ],
    }


def _signed(header: Json, payload: Json) -> str:
    """Signed whatever it says; the library would refuse most of these."""
    parts = [
        base64url.encode(json.dumps(part, sort_keys=True, separators=(",", ":")).encode()) for part in (header, payload)
    ]
    body = ".".join(parts)
    return f"{body}.{base64url.encode(VERIFIER_KEY.sign(body.encode()))}"
