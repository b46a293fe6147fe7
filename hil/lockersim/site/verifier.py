"""A simulated verifier beside the terminal: it looks at whoever stands there and signs that it is them, or does not."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockercentral import jws
from lockercentral.keys import write_public

TYP = "lockerd-statement+jws"
KEY_FILE = "keys/verifier.pub.pem"


class Verifier:
    """With a key of its own. It is handed what the terminal got, and hands back a statement."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.last: dict[str, str] = {}
        """By order: what it has signed last; somebody may have listened in."""

    def enroll(self, root: Path) -> None:
        """Write its public key where the configuration of the site below ``root`` names it."""
        write_public(self._key.public_key(), root / KEY_FILE)

    def sign(self, wanted: Mapping[str, Any], *, purpose: str = "person") -> str:
        """Sign that whoever stands there is the one for whom the order waits."""
        self.last[wanted["order"]] = self._signed(wanted, purpose, self._key)
        return self.last[wanted["order"]]

    def forge(self, wanted: Mapping[str, Any]) -> str:
        """The same, by somebody who has no key that the site knows."""
        return self._signed(wanted, "person", Ed25519PrivateKey.generate())

    def _signed(self, wanted: Mapping[str, Any], purpose: str, key: Ed25519PrivateKey) -> str:
        claims = {**wanted, "purpose": purpose, "iat_s": int(time.time())}
        return jws.sign(claims, key=key, typ=TYP)
