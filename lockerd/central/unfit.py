"""Where a signed command does not fit, so that its sender can mend it."""

import re
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from lockerd.central.command_models import MAX_PLACE_CHARS, CommandRefusal

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a command is refused before anything is decided, and at which of its fields."""

    reason: CommandRefusal
    place: str | None = None


def unfit(wrong: ValidationError, *, within: str = "", otherwise: CommandRefusal) -> Unfit:
    """What a model found; a field that is not known comes before all else, whatever else is wrong.

    The place names fields and never what stood in them. A name that is no plain word is somebody's data in the wrong
    place, a code perhaps, and is not said.
    """
    found = min(wrong.errors(include_input=False), key=lambda error: error["type"] != "extra_forbidden")
    parts = [*([within] if within else []), *map(_said, found["loc"])]
    reason = CommandRefusal.FIELD_UNKNOWN if found["type"] == "extra_forbidden" else otherwise
    return Unfit(reason, ".".join(parts)[:MAX_PLACE_CHARS] or None)


def _said(part: int | str) -> str:
    return str(part) if isinstance(part, int) or _PLAIN.fullmatch(part) else "?"
