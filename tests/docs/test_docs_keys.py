"""The paper for the key ceremony is followed to the letter, and a site takes in what comes of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from key_rings import ring_of

from lockerd.codes.jws import SignatureError
from lockerd.codes.keys import load_ed25519_private, load_ed25519_public, load_x25519_public
from lockerd.controller import KeyRing
from lockerd.domain.model.key_list import KeyList

PAPER = Path(__file__).parents[2] / "docs/keys.md"
STEPS = re.findall(r"^```sh\n(.*?)^```$", PAPER.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ceremony")
    roots, central, signing = STEPS
    follow(folder, roots + central)
    content = json.loads(re.findall(r"^```json\n(.*?)^```$", PAPER.read_text(), re.MULTILINE | re.DOTALL)[0])
    command, badge, code = (follow(folder, f"lockerctl keys raw {use}.pub.pem") for use in ("command", "badge", "code"))
    content |= {"command": [{"issuer": "central", "keys": [command]}], "badge": [badge], "code_recipient": code}
    (folder / "list.json").write_text(json.dumps(content, indent=2))
    follow(folder, signing)
    return folder


def follow(folder: Path, commands: str) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    words = ["sh", "-euc", commands]
    done = subprocess.run(words, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def ring(folder: Path, known: KeyList | None = None) -> KeyRing:
    roots = [load_ed25519_private((folder / f"root-{n}.pem").read_bytes()) for n in (1, 2, 3)]
    return ring_of(lambda: known or KeyList(), roots=roots, threshold=2)


def test_the_paper_has_its_steps() -> None:
    assert len(STEPS) == 3


def test_two_roots_of_three_make_a_list_that_a_site_takes_in(ceremony: Path) -> None:
    wanted = ring(ceremony).judge((ceremony / "keys-1.json").read_text().strip())
    taken = ring(ceremony, wanted.wanted)
    command, badge = (load_ed25519_public((ceremony / f"{use}.pub.pem").read_bytes()) for use in ("command", "badge"))
    assert list(taken.command.values()) == [command]
    assert list(taken.badge.values()) == [badge]
    assert taken.code_recipient == load_x25519_public((ceremony / "code.pub.pem").read_bytes())
    assert [each.name for each in taken.issuers] == ["central"]


def test_one_signature_alone_is_not_enough(ceremony: Path) -> None:
    with pytest.raises(SignatureError):
        ring(ceremony).judge((ceremony / "once.json").read_text().strip())
