"""The digits of the second secret: drawn, sealed with the code, kept as a keyed hash."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import seal, second_secret
from lockerd.codes.issue import Issuer
from lockerd.codes.typed import MalformedError, SlipError
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.ids import OrderId

ASKS = ((Precondition.SECOND_SECRET,),)
KEY = bytes(range(32))
CENTRAL = X25519PrivateKey.from_private_bytes(b"c" * 32)
ISSUER = Issuer("musterstadt-1", Ed25519PrivateKey.from_private_bytes(b"s" * 32), KEY, CENTRAL.public_key())


def random(seed: int):
    """Bytes that are other ones each time."""
    drawn = iter(range(seed, seed + 100))
    return lambda count: hashlib.shake_256(bytes([next(drawn) % 256, seed % 256])).digest(count)


def opened(sealed: str) -> dict[str, str]:
    plain = seal.open_sealed(sealed, CENTRAL, info=b"lockerd/v1/code/musterstadt-1")
    return dict(json.loads(plain))


def test_it_is_sealed_with_the_code_and_kept_as_a_hash_only() -> None:
    issued = ISSUER.issue(OrderId("o-1"), 1_900_000_000, random(1), asks=ASKS)
    digits = opened(issued.fresh.sealed)["second_secret"]
    stored = issued.fresh.record.second
    assert second_secret.check(digits) == digits
    assert stored is not None
    assert second_secret.fits(digits, stored, key=KEY)
    assert not second_secret.fits(digits, stored, key=bytes(32)), "the database alone is worth nothing"
    assert stored.salt != issued.fresh.record.salt
    assert digits not in repr(issued)
    assert digits.encode() not in stored.keyed_hash


def test_a_code_that_needs_none_has_none() -> None:
    issued = ISSUER.issue(OrderId("o-1"), 1_900_000_000, random(1))
    assert issued.fresh.record.second is None
    assert "second_secret" not in opened(issued.fresh.sealed)


def test_the_digits_are_drawn_and_not_taken_from_the_code() -> None:
    codes = [ISSUER.issue(OrderId("o"), 1_900_000_000, random(n), asks=ASKS) for n in range(50)]
    found = [opened(issued.fresh.sealed) for issued in codes]
    assert len({each["second_secret"] for each in found}) > 45
    assert not any(each["typed_code"].startswith(each["second_secret"][:6]) for each in found)


def test_nobodys_secret_fits_nothing() -> None:
    assert not any(second_secret.fits(f"{number:06d}0", None, key=KEY) for number in range(1_000))


@pytest.mark.parametrize(("text", "error"), [("123 456", MalformedError), ("1234567", SlipError), ("", MalformedError)])
def test_what_is_none_is_said_before_anything_is_compared(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        second_secret.check(text)


def test_it_is_read_as_people_write_it() -> None:
    assert second_secret.check("123 4566") == second_secret.check("123-456-6") == "1234566"
