"""``[[issuer]]``: whoever may command this site, for which authorities, and with which keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from pydantic import Field

from lockerd.codes.key_list import CENTRAL, ISSUERS_MAX, KEYS_EACH
from lockerd.config.parts import LocalPath, Table, Word

ONE_FOR_ALL: Final = CENTRAL
"""What the central of ``[keys]`` is called in its commands; it speaks for all that no ``[[issuer]]`` names."""

__all__ = ["ISSUERS_MAX", "ONE_FOR_ALL", "CommandIssuer", "IssuerConfig"]


class IssuerConfig(Table):
    """A central beside the one of ``[keys]``, or in its place, with keys of its own."""

    id: Word
    """What it calls itself in its commands."""
    authorities: Annotated[tuple[Word, ...], Field(strict=False, min_length=1)] | None = None
    """For which it speaks; None: for all."""
    command: Annotated[tuple[LocalPath, ...], Field(strict=False, min_length=1, max_length=KEYS_EACH)]
    """Its public keys: two while one replaces the other."""
    code_recipient: LocalPath | None = None
    """To which codes of its authorities are sealed; None: they stay at the site."""


@dataclass(frozen=True, slots=True)
class CommandIssuer:
    """Who may sign what. A key list may give an issuer other keys, and never other authorities."""

    name: str
    authorities: frozenset[str] | None
    """None: all."""
    command: Mapping[str, Ed25519PublicKey]
    """By key id."""
    code_recipient: X25519PublicKey | None
    """To which codes of its authorities are sealed; None: they stay at the site."""

    def speaks_for(self, authority: str) -> bool:
        """Whether it does."""
        return self.authorities is None or authority in self.authorities
