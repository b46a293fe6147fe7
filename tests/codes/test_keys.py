"""Keys as PEM: read back alike, and a wrong kind is named."""

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import keys
from lockerd.codes.keys import KeyFormatError

ED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
X = X25519PrivateKey.from_private_bytes(bytes(range(32)))
P256 = ec.derive_private_key(7, ec.SECP256R1())
ENCRYPTED = ED.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
)
P256_PRIVATE = P256.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
P256_PUBLIC = P256.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


def test_keys_read_back_alike() -> None:
    assert keys.load_ed25519_private(keys.private_pem(ED)).private_bytes_raw() == ED.private_bytes_raw()
    assert keys.load_ed25519_public(keys.public_pem(ED.public_key())) == ED.public_key()
    assert keys.load_x25519_public(keys.public_pem(X.public_key())) == X.public_key()
    assert keys.private_pem(ED).startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert keys.public_pem(X.public_key()).startswith(b"-----BEGIN PUBLIC KEY-----\n")


def test_the_key_of_rfc_8410_is_read() -> None:
    body = b"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
    pem = b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"
    raw = bytes.fromhex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
    assert keys.load_ed25519_public(pem).public_bytes_raw() == raw


@pytest.mark.parametrize(
    ("load", "expected", "wrong"),
    [
        (keys.load_ed25519_private, "an Ed25519 private key", [keys.private_pem(X), P256_PRIVATE]),
        (keys.load_ed25519_public, "an Ed25519 public key", [keys.public_pem(X.public_key()), P256_PUBLIC]),
        (keys.load_x25519_public, "an X25519 public key", [keys.public_pem(ED.public_key()), P256_PUBLIC]),
    ],
)
def test_a_wrong_kind_is_refused_by_name(load: Callable[[bytes], object], expected: str, wrong: list[bytes]) -> None:
    for pem in wrong:
        with pytest.raises(KeyFormatError, match=f"expected {expected}, found \\w+"):
            load(pem)
    for nonsense in (b"", b"hello", b"\xff" * 100, keys.private_pem(ED)[:60], b"-----BEGIN CERTIFICATE-----\n"):
        with pytest.raises(KeyFormatError, match=f"expected {expected} as PEM"):
            load(nonsense)


def test_private_and_public_are_not_mixed_up() -> None:
    with pytest.raises(KeyFormatError, match="private key"):
        keys.load_ed25519_private(keys.public_pem(ED.public_key()))
    with pytest.raises(KeyFormatError, match="public key"):
        keys.load_ed25519_public(keys.private_pem(ED))


def test_an_encrypted_key_says_so_and_no_refusal_holds_the_key() -> None:
    with pytest.raises(KeyFormatError, match="without a passphrase") as refused:
        keys.load_ed25519_private(ENCRYPTED)
    assert ENCRYPTED.decode().split("\n")[1] not in str(refused.value)


def test_a_key_id_is_the_start_of_the_hash_of_the_raw_key() -> None:
    expected = hashlib.sha256(ED.public_key().public_bytes_raw()).digest()[:4]
    assert keys.key_id(ED.public_key()) == expected
    assert keys.key_id_hex(ED.public_key()) == expected.hex()
    assert keys.key_id(X.public_key()) != expected
