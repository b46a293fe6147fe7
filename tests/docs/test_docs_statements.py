"""The program printed in docs/statements.md makes statements that are taken, and the paper's figures are the code's."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from docs_kit import ROOT, blocks

from lockerd.codes import statement
from lockerd.codes.keys import private_pem
from lockerd.codes.statement import StatementClaims
from lockerd.config.verifiers import VERIFIERS_MAX, VerifierConfig
from lockerd.domain.model.statements import CLOCKS_APART_S, NO_STATEMENT, NONCE_MS, Purpose, Statement

PAPER = ROOT / "docs" / "statements.md"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def made(folder: Path, wanted: str, purpose: str) -> Statement:
    """As the paper says, literally."""
    (program,) = blocks(PAPER, "perl")
    (folder / "sign.pl").write_text(program, "utf-8")
    (folder / "key.pem").write_bytes(private_pem(KEY))
    done = subprocess.run(
        ["/usr/bin/perl", "sign.pl", "key.pem", purpose],
        cwd=folder,
        input=wanted,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return statement.read(done.stdout.strip(), site_id="musterstadt-1", keys={"reader-1": KEY.public_key()})


@pytest.mark.parametrize("purpose", Purpose)
def test_the_program_of_public_tools_makes_what_is_taken(tmp_path: Path, purpose: Purpose) -> None:
    (wanted,) = blocks(PAPER, "json")
    found = made(tmp_path, wanted, purpose)
    said = json.loads(wanted)
    assert (found.verifier, found.purpose) == ("reader-1", purpose)
    assert (found.order, found.nonce) == (said["order"], said["nonce"])
    assert found.iat_s > 1_700_000_000


def test_what_it_makes_of_something_else_is_none(tmp_path: Path) -> None:
    (wanted,) = blocks(PAPER, "json")
    assert made(tmp_path, json.dumps(json.loads(wanted) | {"name": "Erika"}), "person") == NO_STATEMENT
    assert made(tmp_path, wanted, "mayor") == NO_STATEMENT


def test_every_claim_and_key_is_explained_and_the_figures_are_as_they_are() -> None:
    text = " ".join(PAPER.read_text("utf-8").split())
    told = set(re.findall(r"`([^`\n]+)`", PAPER.read_text("utf-8")))
    assert StatementClaims.model_fields.keys() <= told
    assert set(Purpose) <= told
    for name, field in VerifierConfig.model_fields.items():
        assert re.search(rf"^{field.alias or name} = ", PAPER.read_text("utf-8"), re.MULTILINE), name
    assert f"at most {statement.MAX_CHARS:,} characters" in text
    assert NONCE_MS == 600_000
    assert "at most ten minutes ago" in text
    assert CLOCKS_APART_S == 300
    assert "at most five minutes beside" in text
    assert VERIFIERS_MAX == 16
    assert "Sixteen are known" in text
