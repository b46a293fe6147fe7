"""From a file to a configuration, or to every reason why not."""

import difflib
import hashlib
import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lockerd.config.check import problems
from lockerd.config.errors import ConfigError, Problem
from lockerd.config.model import Config
from lockerd.config.parts import CREDENTIALS, Table

_KEY: Final = re.compile(r"[a-z0-9_]+")
"""As all keys of ours are written."""


def load(path: Path) -> Config:
    """Read and check a configuration file; raises `ConfigError` with every mistake found.

    What single values say is checked first; only when that is in order, what tables say about each other.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(path, [Problem("", f"cannot be read: {error.strerror}")]) from None
    return read(data, path)


def read(data: bytes, path: Path) -> Config:
    """The same for bytes that stand, or are to stand, in the file ``path``."""
    context: dict[str, Any] = {
        "folder": path.parent.absolute(),
        "path": path,
        "sha256": hashlib.sha256(data).hexdigest(),
        "credentials": os.environ.get("CREDENTIALS_DIRECTORY", CREDENTIALS),
    }
    try:
        config = Config.model_validate(_tables(path, data), context=context)
    except ValidationError as error:
        raise ConfigError(path, map(_in_words, error.errors())) from None
    if found := tuple(problems(config)):
        raise ConfigError(path, found)
    return config


def _tables(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # editors on Windows put a mark before the text
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(path, [Problem("", f"is not UTF-8 (line {line})")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [Problem("", f"is not TOML: {error}")]) from None
    except RecursionError:
        raise ConfigError(path, [Problem("", "lists or tables lie too deep in each other")]) from None


def _in_words(error: ErrorDetails) -> Problem:
    *outer, last = error["loc"] or ("",)
    parts = [part for part in outer if isinstance(part, int) or _KEY.fullmatch(part)]  # others are names of types
    if isinstance(last, int) or _KEY.fullmatch(last) or error["type"] == "extra_forbidden":
        parts.append(last)
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    match error["type"]:
        case "extra_forbidden":
            return Problem(key, f"unknown key{_meant(str(error['loc'][-1]))}")
        case "missing":
            return Problem(key, "is missing")
        case "tuple_type":
            return Problem(key, "should be a list")
        case "value_error":
            return Problem(key, f"{error['ctx']['error']}{_found(error['input'])}")
        case "model_type":
            return Problem(key, "should be a table")
        case _:
            return Problem(key, f"{error['msg']}{_found(error['input'])}")


def _found(value: object) -> str:
    return f", not {value!r}" if isinstance(value, str | int | float) else ""


def _meant(unknown: str) -> str:
    known = {field.alias or name for table in Table.__subclasses__() for name, field in table.model_fields.items()}
    close = difflib.get_close_matches(unknown, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
