"""Classes that a simulated site takes in without a code, as lockerd's configuration says them."""

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class WalkInClass(BaseModel):
    """One of them; where nothing is said in words, people read its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    authority: str = "stadt"
    doors: Annotated[int, Field(ge=1)] = 4
    per_hour: Annotated[int, Field(ge=1, le=12)] = 12
    per_day: Annotated[int, Field(ge=1, le=48)] = 48
    size: str | None = None
    item_count: int | None = 1
    label: Mapping[str, str] = {}
    accepted: Mapping[str, str] = {}
    not_accepted: Mapping[str, str] = {}
    counts_until: Mapping[str, str] = {}


OF_THE_DEMO: Mapping[str, WalkInClass] = {
    "found_things": WalkInClass(
        label={"de": "Fundsachen", "en": "Found things"},
        accepted={
            "de": "Schlüssel, Taschen, Telefone. Eine Sache je Abgabe.",
            "en": "Keys, bags, telephones. One at a time.",
        },
        not_accepted={"de": "Keine Lebensmittel, nichts Gefährliches.", "en": "No food, nothing dangerous."},
    ),
    "number_plate": WalkInClass(
        authority="kreis",
        item_count=None,
        label={"de": "Kennzeichen und Fahrzeugschein", "en": "Number plates and registration"},
        accepted={
            "de": "Kennzeichen, die Sie abmelden wollen, und der Fahrzeugschein.",
            "en": "Plates of a car that is taken off the road, and its paper.",
        },
        not_accepted={"de": "Kein Bargeld.", "en": "No cash."},
        counts_until={"de": "Heute bis 24 Uhr.", "en": "Today until midnight."},
    ),
}
"""One of the town and one of the county."""


def walk_ins_toml(classes: Mapping[str, WalkInClass]) -> str:
    """Return a section for each."""
    return "".join(_section(name, each) for name, each in classes.items())


def _section(name: str, each: WalkInClass) -> str:
    plain = each.model_dump(include={"authority", "doors", "per_hour", "per_day", "size", "item_count"})
    words = {
        "label": each.label or {"de": name},
        "accepted": each.accepted or {"de": name},
        "not_accepted": each.not_accepted or {"de": "-"},
        "counts_until": each.counts_until,
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in plain.items() if value is not None]
    lines += [f"{key} = {_table(said)}" for key, said in words.items() if said]
    return "\n".join(["[[walk_in]]", f"document_class = {_quoted(name)}", *lines, "", ""])


def _table(said: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{language} = {_quoted(text)}" for language, text in said.items()) + " }"


def _quoted(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False)  # a TOML basic string is written like a JSON one
