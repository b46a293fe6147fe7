"""Making a fresh code for an order: token, typed digits, pick-up number, second secret, and all of it for central."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from lockerd.codes import paper_number, receipt, seal, second_secret, token, typed, walk_in
from lockerd.codes.keys import receipt_key
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.document_classes import Precondition, Steps
from lockerd.domain.model.grants import CodeRecord, SecondSecret
from lockerd.domain.model.ids import GrantId, OrderId, ReceiptId
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Now

GRANT_BYTES: Final = 16
TOKEN_LIFE_S: Final = 2 * 366 * 24 * 3600
"""Outer bound of a token, well above the longest retention (90 days) with its extensions (design rule 10)."""


def outer_bound_s(now: Now) -> int:
    """The ``exp`` of a token issued now, Unix seconds."""
    return (now.lo_s if now.hi_s is None else now.hi_s) + TOKEN_LIFE_S


def _has_secret(asks: Steps) -> bool:
    return any(Precondition.SECOND_SECRET in step for step in asks)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """One fresh code in clear. Lives in memory until its visit ends; its secrets never show in a ``repr``."""

    fresh: FreshCode
    token: str = field(repr=False)
    typed_code: str = field(repr=False)
    pickup_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Issuer:
    """What a site needs to issue codes, and papers for people."""

    site_id: str
    site_key: Ed25519PrivateKey = field(repr=False)
    code_hash_key: bytes = field(repr=False)
    recipient: X25519PublicKey | Callable[[str], X25519PublicKey | None] | None
    """Central's key, or what says which it is now of an authority; None: codes are not sent, only shown at the site."""

    def issue(
        self,
        order: OrderId,
        exp_s: int,
        random: Callable[[int], bytes],
        *,
        taken: Collection[str] = (),
        asks: Steps = (),
        authority: str = "",
    ) -> IssuedCode:
        """Make a code for ``order`` whose token is good until ``exp_s`` (Unix seconds) at the very most.

        ``taken`` are the pick-up numbers that live codes have: none is given twice (design rule 11). ``asks``: what
        is needed besides; a second secret among it nobody at the site learns, whoever made the code. ``authority``:
        whose order it is; its central learns the code.
        """
        grant = random(GRANT_BYTES)
        text = token.sign(grant, site_id=self.site_id, exp_s=exp_s, key=self.site_key)
        digits = typed.typed_code(typed.fresh_digits(random(typed.RANDOM_BYTES)))
        number = typed.pickup_number(random(typed.RANDOM_BYTES), taken)
        salt = random(typed.SALT_BYTES)
        secret = second_secret.fresh(random(typed.RANDOM_BYTES)) if _has_secret(asks) else None
        record = CodeRecord(
            salt=salt,
            keyed_hash=typed.keyed_hash(digits, key=self.code_hash_key, salt=salt),
            pickup_number=number,
            second=None if secret is None else self._record(secret, random(typed.SALT_BYTES)),
            asks=asks,
        )
        plain = {
            "order": order,
            "grant": grant.hex(),
            "token": text,
            "typed_code": digits,
            "pickup_number": number,
            **({} if secret is None else {"second_secret": secret}),
        }
        fresh = FreshCode(grant=GrantId(grant.hex()), record=record, sealed=self._sealed(plain, authority))
        return IssuedCode(fresh=fresh, token=text, typed_code=digits, pickup_number=number)

    def sign_paper(self, row: Receipt) -> str:
        """A receipt or a record as the text of its QR code; the same each time it is asked for."""
        return receipt.sign(row, site_id=self.site_id, key=receipt_key(self.site_key))

    def paper_number(self, row: Receipt) -> str:
        """With what a copy of a receipt can be had again."""
        return paper_number.paper_number(row, key=paper_number.number_key(self.code_hash_key))

    def visit_number(self, order: OrderId) -> str:
        """With what whoever handed this in without a code can have the receipt, once there is one."""
        return walk_in.visit_number(order, key=paper_number.number_key(self.code_hash_key))

    def find_paper(self, number: str, rows: Sequence[Receipt]) -> ReceiptId | None:
        """Whose number that is: its own or, of what was brought without a code, that of the visit."""
        key = paper_number.number_key(self.code_hash_key)
        mine, of_visit = paper_number.find(number, rows, key=key), walk_in.find(number, rows, key=key)
        return of_visit if mine is None else mine

    def _record(self, secret: str, salt: bytes) -> SecondSecret:
        return second_secret.record(secret, key=self.code_hash_key, salt=salt)

    def _sealed(self, plain: Mapping[str, str], authority: str) -> str:
        named = self.recipient
        recipient = named if named is None or isinstance(named, X25519PublicKey) else named(authority)
        if recipient is None:
            return ""
        info = b"lockerd/v1/code/" + self.site_id.encode()
        return seal.seal(json.dumps(plain, sort_keys=True).encode(), recipient, info=info)
