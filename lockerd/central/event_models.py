"""A model for the fact in each type of event, made from the table of facts: the contract knows every field."""

from functools import cache
from typing import Any, Literal

from pydantic import Field, create_model

from lockerd.central.command_models import CommandRefusal
from lockerd.central.messages import Outgoing
from lockerd.domain.model.fact_fields import ACTOR_FIELDS, FACT_FIELDS, WHOSE_FIELDS
from lockerd.domain.model.fact_words import words_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import Reason


def title(kind: str) -> str:
    """``order.not_collected`` -> ``OrderNotCollected``."""
    return "".join(word.capitalize() for word in kind.replace(".", "_").split("_"))


def _of(kind: FactType, name: str, plain: type) -> Any:
    """The words that may stand there, where there are words."""
    words = {*CommandRefusal} if (kind, name) == (FactType.COMMAND_REFUSED, "reason") else words_of(kind, name)
    return plain if words is None else Literal[tuple(sorted(map(str, words)))]


def _explained(kind: FactType, name: str) -> str | None:
    """What the reasons mean that may stand there; other words are explained elsewhere, or speak for themselves."""
    words = words_of(kind, name) or frozenset()
    said = [f"`{word}`: {word.sentence}" for word in sorted(words) if isinstance(word, Reason)]
    return f"{'; '.join(said)}." if said else None


@cache
def fact_model(kind: FactType) -> type[Outgoing]:
    """What ``data.fact`` holds in an event of this type."""
    fields: dict[str, tuple[object, object]] = {
        name: (_of(kind, name, field), Field(description=_explained(kind, name)))
        for name, field in FACT_FIELDS[kind].items()
    }
    for name, field in {**ACTOR_FIELDS, **WHOSE_FIELDS}.items():
        fields.setdefault(name, (field | None, None))
    return create_model(f"{title(kind)}Fact", __base__=Outgoing, **fields)  # type: ignore[call-overload, no-any-return]
