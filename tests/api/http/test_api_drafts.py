"""Translations: complete, true to their source, and drafts until a native speaker has signed each sentence."""

import re
import shutil
import string
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from api_site import STATION, running_site
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from giving import begun, checked, shut
from test_api_texts import catalogue

from lockerd.api.http.german import in_german
from lockerd.api.http.reviews import DIGITS, digest
from lockerd.api.http.texts import LOCALE_DIR, Texts, negotiate
from lockerd.api.http.wording import Speaker
from lockerd.languages import TRANSLATED, WRITTEN_HERE, Language

GERMAN, ENGLISH = catalogue(Language.DE), catalogue(Language.EN)
SAME_IN_ALL = {"place", "paper.date", "paper.moment"}
"""Made of values alone."""
COUNTS = range(1, 200)
LETTERS = {
    Language.AR: r"[\u0600-\u06ff]",
    Language.RU: r"[а-яё]",
    Language.UK: r"[а-щьюяєіїґ]",
    Language.TR: r"[çğıöşü]",
    Language.FR: r"[àâçéèêîôû’]",
    Language.PL: r"[ąćęłńóśźż]",
    Language.RO: r"[ăâîșț]",
}
NOT_THEIRS = {Language.UK: r"[ыъэё]", Language.RU: r"[іїєґ]", Language.RO: r"[şţ]"}
"""Of a neighbour's alphabet; in Romanian the cedilla of Turkish where a comma belongs."""
TRANSLATION = pytest.mark.parametrize("language", TRANSLATED)


