"""A model for the fact in each type of event, made from the table of facts: the contract knows every field."""

from functools import cache

from pydantic import create_model

from lockerd.central.messages import Outgoing
from lockerd.domain.facts import FACT_FIELDS, FactType


def title(kind: str) -> str:
    """``order.not_collected`` -> ``OrderNotCollected``."""
    return "".join(word.capitalize() for word in kind.replace(".", "_").split("_"))


@cache
def fact_model(kind: FactType) -> type[Outgoing]:
    """What ``data.fact`` holds in an event of this type."""
    fields = {name: (field, ...) for name, field in FACT_FIELDS[kind].items()}
    return create_model(f"{title(kind)}Fact", __base__=Outgoing, **fields)  # type: ignore[call-overload, no-any-return]
