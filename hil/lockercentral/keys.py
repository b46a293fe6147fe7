"""Central's keys, made fresh for every run: commands, badges, and the one to which codes are sealed."""

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from lockercentral import base64url, jws
from lockercentral.errors import CentralError

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
HOUR_S = 3600
KEY_BYTES = 32
"""Of a private key of Ed25519 (RFC 8032, 5.1.5) or X25519 (RFC 7748)."""
TEST_KEYS = ("command", "badge", "code")
"""Names of the files, in the order of the fields of ``CentralKeys``."""
STAFF_ROLES = ("loading", "retrieval")
"""What a badge of ordinary staff is for."""


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """A pick-up code as central can read it, to be printed on a letter."""

    order: str
    grant: str
    token: str
    typed_code: str
    pickup_number: str
    second_secret: str | None = None
    """To be sent by another way than the rest; None: the code is enough."""


@dataclass(frozen=True, slots=True)
class CentralKeys:
    """Private keys of central."""

    command: Ed25519PrivateKey
    badge: Ed25519PrivateKey
    code: X25519PrivateKey

    @classmethod
    def make(cls, random: Callable[[int], bytes] = secrets.token_bytes) -> Self:
        """Draw three new keys."""
        sign = Ed25519PrivateKey.from_private_bytes
        return cls(
            sign(random(KEY_BYTES)), sign(random(KEY_BYTES)), X25519PrivateKey.from_private_bytes(random(KEY_BYTES))
        )

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the test keys that a demo wrote; raises ``CentralError``."""
        try:
            command, badge, code = (
                serialization.load_pem_private_key((folder / f"{name}.pem").read_bytes(), password=None)
                for name in TEST_KEYS
            )
        except (OSError, ValueError) as error:
            raise CentralError(
                f"no test keys in {folder} ({type(error).__name__}): `lockersim demo` writes them"
            ) from None
        assert isinstance(command, Ed25519PrivateKey)
        assert isinstance(badge, Ed25519PrivateKey)
        assert isinstance(code, X25519PrivateKey)
        return cls(command, badge, code)

    def write(self, folder: Path) -> None:
        """Write the private keys for makers of terminals and centrals, who sign and open with them what they test."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys: tuple[Ed25519PrivateKey | X25519PrivateKey, ...] = (self.command, self.badge, self.code)
        for name, key in zip(TEST_KEYS, keys, strict=True):
            pem = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            (folder / f"{name}.pem").touch(mode=0o600)
            (folder / f"{name}.pem").write_bytes(pem)

    def issue_badge(
        self,
        badge: str,
        *,
        site: str,
        authority: str,
        roles: Sequence[str] = STAFF_ROLES,
        hours: int = 24,
        now_s: int | None = None,
    ) -> str:
        """Sign a badge (JWS text) that is good from a minute ago for ``hours``."""
        now_s = int(time.time()) if now_s is None else now_s
        claims = {
            "badge": badge,
            "site": site,
            "authority": authority,
            "roles": list(roles),
            "nbf_s": now_s - 60,
            "exp_s": now_s + hours * HOUR_S,
        }
        return jws.sign(claims, key=self.badge, typ=jws.Typ.BADGE)

    def issue_badge_list(self, version: int, badges: Sequence[str], *, site: str) -> str:
        """Sign the list (JWS text) of all badges that are called back at a site."""
        claims = {"site": site, "version": version, "badges": list(badges)}
        return jws.sign(claims, key=self.badge, typ=jws.Typ.BADGE_LIST)

    def open_code(self, sealed: str, *, site: str) -> OpenedCode:
        """Decrypt a sealed code of ``site``; raises ``CentralError``."""
        try:
            plain = SUITE.decrypt(base64url.decode(sealed), self.code, info=f"lockerd/v1/code/{site}".encode())
            return OpenedCode(**json.loads(plain))
        except (InvalidTag, ValueError, TypeError) as error:
            raise CentralError(f"a sealed code cannot be opened: {type(error).__name__}") from None


def write_public(key: Ed25519PublicKey | X25519PublicKey, path: Path) -> None:
    """Write a public key as PEM (SubjectPublicKeyInfo)."""
    path.write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))


def seal(plain: dict[str, Any], recipient: X25519PublicKey, *, site: str) -> str:
    """Seal what a lockerd would seal; for tests without one."""
    body = json.dumps(plain).encode()
    return base64url.encode(SUITE.encrypt(body, recipient, info=f"lockerd/v1/code/{site}".encode()))
