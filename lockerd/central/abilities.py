"""What this release understands, said in the retained ``state``: central need not find out by being refused."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from lockerd.central.command_models import BODIES, Requirement
from lockerd.domain.orders import SUPPORTED_KINDS

COMMANDS: Final = tuple(sorted(BODIES))
KINDS: Final = tuple(sorted(SUPPORTED_KINDS))
REQUIRES: Final = tuple(sorted(Requirement))


def _optional(model: type[BaseModel], before: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not field.is_required():
            yield f"{before}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _optional(field.annotation, f"{before}{name}.")


OPTIONS: Final = tuple(each for name in COMMANDS for each in _optional(BODIES[name], f"{name}/"))
