"""The paper about doors explains every word that a technician may meet."""

import re

from docs_kit import ROOT, script

from lockerd.domain.model.reasons import DoorReason

PAPER = ROOT / "docs" / "doors.md"


def test_the_list_of_reasons_is_current():
    text = PAPER.read_text("utf-8")
    assert script("draw_reasons").drawn(text) == text, "run make docs"


def test_every_reason_is_explained():
    explained = re.findall(r"^- `(\w+)`: ", PAPER.read_text("utf-8"), re.MULTILINE)
    assert set(DoorReason) <= set(explained)
