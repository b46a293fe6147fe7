"""Badges: what a staff member or technician shows, signed, so that it can be judged without a network."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from lockerd.codes import jws
from lockerd.codes.jws import JwsType, SignatureError, SignatureReason
from lockerd.domain.model.attempts import BadgeRole

Pseudonym = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", max_length=64)]
"""An id that names no person (design rule 12); no spaces, so that nobody puts a name in."""

UnixSeconds = Annotated[int, Field(ge=0, lt=1 << 40)]


class BadgeClaims(BaseModel):
    """What a badge says; ``nbf_s`` and ``exp_s`` are Unix seconds, both inclusive. It is good at one site."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    badge: Pseudonym
    site: Pseudonym
    authority: Pseudonym
    roles: Annotated[tuple[Annotated[BadgeRole, Field(strict=False)], ...], Field(min_length=1, strict=False)]
    nbf_s: UnixSeconds
    exp_s: UnixSeconds

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.exp_s < self.nbf_s:
            raise ValueError("a badge ends after it begins")
        if len(set(self.roles)) < len(self.roles):
            raise ValueError("a badge says each of its roles once")
        return self


class Validity(StrEnum):
    """A validity period held against trusted time, which is an interval (design rule 10)."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    UNSURE = "unsure"
    """The time is not known well enough to say."""


def issue(claims: BadgeClaims, *, key: Ed25519PrivateKey, kid: str) -> str:
    """Sign a badge."""
    return jws.sign(claims.model_dump(mode="json"), key=key, kid=kid, typ=JwsType.BADGE)


def verify(text: str, *, keys: Mapping[str, Ed25519PublicKey]) -> BadgeClaims:
    """Return what a genuine badge says, whatever the time; raises ``SignatureError``."""
    payload = jws.verify(text, keys=keys, typ=JwsType.BADGE)
    try:
        return BadgeClaims.model_validate(payload)
    except ValidationError:
        raise SignatureError(SignatureReason.MALFORMED) from None


def validity(claims: BadgeClaims, *, lo_s: float, hi_s: float) -> Validity:
    """Judge a badge at a time that lies somewhere in [lo_s, hi_s] (Unix seconds)."""
    if lo_s > claims.exp_s:
        return Validity.EXPIRED
    if hi_s < claims.nbf_s:
        return Validity.NOT_YET
    if claims.nbf_s <= lo_s and hi_s <= claims.exp_s:
        return Validity.VALID
    return Validity.UNSURE
