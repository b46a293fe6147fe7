"""The list of central's keys, signed by the offline root: JWS, general JSON serialization (RFC 7515, section 7.2.1).

The words are TUF's where they fit: roles with their keys, a version that only rises, an end, and a threshold of root
keys. There is one text for one list with its signatures: no blank, no other order, no signature that is not good.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from lockerd.codes import base64url, jws
from lockerd.codes.badge import Pseudonym
from lockerd.codes.jws import JwsType, SignatureError, SignatureReason
from lockerd.codes.keys import key_id_hex

MAX_CHARS: Final = 8 * 1024
"""Half of what a command holds, in which the list is written down once more as base64url."""
ROOTS_MAX: Final = 8
ISSUERS_MAX: Final = 8
CENTRAL: Final = "central"
"""The issuer whose keys a configuration names in ``[keys]``."""
KEYS_EACH: Final = 2
"""So many at once: one while the other comes or goes."""


def _is_key(text: str) -> str:
    if len(base64url.decode(text)) != 32:
        raise ValueError("a public key has 32 bytes")
    return text


Key = Annotated[str, Field(min_length=43, max_length=43), AfterValidator(_is_key)]
"""The 32 raw bytes of a public key, base64url without padding."""
Keys = Annotated[tuple[Key, ...], Field(min_length=1, max_length=KEYS_EACH, strict=False)]
Moment = Annotated[int, Field(ge=0, lt=1 << 53)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class IssuerKeys(_Strict):
    """The keys of one issuer of commands."""

    issuer: Pseudonym
    keys: Keys
    code_recipient: Key | None = None
    """X25519; to which codes of its authorities are sealed; null: they stay at the site."""


class KeyListClaims(_Strict):
    """What a list says: all keys of central in their roles. It says nothing about anything else."""

    version: Annotated[int, Field(ge=1, lt=1 << 53)]
    issued_s: Moment
    expires_s: Moment
    """Unix seconds, inclusive: until then a site takes it in. One that was taken in holds until a newer one comes."""
    command: Annotated[tuple[IssuerKeys, ...], Field(min_length=1, max_length=ISSUERS_MAX, strict=False)]
    badge: Keys
    code_recipient: Key | None = None
    """X25519; of the issuer `central`; null: codes stay at the site."""

    @model_validator(mode="after")
    def _each_once(self) -> "KeyListClaims":
        if self.expires_s <= self.issued_s:
            raise ValueError("a list ends after it was issued")
        if len({each.issuer for each in self.command}) < len(self.command):
            raise ValueError("an issuer stands there once")
        keys = list(self.keys())
        if len(set(keys)) < len(keys):
            raise ValueError("a key has one use")
        return self

    def keys(self) -> Iterator[str]:
        """All keys, of whatever role."""
        for each in self.command:
            yield from each.keys
            if each.code_recipient is not None:
                yield each.code_recipient
        yield from self.badge
        if self.code_recipient is not None:
            yield self.code_recipient


@dataclass(frozen=True, slots=True)
class GenuineKeyList:
    """A list that as many roots have signed as are asked for."""

    claims: KeyListClaims
    digest: str
    """SHA-256 of what was signed, hex."""
    command: Mapping[str, Ed25519PublicKey]
    """By key id."""
    issuers: Mapping[str, str]
    """Whose command key that is, by key id."""
    badge: Mapping[str, Ed25519PublicKey]
    code_recipient: X25519PublicKey | None
    code_recipients: Mapping[str, X25519PublicKey]
    """By issuer."""


def sign(claims: KeyListClaims, keys: Mapping[str, Ed25519PrivateKey]) -> str:
    """Sign a list with root keys, by key id; raises ``SignatureError`` (oversized)."""
    payload = claims.model_dump(mode="json")
    signed = [jws.sign(payload, key=key, kid=kid, typ=JwsType.KEY_LIST).split(".") for kid, key in keys.items()]
    return _text(signed[0][1], [(protected, signature) for protected, _, signature in signed])


def join(first: str, second: str) -> str:
    """One list with the signatures of both; each root signs where its key is. Raises ``SignatureError``."""
    (payload, mine), (other, theirs) = _parts(first), _parts(second)
    if payload != other:
        raise SignatureError(SignatureReason.MALFORMED)
    return _text(payload, [*mine, *(each for each in theirs if each not in mine)])


def is_signed(text: str) -> bool:
    """Whether this has the form of a list with signatures; nothing is said of whether they are good."""
    try:
        _parts(text)
    except SignatureError:
        return False
    return True


def read(text: str) -> KeyListClaims:
    """What a list says, signed or not yet, unverified; raises pydantic's ``ValidationError``."""
    return KeyListClaims.model_validate_json(base64url.decode(_parts(text)[0]) if is_signed(text) else text)


