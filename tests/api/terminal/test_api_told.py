"""Every text of a visit is there for eyes and for ears, and says whom it is for."""

import re
from typing import Any

import pytest
from api_site import Site, badge_text, words
from giving import ENGLISH, begun, say, shut, view_of

from lockerd.api.terminal.aloud import aloud, spelled
from lockerd.api.terminal.privacy import STEPS, TROUBLES, WORDS, Privacy
from lockerd.api.terminal.steps import SHOWN
from lockerd.domain.model.readings import Item
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import NextStep
from lockerd.domain.model.words import Word
from lockerd.languages import WRITTEN_HERE, Language


def test_of_every_step_word_and_trouble_it_is_said_whom_it_is_for() -> None:
    assert [*STEPS] == [*NextStep]
    assert [*TROUBLES] == [*Refusal]
    assert {*WORDS} == {*SHOWN}
    assert {*STEPS.values()} == {*TROUBLES.values()} == {*WORDS.values()} == {*Privacy}


@pytest.mark.parametrize(
    ("read", "heard"),
    [
        ("Pull door A 0 7 open (top row, far left).", "Pull door A 0 7 open, top row, far left."),
        ("Open it (top row), then look.", "Open it, top row, then look."),
        ("Choose “More time”.", "Choose More time."),
        ("Wählen Sie „Mehr Zeit“ (hier).", "Wählen Sie Mehr Zeit, hier."),
        ("As it stands, with commas.", "As it stands, with commas."),
    ],
)
def test_a_voice_reads_no_brackets_and_no_quotes(read: str, heard: str) -> None:
    assert aloud(read) == heard


def test_a_door_is_called_letter_by_letter() -> None:
    assert spelled("A07") == "A 0 7"


def said(view: Any) -> list[dict[str, Any]]:
    """All objects of an answer that are for people, however deep."""
    if isinstance(view, list):
        return [each for item in view for each in said(item)]
    if not isinstance(view, dict):
        return []
    own = [view] if {"text", "label"} & view.keys() else []
    return own + [each for item in view.values() for each in said(item)]


async def test_nothing_is_told_without_a_voice_and_an_audience(site: Site) -> None:
    visit = await begun(site, (await site.awaited(items=2)).token)
    views = [await view_of(site, visit), await shut(site, visit)]
    views += [await say(site, visit, word) for word in ("help", "more-time", "nothing-in")]
    paper = await site.api.get(f"/v1/visits/{visit}/paper", **ENGLISH)
    told = said([*views, paper.json()])
    assert len(told) > 20
    for each in told:
        assert each["spoken"], each
        assert not re.search("[„“”()]", each["spoken"].replace("(UTC+01:00)", "")), each
        assert each["privacy"] in {"public", "private"}, each


async def test_how_many_things_there_are_is_for_the_person_alone(site: Site) -> None:
    visit = await begun(site, (await site.awaited(items=2)).token)
    view = await view_of(site, visit)
    assert "all 2 items" in view["spoken"]
    assert view["privacy"] == "private"
    assert (await shut(site, visit))["privacy"] == "public"


async def test_one_thing_is_no_number(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    view = await view_of(site, visit)
    assert (view["next_step"], view["privacy"]) == ("put_in", "public")
    assert "A 0 2" in view["spoken"]
    assert "A02" in view["text"]


async def test_codes_and_papers_are_for_the_person_alone(site: Site) -> None:
    visit = await site.load()
    code = (await site.api.get(f"/v1/visits/{visit['id']}/code", **ENGLISH)).json()
    assert code["privacy"] == "private"
    typed = code["typed_code"]
    assert ", ".join(" ".join(typed[at : at + 3]) for at in (0, 3, 6)) in code["spoken"]
    assert " ".join(code["pickup_number"]) in code["spoken"]
    assert visit["privacy"] == "public", "that the code is ready may be said aloud"
    assert code["pickup_number"] not in f"{visit}"


async def test_whoever_called_for_help_sees_that_it_was_heard_until_the_end(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    assert (await view_of(site, visit))["acknowledged"] == []
    view = await say(site, visit, "help")
    assert [(each["word"], each["text"]) for each in view["acknowledged"]] == [
        ("help", "Your call for help has been noted.")
    ]
    assert [each["word"] for each in (await shut(site, visit))["acknowledged"]] == ["help"]


async def test_granted_minutes_are_counted_and_are_for_what_is_to_be_done_now(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    one = await say(site, visit, "more-time")
    assert [each["text"] for each in one["acknowledged"]] == ["You have one more minute."]
    two = await say(site, visit, "more-time")
    assert [each["text"] for each in two["acknowledged"]] == ["You have 2 more minutes."]
    assert (await shut(site, visit))["acknowledged"] == [], "the shut door has a time of its own"


async def test_help_that_was_called_at_one_door_is_known_at_the_next(site: Site) -> None:
    await site.awaited()
    order = await site.announce(2, parts=2)
    body = {"want": "loading", "order": order, "badge": badge_text()}
    visit = (await site.api.post("/v1/visits", body)).json()
    await site.phase(visit["id"], "door_open")
    await say(site, visit["id"], "help")
    await say(site, visit["id"], "empty")
    site.hands.see(visit["compartment"]["id"], open_=False)
    await site.phase(visit["id"], "door_shut")
    view = (
        await site.api.post(f"/v1/visits/{visit['id']}/loaded", {"although_not_seen": True, "item_count": 1})
    ).json()
    assert view["part"] == 2
    assert [each["word"] for each in view["acknowledged"]] == ["help"]


async def test_what_is_sent_with_a_word_is_offered_with_it(site: Site) -> None:
    visit = await begun(site, (await site.awaited(checklist=("photo",))).token)
    view = await shut(site, visit)
    bodies = {choice["word"]: choice["body"] for choice in view["may"]}
    assert (bodies["missing"], bodies["all_in"]) == ({"missing": []}, {})
    await site.api.post(f"/v1/visits/{visit}/missing", {"missing": ["photo"]})
    labels = {choice["word"]: choice["label"] for choice in (await view_of(site, visit))["may"]}
    assert labels["all_in"] == "Everything else is in"


async def test_what_the_sensor_does_not_see_is_confirmed_in_other_words(site: Site) -> None:
    order = await site.announce(1, size="A4")
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
    await site.phase(visit["id"], "door_open")
    await say(site, visit["id"], "empty")
    await shut(site, visit["id"], item=Item.ABSENT)
    assert (await site.api.post(f"/v1/visits/{visit['id']}/loaded", {})).json()["code"] == "item_not_seen"
    (offered,) = [each for each in (await view_of(site, visit["id"]))["may"] if each["word"] == "loaded"]
    assert (offered["label"], offered["body"]) == (
        "I have looked, it is inside",
        {"although_not_seen": True, "item_count": 1},
    )
    answer = await site.api.post(f"/v1/visits/{visit['id']}/loaded", offered["body"])
    assert (answer.status_code, answer.json()["phase"]) == (200, "code_ready")
    assert "undo" in words(answer.json())


@pytest.mark.parametrize("language", WRITTEN_HERE)
async def test_buttons_are_in_the_language_asked_for(site: Site, language: Language) -> None:
    visit = await begun(site, (await site.awaited()).token)
    view = (await site.api.get(f"/v1/visits/{visit}", **{"Accept-Language": language.value})).json()
    (more,) = [each["label"] for each in view["may"] if each["word"] == Word.MORE_TIME]
    assert more == {"de": "Mehr Zeit", "de-simple": "Mehr Zeit", "en": "More time"}[language]
