"""The program printed in docs/proofs.md finds proven what a station proves, and nothing else."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from docs_kit import ROOT, blocks
from log_kit import growth_proof, row_proof

from lockerd.codes.keys import public_pem

PAPER = ROOT / "docs" / "proofs.md"
SITE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
VECTORS: dict[str, Any] = json.loads((ROOT / "docs" / "contract" / "vectors.json").read_text())["log"]
KINDS = ("inclusion", "consistency")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (program,) = blocks(PAPER, "python")
    (tmp_path / "prove.py").write_text(program, "utf-8")
    for name, key in (("site", SITE), ("other", OTHER)):
        (tmp_path / f"{name}.pem").write_bytes(public_pem(key.public_key()))
    return tmp_path


def run(folder: Path, file: str, key: str = "site.pem") -> tuple[int, str]:
    """As the paper says, literally."""
    (folder / "proof.json").write_text(file, "utf-8")
    command = [sys.executable, "-I", "prove.py", "proof.json", key]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_what_a_station_proves_is_proven(folder: Path) -> None:
    size = len(VECTORS["leaves"])
    log = "lockerd/v1/musterstadt-1/log/1"
    assert run(folder, VECTORS["inclusion"]["file"]) == (0, f"PROVEN: order.announced, row 2 of {size} in {log}")
    assert run(folder, VECTORS["consistency"]["file"]) == (
        0,
        f"PROVEN: the first 3 rows of {log} are as they were, in {size}",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_another_stations_key_proves_nothing(folder: Path, kind: str) -> None:
    assert run(folder, VECTORS[kind]["file"], "other.pem")[0] == 1


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda v: str(v["why"]))
def test_what_is_no_proof_is_refused(folder: Path, vector: dict[str, str]) -> None:
    assert run(folder, vector["file"]) == (1, "NOT PROVEN: it was altered, or never signed with this key")


def program(folder: Path) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "prove"}
    exec(compile((folder / "prove.py").read_text("utf-8"), "prove.py", "exec"), names)
    return names


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_bits_are_refused(folder: Path, kind: str) -> None:
    raw = VECTORS[kind]["file"].encode()
    proven: Callable[[bytes, str], str] = program(folder)["proven"]
    key = str(folder / "site.pem")
    assert proven(raw, key)
    for bit in random.Random(7).sample(range(8 * len(raw)), 400):
        spoilt = bytearray(raw)
        spoilt[bit // 8] ^= 1 << bit % 8
        with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
            proven(bytes(spoilt), key)


@pytest.mark.parametrize(("one", "size"), [(1, 1), (1, 2), (2, 3), (3, 3), (4, 6), (5, 8), (8, 13), (100, 300)])
def test_trees_of_every_shape(folder: Path, one: int, size: int) -> None:
    assert run(folder, row_proof(one, size).decode())[0] == 0
    assert run(folder, growth_proof(one, size).decode())[0] == 0
