"""The list of badges that were called back, as a signed file that somebody carries to a site without a network."""

from collections.abc import Mapping
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lockerd.codes import jws
from lockerd.codes.badge import Pseudonym
from lockerd.codes.jws import JwsType, SignatureError, SignatureReason
from lockerd.domain.model.called_back import BADGES_MAX


def _each_once(badges: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(badges)) < len(badges):
        raise ValueError("a list names each badge once")
    return badges


class BadgeListClaims(BaseModel):
    """What a list says: for which site, its version, and all badges that are called back there."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    site: Pseudonym
    version: Annotated[int, Field(ge=1, lt=1 << 53)]
    badges: Annotated[tuple[Pseudonym, ...], Field(max_length=BADGES_MAX, strict=False), AfterValidator(_each_once)]


def issue(claims: BadgeListClaims, *, key: Ed25519PrivateKey, kid: str) -> str:
    """Sign a list."""
    return jws.sign(claims.model_dump(mode="json"), key=key, kid=kid, typ=JwsType.BADGE_LIST)


def verify(text: str, *, keys: Mapping[str, Ed25519PublicKey]) -> BadgeListClaims:
    """Return what a genuine list says; raises ``SignatureError``. Whose site it is for is the caller's to judge."""
    payload = jws.verify(text, keys=keys, typ=JwsType.BADGE_LIST)
    try:
        return BadgeListClaims.model_validate(payload)
    except ValidationError:
        raise SignatureError(SignatureReason.MALFORMED) from None
