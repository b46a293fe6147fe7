"""Checkpoints as signed notes: what C2SP publishes is read, what is altered is not."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from log_kit import KEY, ORIGIN, OTHER, PUBLIC, checkpoint

from lockerd.codes import note
from lockerd.codes.note import Checkpoint, NoteError, NoteReason

WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
NAME = "county.example/witness"


def reason(text: str, key: Ed25519PublicKey = PUBLIC) -> NoteReason:
    with pytest.raises(NoteError) as refused:
        note.verify(text, key=key)
    found: NoteReason = refused.value.reason
    return found


def cosigned(text: str, *, at_s: int = 1_800_000_100, name: str = NAME) -> str:
    """By hand, as tlog-cosignature has it."""
    signed = f"cosignature/v1\ntime {at_s}\n{text.partition(chr(10) * 2)[0]}\n"
    public = WITNESS.public_key().public_bytes_raw()
    key_id = hashlib.sha256(f"{name}\n".encode() + b"\x04" + public).digest()[:4]
    raw = key_id + at_s.to_bytes(8, "big") + WITNESS.sign(signed.encode())
    return f"{text}— {name} {base64.b64encode(raw).decode()}\n"


def test_a_checkpoint_is_three_lines_and_the_sites_signature() -> None:
    said = checkpoint(7)
    text = note.sign(said, key=KEY)
    origin, size, root, empty, signature, end = text.split("\n")
    assert (origin, size, empty, end) == (ORIGIN, "7", "", "")
    assert base64.b64decode(root) == said.root
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("—", ORIGIN)
    raw = base64.b64decode(encoded)
    assert raw[:4] == hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + PUBLIC.public_bytes_raw()).digest()[:4]
    PUBLIC.verify(raw[4:], f"{origin}\n{size}\n{root}\n".encode())
    assert note.verify(text, key=PUBLIC) == said
    assert note.sign(said, key=KEY) == text, "the same again, byte for byte"


def test_the_published_note_of_c2sp_has_the_same_key_id_and_signature() -> None:
    """The example of golang.org/x/mod/sumdb/note, which the format comes from."""
    name, key_id, public = "PeterNeumann", "c74f20a3", base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert public[:1] == b"\x01"
    key = Ed25519PublicKey.from_public_bytes(public[1:])
    assert note._key_id(name, b"\x01", key).hex() == key_id
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    [(found, raw)] = note._lines(line)
    assert (found, raw[:4].hex()) == (name, key_id)
    key.verify(raw[4:], text.encode())


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda text: text.replace("\n7\n", "\n8\n"), NoteReason.BAD_SIGNATURE),
        (lambda text: text.replace("/log/1\n", "/log/2\n", 1), NoteReason.UNKNOWN_KEY),
        (lambda text: text.replace("\n7\n", "\n07\n"), NoteReason.MALFORMED),
        (lambda text: text.replace("\n7\n", "\n9007199254740992\n"), NoteReason.MALFORMED),
        (lambda text: text.replace("\n7\n", "\n+7\n"), NoteReason.MALFORMED),
        (lambda text: text.replace("\n\n", "\nextension\n\n"), NoteReason.MALFORMED),
        (lambda text: text.replace("\n\n", "\n"), NoteReason.MALFORMED),
        (lambda text: text.replace("lockerd/v1", "lockerd/v2"), NoteReason.MALFORMED),
        (lambda text: text.removesuffix("\n"), NoteReason.MALFORMED),
        (lambda text: text + "\n", NoteReason.MALFORMED),
        (lambda text: text.replace("— ", "- "), NoteReason.MALFORMED),
        (lambda text: text.partition("— ")[0], NoteReason.UNKNOWN_KEY),
        (lambda text: text * 100, NoteReason.MALFORMED),
        (lambda _: "", NoteReason.MALFORMED),
    ],
)
def test_what_was_altered_is_no_checkpoint(spoil: object, wanted: NoteReason) -> None:
    assert callable(spoil)
    assert reason(spoil(note.sign(checkpoint(7), key=KEY))) is wanted


def test_another_sites_key_signs_no_checkpoint_of_this_one() -> None:
    assert reason(note.sign(checkpoint(7), key=OTHER)) is NoteReason.UNKNOWN_KEY


def test_a_witness_signs_beside_the_site_and_says_when() -> None:
    text = cosigned(note.sign(checkpoint(7), key=KEY))
    assert note.verify(text, key=PUBLIC) == checkpoint(7)
    assert note.witnessed_s(text, key=WITNESS.public_key()) == 1_800_000_100
    assert note.witnessed_s(text, key=PUBLIC) is None
    assert note.witnessed_s(note.sign(checkpoint(7), key=KEY), key=WITNESS.public_key()) is None


def test_a_countersignature_of_another_time_or_log_is_none() -> None:
    text = cosigned(note.sign(checkpoint(7), key=KEY))
    other = cosigned(note.sign(checkpoint(6), key=KEY))
    moved = note.sign(checkpoint(7), key=KEY) + other.splitlines(keepends=True)[-1]
    raw = bytearray(base64.b64decode(text.splitlines()[-1].split(" ")[2]))
    raw[11] ^= 1
    later = text.replace(text.splitlines()[-1].split(" ")[2], base64.b64encode(raw).decode())
    for spoilt in (moved, later):
        with pytest.raises(NoteError) as refused:
            note.witnessed_s(spoilt, key=WITNESS.public_key())
        assert refused.value.reason is NoteReason.BAD_SIGNATURE


def test_origins_name_site_and_epoch() -> None:
    assert note.named_by(note.origin_of("musterstadt-1", 3)) == ("musterstadt-1", 3)
    for origin in ("", "lockerd/v1/x/log/0", "lockerd/v1/X/log/1", "lockerd/v1/x/log/1 ", "example.com/log"):
        assert note.named_by(origin) is None
    assert Checkpoint("a", 0, bytes(32)).text == "a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
