"""Statements of verifiers, compact JWS: that whoever stands at the terminal is the one for whom an order waits.

Nothing else has room in one: no name, no number of a document, no picture (design rule 12).
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from lockerd.codes import jws
from lockerd.codes.badge import Pseudonym, UnixSeconds
from lockerd.codes.jws import JwsType, SignatureError
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.statements import NO_STATEMENT, Purpose, Statement

MAX_CHARS: Final = 1_024
"""One is some 350 characters long."""


class StatementClaims(BaseModel):
    """What one says; ``iat_s`` are Unix seconds by the verifier's clock."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    site: Pseudonym
    order: Pseudonym
    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    purpose: Annotated[Purpose, Field(strict=False)]
    iat_s: UnixSeconds


def issue(claims: StatementClaims, *, key: Ed25519PrivateKey) -> str:
    """Sign a statement."""
    kid = key_id_hex(key.public_key())
    return jws.sign(claims.model_dump(mode="json"), key=key, kid=kid, typ=JwsType.STATEMENT)


def read(text: str, *, site_id: str, keys: Mapping[str, Ed25519PublicKey]) -> Statement:
    """What a verifier has signed for this site, ``keys`` being theirs by id; ``NO_STATEMENT`` of anything
    else.

    Whether it is for this order, for this nonce and of now is for the domain to judge.
    """
    if len(text) > MAX_CHARS:
        return NO_STATEMENT
    for verifier, key in keys.items():
        try:
            payload = jws.verify(text, keys={key_id_hex(key): key}, typ=JwsType.STATEMENT)
            claims = StatementClaims.model_validate(payload)
        except (SignatureError, ValidationError):
            continue
        if claims.site != site_id:
            return NO_STATEMENT
        return Statement(
            verifier=verifier,
            purpose=claims.purpose,
            order=OrderId(claims.order),
            nonce=claims.nonce,
            iat_s=claims.iat_s,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    return NO_STATEMENT
