"""What the configuration may say of languages; a mistake is refused at start (design rule 14)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import load
from lockerd.config.errors import ConfigError
from lockerd.languages import Language

Write = Callable[..., Path]
SITE = 'name = "Rathaus Musterstadt"\n'
HOURS = 'hours = "Mo-Fr 8-16 Uhr"'


def _changed(write: Write, old: str, new: str) -> Path:
    path = write()
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_drafts_are_offered_where_the_site_names_them(write: Write) -> None:
    assert load(write()).site.drafts == ()
    named = load(_changed(write, SITE, f'{SITE}drafts = ["tr", "uk"]\n'))
    assert named.site.drafts == (Language.TR, Language.UK)


@pytest.mark.parametrize("drafts", ['["de"]', '["de-simple"]', '["xx"]', '"tr"', "true"])
def test_what_is_no_translation_is_no_draft(write: Write, drafts: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(_changed(write, SITE, f"{SITE}drafts = {drafts}\n"))
    assert [problem.key.split("[")[0] for problem in caught.value.problems] == ["site.drafts"]


def test_hours_may_be_given_in_any_language_and_are_german_where_they_are_left_out(write: Write) -> None:
    hours = load(_changed(write, HOURS, 'hours = { de = "Mo-Fr", tr = "Pzt-Cum" }')).site.help.hours_in_all()
    assert (hours[Language.TR], hours[Language.AR], hours[Language.DE_SIMPLE]) == ("Pzt-Cum", "Mo-Fr", "Mo-Fr")
    assert hours.keys() == set(Language)


def test_hours_without_german_are_refused(write: Write) -> None:
    with pytest.raises(ConfigError):
        load(_changed(write, HOURS, 'hours = { tr = "Pzt-Cum" }'))
