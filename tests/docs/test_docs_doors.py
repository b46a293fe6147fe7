"""The paper about doors explains every word that a technician may meet."""

import re

from docs_kit import ROOT

from lockerd.domain.openings.pulses import Unseen

DOMAIN = ROOT / "lockerd" / "domain"
OUT_OF_USE = re.compile(r"\b(?:quarantine|disturb|doubt)\(draft, [\w.()]+, ([^\n]+)\)")
SENSOR = re.compile(r'\bsensor_fault\(draft, [^\n]+, "(\w+)"\)')


def reasons() -> set[str]:
    """Every reason that is written in the code."""
    sources = [path.read_text("utf-8") for path in DOMAIN.rglob("*.py")]
    found = {word for source in sources for text in OUT_OF_USE.findall(source) for word in re.findall(r'"(\w+)"', text)}
    return found | {f"sensor_{word}" for source in sources for word in SENSOR.findall(source)} | {*Unseen} - {""}


def test_every_reason_is_explained():
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "doors.md").read_text("utf-8")))
    assert len(reasons()) > 20
    assert reasons() - explained == set()
