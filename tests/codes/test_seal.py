"""Sealed codes: only the recipient opens them, only unaltered, only for their purpose."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import base64url
from lockerd.codes.seal import SealError, open_sealed, seal

RECIPIENT = X25519PrivateKey.from_private_bytes(bytes(range(32)))
INFO = b"rathaus-1/order-1"
PLAIN = b"LK1:" + b"0" * 174


@pytest.fixture(scope="module")
def sealed() -> str:
    return seal(PLAIN, RECIPIENT.public_key(), info=INFO)


def test_the_recipient_opens_it(sealed: str) -> None:
    assert open_sealed(sealed, RECIPIENT, info=INFO) == PLAIN
    assert len(base64url.decode(sealed)) == len(PLAIN) + 48
    assert open_sealed(seal(b"", RECIPIENT.public_key(), info=b""), RECIPIENT, info=b"") == b""


def test_no_two_sealings_are_alike(sealed: str) -> None:
    assert seal(PLAIN, RECIPIENT.public_key(), info=INFO) != sealed


def test_another_key_or_purpose_opens_nothing(sealed: str) -> None:
    with pytest.raises(SealError):
        open_sealed(sealed, X25519PrivateKey.from_private_bytes(bytes(range(1, 33))), info=INFO)
    with pytest.raises(SealError):
        open_sealed(sealed, RECIPIENT, info=b"rathaus-1/order-2")


def test_every_flipped_bit_is_noticed(sealed: str) -> None:
    raw = base64url.decode(sealed)
    for bit in range(len(raw) * 8):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealError):
            open_sealed(base64url.encode(bytes(altered)), RECIPIENT, info=INFO)


def test_truncated_and_foreign_texts_are_refused(sealed: str) -> None:
    for text in (*(sealed[:length] for length in range(0, len(sealed), 7)), sealed + "=", sealed + "A", "ß", "\x00"):
        with pytest.raises(SealError):
            open_sealed(text, RECIPIENT, info=INFO)


def test_a_point_of_small_order_is_refused() -> None:
    with pytest.raises(SealError):
        open_sealed(base64url.encode(bytes(32) + bytes(48)), RECIPIENT, info=INFO)
