"""What this release understands, said in the retained ``state``: central need not find out by being refused."""

from collections.abc import Iterator
from typing import Any, Final, get_args

from pydantic import BaseModel

from lockerd.central.command_models import Requirement
from lockerd.central.command_table import COMMANDS
from lockerd.domain.model.business import KINDS as SERVED

NAMES: Final = tuple(sorted(COMMANDS))
KINDS: Final = tuple(sorted(SERVED))
REQUIRES: Final = tuple(sorted(Requirement))


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field may hold, also in lists and beside null."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def _optional(model: type[BaseModel], before: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not field.is_required():
            yield f"{before}{name}"
        for inner in models_in(field.annotation):
            yield from _optional(inner, f"{before}{name}.")


OPTIONS: Final = tuple(each for name in NAMES for each in _optional(COMMANDS[name].body, f"{name}/"))
