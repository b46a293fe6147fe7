"""The sentences of a translation beside German and English, as they stand in the files of the repository."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from gettext import c2py
from hashlib import sha256
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from lockersim.errors import SimError

ROOT: Final = Path(__file__).parents[3]
LOCALE: Final = ROOT / "lockerd" / "locale"
TEXTS: Final = Path(__file__).parent.parent / "static" / "texts"
DIGITS: Final = 12
WRITTEN_HERE: Final = ("de", "de-simple", "en")
"""All others are translations, and drafts until they are signed."""
OF_DRAFTS: Final = ("draft.note", "language.draft")
"""Said of drafts alone."""
SAMPLES: Final = {
    "compartment": "A07",
    "id": "A07",
    "number": "17",
    "total": "2",
    "phone": "+49 6031 83-0",
    "site": "Rathaus Musterstadt",
    "code": "123 456 786",
    "day": "30",
    "month": "11",
    "year": "2026",
    "time": "23:48:05",
    "zone": "UTC+01:00",
    "seconds": "20",
    "hours": "8:00–16:00",
    "hour": "23",
    "minute": "48",
    "second": "5",
    "first": "30.11.2026",
    "last": "1.12.2026",
    "done": "7",
    "doors": "48",
    "differences": "2",
    "as_expected": "40",
    "taken_out": "5",
    "nothing": "1",
    "other": "2",
    "count": "3",
    "from": "1",
    "to": "4",
}
"""Stand for values; of others the name stands there."""
COMPOSED: Final = (
    ("help", "help"),
    ("row", "place.row.start.first"),
    ("ordinal", "ordinal.column.2"),
    ("column", "place.column.start"),
    ("place", "place"),
    ("date", "paper.date"),
    ("lo", "paper.moment"),
    ("hi", "paper.moment"),
    ("authority", "authority.stadt"),
    ("thing", "thing.passport"),
    ("things", "thing.photo"),
)
"""Values that are sentences themselves, each after those that it is made of."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of them, with all its forms."""

    id: str
    of_page: bool
    """A label of the page; else one of lockerd's sentences."""
    german: tuple[str, ...]
    english: tuple[str, ...]
    translated: tuple[str, ...]
    counts: tuple[int, ...]
    """For which number each translated form stands, where a number decides."""
    signed: bool = False

    def shown(self, values: Mapping[str, str]) -> str:
        """What a screen shows as an example, with ``values`` in its blanks: of several forms that of one."""
        if not self.counts:
            return sample(self.translated[0], values)
        return sample(self.translated[self.counts.index(1)], values, 1)

    @property
    def digest(self) -> str:
        """What is signed; lockerd makes the same."""
        return sha256("\n".join((self.id, *self.german, *self.translated)).encode()).hexdigest()[:DIGITS]


def sentences(language: str, locale: Path = LOCALE, texts: Path = TEXTS) -> list[Sentence]:
    """All of a language; raises ``SimError`` where there is none of this name."""
    there = sorted(path.stem for path in texts.glob("*.json"))
    if language not in there:
        raise SimError(f"there is no language {language}; there are {', '.join(there)}")
    signed = _signed(_folder(locale, language) / "reviewed.toml")
    found = [
        each
        for each in (*_of_lockerd(language, locale), *_of_page(language, texts))
        if language not in WRITTEN_HERE or each.id not in OF_DRAFTS
    ]
    return [replace(each, signed=signed[each.of_page].get(each.id) == each.digest) for each in found]


def sample(form: str, values: Mapping[str, str] = SAMPLES, count: int | None = None) -> str:
    """A form with something in its braces."""
    filled = {**values} if count is None else {**values, "count": str(count)}
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: filled.get(found[1], f"‹{found[1]}›"), form)


def samples(forms: Mapping[str, str]) -> dict[str, str]:
    """Values as a language says them; ``forms`` are the first ones of its sentences, by id."""
    rtl = forms["language.dir"] == "rtl"
    values = {name: f"\u2068{value}\u2069" if rtl else value for name, value in SAMPLES.items()}  # as lockerd does
    for name, text_id in COMPOSED:
        values[name] = sample(forms[text_id], values)
    return values


def _of_lockerd(language: str, locale: Path) -> Iterator[Sentence]:
    source, german, english = (_read(locale, each) for each in (language, "de", "en"))
    forms, its_german, its_english = _forms(source), _forms(german), _forms(english)
    for text_id, ours in its_german.items():
        translated = forms.get(text_id, ())
        counts = tuple(_counts(source)) if len(translated) > 1 else ()
        yield Sentence(
            text_id, of_page=False, german=ours, english=its_english[text_id], translated=translated, counts=counts
        )


def _of_page(language: str, texts: Path) -> Iterator[Sentence]:
    translated, german, english, terminals = (
        json.loads((texts / f"{each}.json").read_text("utf-8")) for each in (language, "de", "en", "de-simple")
    )
    for key in terminals:  # the wall's are in German and English alone
        text, in_german, in_english = translated[key], german[key], english[key]
        yield Sentence(key, of_page=True, german=(in_german,), english=(in_english,), translated=(text,), counts=())


def _read(locale: Path, language: str) -> Catalog:
    with (_folder(locale, language) / "LC_MESSAGES" / "lockerd.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def _folder(locale: Path, language: str) -> Path:
    """As gettext names it."""
    return locale / language.replace("-", "_")


def _forms(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id:
            text_id = message.id if isinstance(message.id, str) else message.id[0]
            found[text_id] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def _counts(catalogue: Catalog) -> Iterable[int]:
    """A number for each form, the least but for one that only zero has."""
    form_of = c2py(catalogue.plural_expr)
    least: dict[int, int] = {}
    for count in (*range(1, 201), 0):
        least.setdefault(form_of(count), count)
    return [least[form] for form in sorted(least)]


def _signed(path: Path) -> Mapping[bool, Mapping[str, str]]:
    """The digests that somebody has signed: of labels of the page, and of lockerd's sentences."""
    reviews = tomllib.loads(path.read_text("utf-8"))["review"] if path.exists() else []
    signed: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for review in reviews:
        signed[True] |= review["page"]
        signed[False] |= review["sentences"]
    return signed
