"""Central's keys, made fresh for every run: commands, badges, and the one to which codes are sealed."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from lockersim import base64url, jws
from lockersim.errors import SimError

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """A pick-up code as central can read it, to be printed on a letter."""

    order: str
    grant: str
    token: str
    typed_code: str
    pickup_number: str


@dataclass(frozen=True, slots=True)
class CentralKeys:
    """Private keys of central."""

    command: Ed25519PrivateKey
    badge: Ed25519PrivateKey
    code: X25519PrivateKey

    @classmethod
    def make(cls) -> Self:
        """Draw three new keys."""
        return cls(Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    def issue_badge(self, badge: str, *, authority: str, role: str = "loading", days: int = 1) -> str:
        """Sign a badge (JWS text) that is good from a minute ago for ``days``."""
        now_s = int(time.time())
        claims = {
            "badge": badge,
            "authority": authority,
            "role": role,
            "nbf_s": now_s - 60,
            "exp_s": now_s + days * DAY_S,
        }
        return jws.sign(claims, key=self.badge, typ=jws.Typ.BADGE)

    def open_code(self, sealed: str, *, site: str) -> OpenedCode:
        """Decrypt a sealed code of ``site``; raises ``SimError``."""
        try:
            plain = SUITE.decrypt(base64url.decode(sealed), self.code, info=f"lockerd/v1/code/{site}".encode())
            return OpenedCode(**json.loads(plain))
        except (InvalidTag, ValueError, TypeError) as error:
            raise SimError(f"a sealed code cannot be opened: {type(error).__name__}") from None


def write_public(key: Ed25519PublicKey | X25519PublicKey, path: Path) -> None:
    """Write a public key as PEM (SubjectPublicKeyInfo)."""
    path.write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))


def seal(plain: dict[str, Any], recipient: X25519PublicKey, *, site: str) -> str:
    """Seal what a lockerd would seal; for tests without one."""
    body = json.dumps(plain).encode()
    return base64url.encode(SUITE.encrypt(body, recipient, info=f"lockerd/v1/code/{site}".encode()))
