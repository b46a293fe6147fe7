"""What stands in a bundle, as JSON: rows by their kind, and words."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lockersim.errors import SimError

FORMAT = "lockerd bundle 1"
FAILED = "failed"
"""In place of a decision: none could be made."""


def read_bundle(path: Path) -> Mapping[str, Any]:
    """Raises ``SimError``."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise no_bundle(path, error) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("lives"), list):
        raise no_bundle(path, ValueError("format"))
    return content


def no_bundle(path: Path, error: Exception) -> SimError:
    """What is said of a file that is none."""
    return SimError(f"{path} is no bundle of `lockerctl support bundle` ({error!r})")


def rows(packed: Any, kind: str) -> Iterator[list[Any]]:
    """Every row of a kind, wherever it stands."""
    match packed:
        case {"row": str(name), "of": list(values)} if name == kind:
            yield values
        case dict():
            for value in packed.values():
                yield from rows(value, kind)
        case list():
            for value in packed:
                yield from rows(value, kind)
        case _:
            return


def meant(event: Any) -> Any:
    """What a command asks for, without the numbers of its issuer; as it came where nothing has to be decided on it."""
    wish = event["of"][-1] if event["row"] == "Sent" else None
    return event if wish is None else wish


def word(values: list[Any], kind: str) -> str:
    """The member of an enumeration in a row; empty where there is none."""
    return next((str(each["is"]) for each in values if isinstance(each, dict) and each.get("enum") == kind), "")


def plain(value: Any) -> Any:
    """A value as people write it."""
    match value:
        case {"enum": _, "is": found}:
            return found
        case {"map": list(pairs)}:
            return {plain(key): plain(each) for key, each in pairs}
        case _:
            return value
