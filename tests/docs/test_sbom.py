"""What others wrote in lockerd is named, with hashes and licences, and every file says under which it stands."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docs_kit import ROOT, script

SBOM = script("sbom")


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return SBOM.bill(SBOM.parts())


def test_every_locked_package_is_named_with_its_hashes(bill: dict[str, Any]) -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    locked = {line.split()[0] for line in text.splitlines() if "==" in line} - {"colorama==0.4.6"}  # Windows alone
    assert {f"{each['name']}=={each['version']}" for each in bill["components"]} == locked
    hashes = {row["content"] for each in bill["components"] for row in each["hashes"]}
    assert hashes <= set(re.findall(r"sha256:([0-9a-f]{64})", text))
    assert all(each["hashes"] for each in bill["components"])


def test_every_reference_leads_somewhere_and_nothing_is_left_over(bill: dict[str, Any]) -> None:
    refs = {each["bom-ref"] for each in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    depends = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert depends.keys() == refs
    reached, new = set(), {bill["metadata"]["component"]["bom-ref"]}
    while new:
        reached |= new
        new = {needed for each in new for needed in depends[each]} - reached
    assert reached == refs


def test_it_names_no_time_and_no_machine_and_is_the_same_again(bill: dict[str, Any], tmp_path: Path) -> None:
    for name in ("a", "b"):
        command = [sys.executable, "-P", str(ROOT / "scripts" / "sbom.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    text = (tmp_path / "a").read_text()
    assert text == (tmp_path / "b").read_text()
    assert json.loads(text) == bill
    assert not re.search(r"timestamp|https?:|/home/|/tmp/", text)
    assert str(ROOT) not in text


def test_every_licence_is_one_that_somebody_looked_at() -> None:
    found = SBOM.parts()
    assert not SBOM.strangers(found)
    unknown = replace(found[0], licence="")
    foreign = replace(found[1], licence="AGPL-3.0-only")
    assert SBOM.strangers([unknown, foreign, *found[2:]]) == [unknown, foreign]


def test_every_file_says_who_wrote_it_and_under_which_licence() -> None:
    """REUSE 3.3; the tool asks git which files are ours."""
    reuse = Path(sys.executable).with_name("reuse")
    done = subprocess.run([reuse, "--root", ROOT, "lint", "--lines"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_texts_of_the_licences_are_those_beside_the_files() -> None:
    texts = {
        "EUPL-1.2": "LICENSE",
        "Apache-2.0": "tests/asyncapi/LICENSE",
        "LicenseRef-DejaVu": "lockerd/api/terminal/fonts/LICENSE.txt",
    }
    kept = {path.stem for path in (ROOT / "LICENSES").iterdir()}
    assert kept == texts.keys()
    for name, path in texts.items():
        assert (ROOT / "LICENSES" / f"{name}.txt").read_bytes() == (ROOT / path).read_bytes()
