"""Statements of verifiers: made by an independent library, read by ours, and nothing else taken for one."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as oracle
from joserfc.jwk import OKPKey

from lockerd.codes import statement
from lockerd.codes.keys import key_id_hex
from lockerd.codes.statement import MAX_CHARS, StatementClaims
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.statements import NO_STATEMENT, Purpose, Statement

READER = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
FACES = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
KEYS = {"reader-1": READER.public_key(), "faces": FACES.public_key()}
ORDER = "0197a2b0-4c1e-7d30-9f4a-6b1c2d3e4f50"
SAID = {"site": "musterstadt-1", "order": ORDER, "nonce": "5d" * 16, "purpose": "person", "iat_s": 1_800_000_000}


def signed(payload: dict[str, object], key: Ed25519PrivateKey = READER, **header: str) -> str:
    """As a maker of verifiers would sign, with a public library."""
    usual = {"alg": "Ed25519", "kid": key_id_hex(key.public_key()), "typ": "lockerd-statement+jws"}
    return oracle.serialize_compact(usual | header, json.dumps(payload), OKPKey.import_key(key), algorithms=["Ed25519"])


def read(text: str) -> Statement:
    return statement.read(text, site_id="musterstadt-1", keys=KEYS)


@pytest.mark.parametrize(("key", "verifier"), [(READER, "reader-1"), (FACES, "faces")])
def test_what_a_public_library_signs_is_read_with_who_signed_it(key: Ed25519PrivateKey, verifier: str) -> None:
    found = read(signed(SAID, key))
    assert (found.verifier, found.purpose, found.order) == (verifier, Purpose.PERSON, OrderId(ORDER))
    assert (found.nonce, found.iat_s, len(found.sha256)) == ("5d" * 16, 1_800_000_000, 64)


def test_what_we_sign_a_public_library_verifies() -> None:
    text = statement.issue(StatementClaims.model_validate(SAID), key=READER)
    found = oracle.deserialize_compact(text, OKPKey.import_key(READER.public_key()), algorithms=["Ed25519"])
    assert json.loads(found.payload) == SAID


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "a.b.c",
        "ä.ö.ü",
        "\ud800.x.y",
        signed(SAID, Ed25519PrivateKey.from_private_bytes(b"x" * 32)),
        signed(SAID, typ="lockerd-badge+jws"),
        signed(SAID, cty="json"),
        signed(SAID | {"site": "musterstadt-2"}),
        signed(SAID | {"name": "Erika"}),
        signed(SAID | {"purpose": "anybody"}),
        signed(SAID | {"nonce": "5D" * 16}),
        signed(SAID | {"iat_s": 1_800_000_000.5}),
        signed(SAID | {"order": "x" * MAX_CHARS}),
        " " + signed(SAID),
        signed(SAID) + "\n",
    ],
)
def test_nothing_else_is_one(text: str) -> None:
    assert read(text) == NO_STATEMENT


@given(st.text(max_size=2 * MAX_CHARS))
def test_garbage_is_none_and_ends_nothing(text: str) -> None:
    assert read(text) == NO_STATEMENT


@given(st.integers(0, len(signed(SAID)) - 1), st.sampled_from("AZaz09-_."))
def test_one_other_character_anywhere_and_it_is_none(place: int, other: str) -> None:
    text = signed(SAID)
    if text[place] != other:
        assert read(text[:place] + other + text[place + 1 :]) == NO_STATEMENT


def test_every_claim_is_needed() -> None:
    for name in SAID:
        assert read(signed({key: value for key, value in SAID.items() if key != name})) == NO_STATEMENT