def verify(text: str, *, roots: Mapping[str, Ed25519PublicKey], threshold: int) -> GenuineKeyList:
    """Return what a genuine list says; raises ``SignatureError``. Version and time are the caller's to judge.

    Every signature has to be good, not only as many as are asked for: what anybody could alter unseen is not there.
    """
    payload, signatures = _parts(text)
    content: dict[str, Any] = {}
    for protected, signature in signatures:
        content = jws.verify(f"{protected}.{payload}.{signature}", keys=roots, typ=JwsType.KEY_LIST)
    if len({protected for protected, _ in signatures}) < max(1, threshold):
        raise SignatureError(SignatureReason.TOO_FEW)
    try:
        claims = KeyListClaims.model_validate(content)
    except ValidationError:
        raise SignatureError(SignatureReason.MALFORMED) from None
    if {base64url.encode(root.public_bytes_raw()) for root in roots.values()} & set(claims.keys()):
        raise SignatureError(SignatureReason.MALFORMED)  # a root signs lists and nothing else
    return _genuine(claims, hashlib.sha256(base64url.decode(payload)).hexdigest())


def _genuine(claims: KeyListClaims, digest: str) -> GenuineKeyList:
    command = {key_id_hex(key): key for each in claims.command for key in map(_ed25519, each.keys)}
    badge = {key_id_hex(key): key for key in map(_ed25519, claims.badge)}
    if len(command.keys() | badge.keys()) < sum(len(each.keys) for each in claims.command) + len(claims.badge):
        raise SignatureError(SignatureReason.MALFORMED)  # two keys of one short name
    return GenuineKeyList(
        claims=claims,
        digest=digest,
        command=command,
        issuers={key_id_hex(_ed25519(key)): each.issuer for each in claims.command for key in each.keys},
        badge=badge,
        code_recipient=_x25519(claims.code_recipient),
        code_recipients=_recipients(claims),
    )


def _ed25519(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64url.decode(text))


def _recipients(claims: KeyListClaims) -> dict[str, X25519PublicKey]:
    said = {each.issuer: each.code_recipient for each in claims.command}
    said[CENTRAL] = said.get(CENTRAL) or claims.code_recipient
    return {issuer: key for issuer, text in said.items() if (key := _x25519(text))}


def _x25519(text: str | None) -> X25519PublicKey | None:
    return None if text is None else X25519PublicKey.from_public_bytes(base64url.decode(text))


def _text(payload: str, signatures: list[tuple[str, str]]) -> str:
    said = [{"protected": protected, "signature": signature} for protected, signature in signatures]
    text = json.dumps({"payload": payload, "signatures": said}, separators=(",", ":"))
    if len(text) > MAX_CHARS:
        raise SignatureError(SignatureReason.OVERSIZED)
    return text


def _parts(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Payload and signatures; raises ``SignatureError`` for whatever ``_text`` would not write."""
    if len(text) > MAX_CHARS:
        raise SignatureError(SignatureReason.OVERSIZED)
    try:
        read = json.loads(text)
        payload = str(read["payload"])
        signatures = [(str(each["protected"]), str(each["signature"])) for each in read["signatures"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SignatureError(SignatureReason.MALFORMED) from None
    if _text(payload, signatures) != text or not 1 <= len(signatures) <= ROOTS_MAX:
        raise SignatureError(SignatureReason.MALFORMED)
    if len({protected for protected, _ in signatures}) < len(signatures):
        raise SignatureError(SignatureReason.MALFORMED)
    return payload, signatures