def values(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


@TRANSLATION
def test_numbers_have_the_forms_of_the_language(language: Language) -> None:
    """A form that stands for several numbers names the number; one that stands for one may say it in a word."""
    with (LOCALE_DIR / language.folder / "LC_MESSAGES" / "lockerd.po").open("rb") as file:
        source = read_po(file, abort_invalid=True)
    texts = Texts(TRANSLATED)
    for message in source:
        if isinstance(message.id, str):
            continue
        text_id, forms = message.id[0], list(message.string or ())
        one, many = (values(form) for form in ENGLISH[text_id])
        assert len(forms) == source.num_plurals
        filled = {name: f"<{name}>" for name in many - {"count"}}
        said = {count: texts.say_number(text_id, language, count, **filled) for count in COUNTS}
        by_form: dict[str, list[int]] = {}
        for count, text in said.items():
            by_form.setdefault(re.sub(rf"\b{count}\b", "#", text), []).append(count)
        for form in forms:
            assert one <= values(form) <= many, (text_id, form)
        for form, counts in by_form.items():
            assert len(counts) == 1 or "#" in form, (text_id, counts)


@TRANSLATION
def test_a_translation_says_every_sentence(language: Language) -> None:
    """What is missing is translated as docs/languages.md says; what is left over was said once and is no more."""
    there, wanted = catalogue(language).keys(), GERMAN.keys()
    missing = {text_id: ENGLISH[text_id] for text_id in sorted(wanted - there)}
    file = f"lockerd/locale/{language.folder}/LC_MESSAGES/lockerd.po"
    assert missing == {}, f"translate them into {file}: docs/languages.md#a-new-sentence"
    assert sorted(there - wanted) == []


@TRANSLATION
def test_every_sentence_names_the_values_of_its_source(language: Language) -> None:
    for text_id, forms in catalogue(language).items():
        if len(ENGLISH[text_id]) == 1:
            assert [values(form) for form in forms] == [values(ENGLISH[text_id][0])], text_id


@TRANSLATION
def test_nothing_is_left_in_another_language(language: Language) -> None:
    for text_id, forms in catalogue(language).items():
        for form in forms:
            assert form.strip() == form != text_id
            if text_id not in SAME_IN_ALL:
                assert form not in {*ENGLISH[text_id], *GERMAN[text_id]}, text_id
            words = re.sub(r"\{.*?\}", "", form)
            assert not re.search(r"\b(the|please|door|bitte|Fach|Tür|nicht)\b", words), text_id
            assert not re.search(NOT_THEIRS.get(language, r"(?!)"), words, re.IGNORECASE), text_id
            if language in {Language.AR, Language.RU, Language.UK}:
                latin = set(re.findall(r"[A-Za-z]+", words)) - {"QR", "UTC", "Idempotency", "Key", "ASCII", "lockerd"}
                assert not latin, (text_id, latin)
    whole = " ".join(form for forms in catalogue(language).values() for form in forms)
    assert len(re.findall(LETTERS[language], whole, re.IGNORECASE)) > 100


@TRANSLATION
def test_what_is_offered_by_name_is_named_as_on_its_button(language: Language) -> None:
    """A sentence that sends people to a button quotes it word by word."""
    forms = catalogue(language)
    for text_id, sources in GERMAN.items():
        for button in ("word.does_not_open", "word.more_time", "word.nothing_in"):
            if f"„{GERMAN[button][0]}“" in sources[0]:
                assert all(forms[button][0] in form for form in forms[text_id]), (text_id, button)


@TRANSLATION
def test_help_is_given_where_the_source_gives_it(language: Language) -> None:
    speaker = Speaker(Texts(TRANSLATED), STATION, language)
    for text_id, forms in GERMAN.items():
        if len(forms) == 1 and "{help}" in forms[0]:
            text = speaker.say(text_id, compartment="A07", site="X", lo="", hi="", place="", number=1)
            assert STATION.phone in text.replace("\u00a0", " ")
            assert STATION.hours[language] in text


def test_from_the_right_numbers_and_names_keep_their_order() -> None:
    speaker = Speaker(Texts(TRANSLATED), STATION, Language.AR)
    text = speaker.say("step.pull_door", compartment="A07", place="أقصى اليسار")
    assert "\u2068أقصى" not in text, "words of the same direction are a part of the sentence"
    assert "\u2068A07\u2069" in text
    whole = STATION.phone.replace(" ", "\u00a0")
    assert f"\u2068{whole}\u2069" in speaker.say("help", hours="8-16", phone=STATION.phone)
    assert text.count("\u2068") == text.count("\u2069")
    assert "\u2068" not in Speaker(Texts(TRANSLATED), STATION, Language.TR).say(
        "step.pull_door", compartment="A07", place="x"
    )


@pytest.mark.parametrize(
    ("drafts", "asked", "got"),
    [
        ((), "tr", Language.DE),
        ((), "tr, en;q=0.5", Language.EN),
        ((Language.TR,), "tr-TR, en;q=0.5", Language.TR),
        ((Language.TR,), "ar, en;q=0.5", Language.EN),
        (TRANSLATED, "uk;q=0.9, ru;q=0.8", Language.UK),
    ],
)
def test_a_draft_is_spoken_only_where_the_site_wants_it(
    drafts: Collection[Language], asked: str, got: Language
) -> None:
    assert negotiate(asked, Texts(drafts).offered) is got


def copied(folder: Path) -> Path:
    """The catalogues, to be signed or changed."""
    for language in Language:
        target = folder / language.folder / "LC_MESSAGES"
        target.mkdir(parents=True)
        shutil.copy(LOCALE_DIR / language.folder / "LC_MESSAGES" / "lockerd.mo", target)
    return folder


def sign(folder: Path, language: Language, ids: Collection[str]) -> None:
    forms = catalogue(language)
    lines = [f'"{text_id}" = "{digest(text_id, GERMAN[text_id], forms[text_id])}"' for text_id in sorted(ids)]
    review = ["[[review]]", 'name = "A. Reader"', "date = 2026-12-01", "[review.sentences]", *lines]
    (folder / language.folder / "reviewed.toml").write_text("\n".join(review), "utf-8")


def test_what_is_signed_is_no_draft_and_is_offered_by_itself(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    sign(folder, Language.TR, set(GERMAN))
    texts = Texts(directory=folder)
    assert texts.offered == (*WRITTEN_HERE, Language.TR)
    assert not texts.has_drafts(Language.TR)
    assert in_german(Speaker(texts, STATION, Language.TR), lambda it: it.say("word.done")) is None


def test_a_language_of_which_a_sentence_was_never_signed_stays_a_draft_that_a_site_must_want(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    sign(folder, Language.TR, set(GERMAN) - {"step.goodbye"})
    assert Language.TR not in Texts(directory=folder).offered
    wanted = Texts((Language.TR,), folder)
    assert Language.TR in wanted.offered
    assert wanted.has_drafts(Language.TR)
    assert not wanted.is_draft("step.call_staff", Language.TR), "what is signed has no German beside it all the same"


@pytest.mark.parametrize("changed", [Language.TR, Language.DE])
def test_a_sentence_that_was_changed_is_a_draft_again_and_no_other_is(tmp_path: Path, changed: Language) -> None:
    folder = copied(tmp_path)
    sign(folder, Language.TR, set(GERMAN))
    with (LOCALE_DIR / changed.folder / "LC_MESSAGES" / "lockerd.po").open("rb") as file:
        source = read_po(file, abort_invalid=True)
    message = source.get("step.goodbye")
    assert message is not None
    message.string = "!"
    with (folder / changed.folder / "LC_MESSAGES" / "lockerd.mo").open("wb") as file:
        write_mo(file, source)
    texts = Texts(directory=folder)
    assert Language.TR in texts.offered, "whoever uses it keeps it"
    assert texts.has_drafts(Language.TR)
    assert [text_id for text_id in GERMAN if texts.is_draft(text_id, Language.TR)] == ["step.goodbye"]
    speaker = Speaker(texts, STATION, Language.TR)
    assert in_german(speaker, lambda it: it.say("step.goodbye")) == texts.say("step.goodbye", Language.DE)
    assert in_german(speaker, lambda it: it.say("step.call_staff")) is None


def test_whoever_changed_the_telephone_sentence_is_noticed_in_every_sentence_with_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    sign(folder, Language.TR, set(GERMAN) - {"help"})
    speaker = Speaker(Texts(directory=folder), STATION, Language.TR)
    assert in_german(speaker, lambda it: it.say("step.call_staff")) is not None
    assert in_german(speaker, lambda it: it.say("step.goodbye")) is None


@TRANSLATION
def test_what_is_signed_in_the_repository_is_well_formed(language: Language) -> None:
    """Digests of sentences that were changed since are of no consequence; anything else is a slip."""
    path = LOCALE_DIR / language.folder / "reviewed.toml"
    for review in tomllib.loads(path.read_text("utf-8"))["review"] if path.exists() else []:
        assert review.keys() == {"name", "date", "sentences", "page"}
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(review["date"]))
        for digests in (review["sentences"], review["page"]):
            assert all(re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", each) for each in digests.values())


async def test_every_answer_has_german_beside_a_draft_and_the_status_says_that_it_is_one(tmp_path: Path) -> None:
    async with running_site(tmp_path, drafts=(Language.AR,)) as site:
        arabic = {"Accept-Language": "ar"}
        status = (await site.api.get("/v1/status", **arabic)).json()
        assert (status["languages"], status["drafts"]) == (["de", "de-simple", "en", "ar"], ["ar"])
        assert status["draft"]["text"] == catalogue(Language.AR)["draft.note"][0]
        assert status["german"] == "Diese Station ist in Betrieb."
        refused = await site.api.get("/v1/nothing", **arabic)
        assert refused.headers["content-language"] == "ar"
        assert refused.json()["german"] == "Das gibt es hier nicht. Es wurde nichts geöffnet oder geändert."
        visit = await begun(site, (await site.awaited()).token)
        view = (await site.api.get(f"/v1/visits/{visit}", **arabic)).json()
        german = (await site.api.get(f"/v1/visits/{view['id']}", **{"Accept-Language": "de"})).json()
        assert view["german"] == german["text"] != view["text"]
        assert german["german"] is None
        labels = {choice["word"]: choice["label"] for choice in german["may"]}
        assert {choice["word"]: choice["german"] for choice in view["may"]} == labels
        assert "\u2068" in view["text"]
        assert "\u2068" not in view["spoken"]


def _texts_of(answer: Any) -> list[dict[str, Any]]:
    if isinstance(answer, dict):
        mine = [answer] if "spoken" in answer else []
        return mine + [found for each in answer.values() for found in _texts_of(each)]
    return [found for each in answer for found in _texts_of(each)] if isinstance(answer, list) else []


async def test_no_text_of_a_hand_in_to_its_receipt_lacks_its_german(tmp_path: Path) -> None:
    async with running_site(tmp_path, drafts=(Language.UK,)) as site:
        ukrainian = {"Accept-Language": "uk"}
        visit = await begun(site, (await site.awaited()).token)
        answers = [(await site.api.get(f"/v1/visits/{visit}", **ukrainian)).json()]
        answers.append((await site.api.post(f"/v1/visits/{visit}/help", **ukrainian)).json())
        await shut(site, visit)
        await site.api.post(f"/v1/visits/{visit}/all-in", **ukrainian)
        await checked(site, visit)
        paths = (f"/v1/visits/{visit}", f"/v1/visits/{visit}/paper", "/v1/status")
        answers += [(await site.api.get(path, **ukrainian)).json() for path in paths]
        texts = [text for answer in answers for text in _texts_of(answer) if text != answers[-1]["draft"]]
        assert len(texts) > 12
        assert [text for text in texts if "accepted" not in text and not text["german"]] == []
