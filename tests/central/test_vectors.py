"""The test vectors, checked the way an integrator would: from the file alone, with public tools."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import base45
import cbor2
import pytest
import rfc9162
from central_kit import received
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cwt import COSE, COSEKey

from lockerd.central import vectors
from lockerd.central.envelope import verify
from lockerd.central.topics import Topics
from lockerd.codes import badge, badge_list, proof_file, statement
from lockerd.codes.jws import SignatureError
from lockerd.codes.log_receipt import ProofError
from lockerd.config.issuers import CommandIssuer
from lockerd.domain.model.statements import NO_STATEMENT

FILE = Path(__file__).parents[2] / "docs" / "contract" / "vectors.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text())


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_file_is_current() -> None:
    current = vectors.text(FILE.read_text())
    assert current == FILE.read_text(), "run: python -m lockerd.central.vectors docs/contract/vectors.json"


def test_a_sealed_code_that_no_longer_opens_is_made_anew() -> None:
    old = json.loads(FILE.read_text())
    old["sealed_code"]["sealed"] = "AAAA"
    made = json.loads(vectors.text(json.dumps(old)))["sealed_code"]["sealed"]
    assert made != "AAAA"
    assert json.loads(vectors.text(FILE.read_text()))["sealed_code"] == VECTORS["sealed_code"]


@pytest.mark.parametrize("name", ["command", "site", "badge", "receipt", "verifier"])
def test_keys_belong_together(name: str) -> None:
    key = VECTORS["keys"][name]
    public = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key["private_base64"])).public_key()
    assert public.public_bytes_raw() == base64.b64decode(key["public_base64"])
    assert hashlib.sha256(public.public_bytes_raw()).hexdigest()[:8] == key["kid"]


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("command", "command"),
        ("reply", "site"),
        ("badge", "badge"),
        ("badge_list", "badge"),
        ("statement", "verifier"),
    ],
)
def test_a_jws_says_what_is_written_beside_it(what: str, key: str) -> None:
    vector = VECTORS[what]
    header, payload, signature = vector["jws"].split(".")
    assert json.loads(unpadded(header)) == vector["header"]
    assert json.loads(unpadded(payload)) == vector["payload"]
    assert vector["header"]["kid"] == VECTORS["keys"][key]["kid"]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(VECTORS["keys"][key]["public_base64"]))
    public.verify(unpadded(signature), f"{header}.{payload}".encode())
    with pytest.raises(InvalidSignature):
        public.verify(unpadded(signature), f"{header}.{payload}A".encode())


def test_the_site_takes_for_the_same_command_what_the_vectors_call_so() -> None:
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(VECTORS["keys"]["command"]["public_base64"]))
    central = CommandIssuer("central", None, {VECTORS["keys"]["command"]["kid"]: public}, None)

    def fingerprint(jws: str) -> str:
        message = received(jws, name="", topic=VECTORS["command"]["topic"])
        return verify(message, topics=Topics("musterstadt-1"), issuers=[central]).fingerprint

    command = VECTORS["command"]
    assert fingerprint(command["again"]["jws"]) == fingerprint(command["jws"])
    assert fingerprint(command["another"]["jws"]) != fingerprint(command["jws"])
    assert len({command["id"] for command in (command["payload"], command["again"]["payload"])}) == 1


@pytest.mark.parametrize(("of", "what"), [("command", "again"), ("command", "another"), ("reply", "refused")])
def test_what_stands_beside_a_further_jws_is_what_it_says(of: str, what: str) -> None:
    vector = VECTORS[of][what]
    assert json.loads(unpadded(vector["jws"].split(".")[1])) == vector["payload"]


def test_the_chain_is_whole() -> None:
    prev = "0" * 64
    for number, link in enumerate(VECTORS["events"]["chain"], start=1):
        data = link["event"]["data"]
        assert data["number"] == number
        assert data["prev"] == prev
        assert hashlib.sha256(link["hashed"].encode()).hexdigest() == data["hash"]
        hashed = json.loads(link["hashed"])
        assert hashed["prev"] == prev
        salted = {
            field: "salted:" + hashlib.sha256(bytes.fromhex(salt) + data["fact"][field].encode()).hexdigest()
            for field, salt in data["salts"].items()
        }
        assert hashed["data"] == data["fact"] | salted
        assert "lockerd." + hashed["type"] == link["event"]["type"]
        assert hashed["order"] == data["commitment"]
        for name in ("epoch", "number", "boot", "mono_ms", "lo_s", "hi_s", "compartment"):
            assert hashed[name] == data[name]
        if data["order"] is not None:
            salted = bytes.fromhex(data["salt"]) + data["order"].encode()
            assert hashlib.sha256(salted).hexdigest() == data["commitment"]
        prev = data["hash"]
    assert any(link["event"]["data"]["commitment"] for link in VECTORS["events"]["chain"])
    assert any(link["event"]["data"]["salts"] for link in VECTORS["events"]["chain"])


def test_the_sealed_code_opens() -> None:
    vector = VECTORS["sealed_code"]
    key = X25519PrivateKey.from_private_bytes(base64.b64decode(VECTORS["keys"]["code"]["private_base64"]))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    plain = suite.decrypt(unpadded(vector["sealed"]), key, info=vector["info"].encode())
    assert json.loads(plain) == vector["plain"]


BADGE_KEYS = {
    VECTORS["keys"]["badge"]["kid"]: Ed25519PublicKey.from_public_bytes(
        base64.b64decode(VECTORS["keys"]["badge"]["public_base64"])
    )
}


def test_the_badge_is_taken_for_what_it_says() -> None:
    claims = badge.verify(VECTORS["badge"]["jws"], keys=BADGE_KEYS)
    assert claims.model_dump(mode="json") == VECTORS["badge"]["payload"]


@pytest.mark.parametrize("vector", VECTORS["badge"]["at"], ids=lambda v: str(v["validity"]))
def test_a_badge_is_good_in_its_time(vector: dict[str, Any]) -> None:
    claims = badge.verify(VECTORS["badge"]["jws"], keys=BADGE_KEYS)
    assert badge.validity(claims, lo_s=vector["lo_s"], hi_s=vector["hi_s"]) == vector["validity"]


@pytest.mark.parametrize("vector", VECTORS["badge"]["refused"], ids=lambda v: str(v["why"]))
def test_what_is_no_badge_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(SignatureError):
        badge.verify(vector["jws"], keys=BADGE_KEYS)


def cose_key() -> Any:
    key = VECTORS["keys"]["receipt"]
    public = base64.b64decode(key["public_base64"])
    return COSEKey.new({1: 1, 2: bytes.fromhex(key["kid"]), 3: -19, -1: 6, -2: public})


@pytest.mark.parametrize("vector", VECTORS["receipt"]["papers"], ids=lambda v: str(v["payload"]["number"]))
def test_a_paper_says_what_is_written_beside_it(vector: dict[str, Any]) -> None:
    raw = base45.b45decode(vector["text"].removeprefix("LR1:"))
    protected, unprotected, payload = COSE.new(verify_kid=True).decode_with_headers(raw, [cose_key()])
    assert (protected, unprotected) == ({1: -19, 4: bytes.fromhex(vector["kid"]), 16: vector["typ"]}, {})
    assert cbor2.loads(payload) == vector["payload"]


@pytest.mark.parametrize("vector", VECTORS["receipt"]["refused"], ids=lambda v: str(v["why"]))
def test_what_is_no_paper_is_refused(vector: dict[str, Any]) -> None:
    raw = base45.b45decode(vector["text"].removeprefix("LR1:"))
    protected, _, payload, signature = cbor2.loads(raw).value
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(VECTORS["keys"]["receipt"]["public_base64"]))
    with pytest.raises(InvalidSignature):
        public.verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))


def test_the_key_of_papers_follows_from_the_sites() -> None:
    """HKDF (RFC 5869) by hand: extract without salt, then one block."""
    site, papers = (base64.b64decode(VECTORS["keys"][name]["private_base64"]) for name in ("site", "receipt"))
    extracted = hmac.digest(bytes(32), site, "sha256")
    assert papers == hmac.digest(extracted, b"lockerd/v1/receipt" + bytes([1]), "sha256")


def test_the_list_of_badges_that_were_called_back_is_taken_for_what_it_says() -> None:
    claims = badge_list.verify(VECTORS["badge_list"]["jws"], keys=BADGE_KEYS)
    assert claims.model_dump(mode="json") == VECTORS["badge_list"]["payload"]


@pytest.mark.parametrize("vector", VECTORS["badge_list"]["refused"], ids=lambda v: str(v["why"]))
def test_such_a_list_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        badge_list.verify(vector["jws"], keys=BADGE_KEYS)


VERIFIER = Ed25519PublicKey.from_public_bytes(base64.b64decode(VECTORS["keys"]["verifier"]["public_base64"]))


def test_the_statement_is_taken_for_what_it_says() -> None:
    payload = VECTORS["statement"]["payload"]
    read = statement.read(VECTORS["statement"]["jws"], site_id="musterstadt-1", keys={"reader-1": VERIFIER})
    assert (read.verifier, read.purpose, read.order) == ("reader-1", payload["purpose"], payload["order"])
    assert (read.nonce, read.iat_s) == (payload["nonce"], payload["iat_s"])
    assert read.sha256 == hashlib.sha256(VECTORS["statement"]["jws"].encode()).hexdigest()


@pytest.mark.parametrize("vector", VECTORS["statement"]["refused"], ids=lambda v: str(v["why"]))
def test_what_is_no_statement_is_refused(vector: dict[str, Any]) -> None:
    assert statement.read(vector["jws"], site_id="musterstadt-1", keys={"reader-1": VERIFIER}) == NO_STATEMENT


SITE = Ed25519PublicKey.from_public_bytes(base64.b64decode(VECTORS["keys"]["site"]["public_base64"]))


def test_the_tree_is_that_of_the_chain() -> None:
    entries = [bytes.fromhex(link["event"]["data"]["hash"]) for link in VECTORS["events"]["chain"]]
    assert [hashlib.sha256(b"\0" + entry).hexdigest() for entry in entries] == VECTORS["log"]["leaves"]
    for size, root in enumerate(VECTORS["log"]["roots"], start=1):
        assert rfc9162.mth(entries[:size]).hex() == root
    inclusion, growth = VECTORS["log"]["inclusion"], VECTORS["log"]["consistency"]
    assert [each.hex() for each in rfc9162.path(inclusion["number"] - 1, entries)] == inclusion["path"]
    assert [each.hex() for each in rfc9162.proof(growth["since"], entries)] == growth["path"]


@pytest.mark.parametrize("text", VECTORS["log"]["checkpoints"]["notes"], ids=lambda v: str(v.split("\n")[1]))
def test_a_checkpoint_is_a_signed_note(text: str) -> None:
    body, _, line = text.partition("\n\n")
    origin, size, root = body.split("\n")
    assert base64.b64decode(root).hex() == VECTORS["log"]["roots"][int(size) - 1]
    raw = base64.b64decode(line.split(" ")[2])
    assert raw[:4] == hashlib.sha256(f"{origin}\n".encode() + b"\1" + SITE.public_bytes_raw()).digest()[:4]
    SITE.verify(raw[4:], f"{body}\n".encode())


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_a_receipt_of_the_log_is_signed_over_the_root(kind: str) -> None:
    vector = VECTORS["log"][kind]
    assert json.loads(vector["file"])["receipt"] == vector["receipt"]
    site = COSEKey.new(
        {1: 1, 2: bytes.fromhex(VECTORS["keys"]["site"]["kid"]), 3: -19, -1: 6, -2: SITE.public_bytes_raw()}
    )
    root = bytes.fromhex(VECTORS["log"]["roots"][-1])
    COSE.new(verify_kid=True).decode(unpadded(vector["receipt"]), site, detached_payload=root)


def test_files_of_proofs_are_taken_for_what_they_say() -> None:
    found = proof_file.check(VECTORS["log"]["inclusion"]["file"].encode(), key=SITE)
    assert isinstance(found, proof_file.Proven)
    assert found.row["number"] == VECTORS["log"]["inclusion"]["number"]
    grown = proof_file.check(VECTORS["log"]["consistency"]["file"].encode(), key=SITE)
    assert isinstance(grown, proof_file.Grown)
    assert grown.since.size == VECTORS["log"]["consistency"]["since"]


@pytest.mark.parametrize("vector", VECTORS["log"]["refused"], ids=lambda v: str(v["why"]))
def test_what_is_no_proof_is_refused(vector: dict[str, str]) -> None:
    genuine = {VECTORS["log"][kind]["file"] for kind in ("inclusion", "consistency")}
    assert vector["file"] not in genuine
    with pytest.raises(ProofError):
        proof_file.check(vector["file"].encode(), key=SITE)
