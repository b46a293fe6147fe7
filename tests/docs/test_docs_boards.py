"""The papers about lock boards say what the codecs say."""

from pathlib import Path

import pytest
from docs_kit import ROOT, script

from lockerd.boards import FAMILIES, codec_of
from lockerd.boards.options import Options

BOARDS = ROOT / "docs" / "boards"


def test_the_table_is_current():
    page: Path = BOARDS / "README.md"
    assert script("draw_boards").drawn(page.read_text("utf-8")) == page.read_text("utf-8"), "run make docs"


def test_every_family_has_its_page_and_no_other():
    assert {page.stem for page in BOARDS.glob("*.md")} == {"README", *FAMILIES}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_says_what_must_be_said(family):
    text = (BOARDS / f"{family}.md").read_text("utf-8")
    for heading in ("What it speaks", "Wiring", "Quirks", "Sources", "Unknown"):
        assert f"\n## {heading}\n" in text
    assert f"lockerd/boards/{family}.py" in text
    profile = codec_of(family, Options()).profile
    if profile.experimental:
        assert "Experimental." in text
    if profile.refused:
        assert "**Refused for locks.**" in text
