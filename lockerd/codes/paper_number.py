"""The number of a receipt, with which a copy can be had at the terminal again (rule 18): 11 digits and a check digit.

It is kept nowhere. It follows from the receipt's row and a key, so that it is there at the moment of custody, whoever
brings that about, and the same on each copy; a database that is stolen, or restored, holds none (ADR 31).
"""

import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lockerd.codes import typed
from lockerd.domain.model.ids import ReceiptId
from lockerd.domain.model.receipts import Receipt

_DIGITS = 11
_INFO = b"lockerd/v1/receipt-number"


def number_key(code_hash_key: bytes) -> bytes:
    """The key of these numbers: one of the site's own, derived from that of codes (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO).derive(code_hash_key)


def paper_number(row: Receipt, *, key: bytes) -> str:
    """Its twelve digits; ``key`` is that of ``number_key``.

    What can repeat after a restored backup, the counter, is not all that goes in.
    """
    name = f"{row.id} {row.part!s} {row.lo_s} {row.hi_s} {row.written_ms}"
    drawn = int.from_bytes(hmac.digest(key, name.encode(), "sha256"))
    return typed.with_check_digit(f"{drawn % 10**_DIGITS:0{_DIGITS}d}")


def shown(number: str) -> str:
    """As people read it: ``1234 5678 9012``."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def check(text: str) -> str:
    """The twelve digits of what was typed; raises ``typed.MalformedError`` or ``typed.SlipError``."""
    return typed.checked(text, _DIGITS + 1)


def find(number: str, rows: Iterable[Receipt], *, key: bytes) -> ReceiptId | None:
    """Whose number it is, with the same work whether, and where, it is found; none where two have it."""
    found = [row.id for row in rows if hmac.compare_digest(paper_number(row, key=key), number)]
    return found[0] if len(found) == 1 else None
