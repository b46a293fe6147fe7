"""The program printed in docs/custody.md finds whole what a station wrote, and nothing else."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from docs_kit import ROOT, blocks
from typer.testing import CliRunner

from lockerd.cli.app import app
from lockerd.codes import note
from lockerd.codes.keys import public_pem
from lockerd.daemon.checkpoints import INTERVAL_S, ROWS
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.store import Commit, Head, Stamp, Store

PAPER = ROOT / "docs" / "custody.md"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STAMP = Stamp(boot="b", mono_ms=1, powered_ms=1, lo_s=1_800_000_000, hi_s=1_800_000_002)


def checkpoint(head: Head, root: bytes, key: Ed25519PrivateKey = KEY) -> Fact:
    """As the daemon signs the end of its chain."""
    said = note.Checkpoint(note.origin_of("musterstadt-1", head.epoch), head.number, root)
    data = {"head": head.number, "hash": head.hash, "note": note.sign(said, key=key)}
    return Fact(FactType.CUSTODY_CHECKPOINT, None, None, data)


async def _write(store: Store) -> None:
    head = Head(1, 0, "0" * 64)
    for _ in range(2):
        said = [{"reason": f"Müller sagt {number}", "who": "mueller"} for number in range(3)]
        facts = [Fact(FactType.COMPARTMENT_OUT_OF_SERVICE, CompartmentId("A01"), None, data) for data in said]
        await store.commit(Commit(stamp=STAMP, facts=tuple(facts)))
        head = Head(head.epoch, head.number + 3, await _newest(store))
        await store.commit(Commit(stamp=STAMP, facts=(checkpoint(head, await store.root(head.epoch, head.number)),)))
        head = Head(head.epoch, head.number + 1, await _newest(store))


async def _newest(store: Store) -> str:
    rows = await store.custody(0, 1, newest=True)
    return rows[0].hash


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What a station wrote, exported from its file."""
    path = tmp_path / "lockerd.db"
    store = Store.open(path, new_salt=lambda: bytes(16))
    try:
        asyncio.run(_write(store))
    finally:
        store.close()
    done = CliRunner().invoke(app, ["custody", "export", str(tmp_path / "log.jsonl"), "--database", str(path)])
    assert done.exit_code == 0, done.output
    return tmp_path / "log.jsonl"


def checked(log: Path, key: Ed25519PrivateKey = KEY) -> tuple[int, str]:
    """As the paper says, literally."""
    (program,) = blocks(PAPER, "python")
    (log.parent / "check.py").write_text(program, "utf-8")
    (log.parent / "site.pem").write_bytes(public_pem(key.public_key()))
    command = [sys.executable, "-I", "check.py", log.name, "site.pem"]
    done = subprocess.run(command, cwd=log.parent, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


def test_what_the_station_wrote_is_whole(log: Path) -> None:
    assert checked(log) == (0, "whole to (1, 8), signed to (1, 7) by 2 checkpoints")


def test_nobody_is_named_in_it(log: Path) -> None:
    text = log.read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert not {"Müller", "mueller"} & set(re.findall(r"\w+", text))
    assert [row["data"]["reason"].startswith("salted:") for row in rows if row["compartment"]] == [True] * 6
    told = set(re.findall(r"`(\w+)`", PAPER.read_text("utf-8")))
    assert rows[0].keys() <= told


def altered(row: int, change: Callable[[dict[str, object]], None]) -> Callable[[list[str]], list[str]]:
    def alter(lines: list[str]) -> list[str]:
        told = json.loads(lines[row])
        change(told)
        return [*lines[:row], json.dumps(told, ensure_ascii=False), *lines[row + 1 :]]

    return alter


@pytest.mark.parametrize(
    ("spoil", "outcome"),
    [
        (altered(1, lambda row: row.update(lo_s=1)), "NOT WHOLE: (1, 2) is not as it was written"),
        (altered(0, lambda row: row.update(prev="1" * 64)), "NOT WHOLE: (1, 1) is not as it was written"),
        (lambda lines: lines[:1] + lines[2:], "NOT WHOLE: (1, 3) stands where the row after (1, 1) belongs"),
        (lambda lines: lines[1:], "NOT WHOLE: (1, 2) stands where the row after (0, 0) belongs"),
        (lambda lines: [*lines, lines[-1]], "NOT WHOLE: (1, 8) stands where the row after (1, 8) belongs"),
        (lambda lines: lines[:6], "whole to (1, 6), signed to (1, 3) by 1 checkpoints"),
    ],
)
def test_what_was_done_to_it_is_found(log: Path, spoil: Callable[[list[str]], list[str]], outcome: str) -> None:
    lines = spoil(log.read_text("utf-8").splitlines())
    log.write_text("\n".join(lines) + "\n", "utf-8")
    assert checked(log) == (outcome.startswith("NOT"), outcome)


def test_another_stations_signature_is_none(log: Path) -> None:
    assert checked(log, OTHER) == (1, "NOT GENUINE: the checkpoint (1, 4) was not signed with this key")


def test_the_figures_are_as_they_are() -> None:
    assert (ROWS, INTERVAL_S) == (100, 900)


def without(*rows: int, digest: str | None = None) -> Callable[[list[str]], list[str]]:
    """An export of a log of which these rows were cut."""

    def cut(lines: list[str]) -> list[str]:
        told = [json.loads(line) for line in lines]
        for row in rows:
            left = {name: told[row][name] for name in ("epoch", "number", "hash")}
            told[row] = {"cut": True, **left} | ({} if digest is None else {"hash": digest})
        return [json.dumps(each, ensure_ascii=False) for each in told]

    return cut


@pytest.mark.parametrize(
    ("spoil", "outcome"),
    [
        (without(0, 1, 2), "whole to (1, 8), signed to (1, 7) by 2 checkpoints, 3 rows cut"),
        (without(0, 1, 3, 4), "whole to (1, 8), signed to (1, 7) by 1 checkpoints, 4 rows cut"),
        (without(1, digest="0" * 64), "NOT WHOLE: (1, 3) is not as it was written"),
        (without(1, 2, 3, digest="0" * 64), "NOT WHOLE: (1, 5) is not as it was written"),
        (
            lambda lines: without(1)(lines[:2] + lines[3:]),
            "NOT WHOLE: (1, 4) stands where the row after (1, 2) belongs",
        ),
    ],
)
def test_what_was_cut_is_counted_and_its_hashes_have_to_fit(
    log: Path, spoil: Callable[[list[str]], list[str]], outcome: str
) -> None:
    lines = log.read_text("utf-8").splitlines()
    log.write_text("\n".join(spoil(lines)) + "\n", "utf-8")
    assert checked(log) == (int(outcome.startswith("NOT")), outcome)
