"""Values of the domain as JSON and back: only what the domain's own modules define is made again."""

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

from rpds import HashTrieMap

from lockerd.domain import model
from lockerd.errors import CallerError

Packed = Any
"""What `json` takes: a plain value, or an object with one key that says what it is and one with what it holds."""


class NoFilmError(CallerError):
    """A file that holds no film of ours, or one that was changed; the text says what."""

    code: ClassVar[str] = "no_film"


@cache
def kinds() -> Mapping[str, type]:
    """Everything that may be made again, by name."""
    modules = [import_module(f"{model.__name__}.{each.name}") for each in pkgutil.iter_modules(model.__path__)]
    return {name: kind for module in modules for name, kind in vars(module).items() if _is_value(kind)}


def pack(value: object) -> Packed:
    """The same value always gives the same JSON. Bytes are hashes and salts: they become nought, and nowhere stand in a
    film."""
    match value:
        case Enum():
            return {"enum": type(value).__name__, "is": value.value}
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {"bytes": "00" * len(value)}
        case HashTrieMap():
            return {"table": _pairs(value.items())}
        case Mapping():
            return {"map": _pairs(value.items())}
        case frozenset():
            return {"set": sorted((pack(each) for each in value), key=repr)}
        case tuple() if not hasattr(value, "_fields"):
            return {"list": [pack(each) for each in value]}
        case list():
            return {"list": [pack(each) for each in value]}
        case _:
            return {"row": type(value).__name__, "of": [pack(each) for each in _values(value)]}


def unpack(packed: Packed) -> Any:
    """What was packed. Raises `NoFilmError`."""
    try:
        return _unpack(packed)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoFilmError(
            f"the film holds what this release does not know ({error!r}); was it made by another?"
        ) from None


def _unpack(packed: Packed) -> Any:
    match packed:
        case None | bool() | int() | float() | str():
            return packed
        case {"enum": str(name), "is": value}:
            return kinds()[name](value)
        case {"bytes": str(text)}:
            return bytes.fromhex(text)
        case {"table": list(pairs)}:
            return HashTrieMap({_unpack(key): _unpack(value) for key, value in pairs})
        case {"map": list(pairs)}:
            return {_unpack(key): _unpack(value) for key, value in pairs}
        case {"set": list(members)}:
            return frozenset(_unpack(each) for each in members)
        case {"list": list(members)}:
            return tuple(_unpack(each) for each in members)
        case {"row": str(name), "of": list(values)}:
            return _made(kinds()[name], [_unpack(each) for each in values])
        case _:
            raise ValueError(str(packed)[:40])


def _made(kind: type, values: list[Any]) -> Any:
    if not is_dataclass(kind):
        return kind(*values)
    names = [each.name for each in fields(kind) if each.init]
    return kind(**dict(zip(names, values, strict=True)))


def _pairs(items: Any) -> list[list[Packed]]:
    return sorted(([pack(key), pack(value)] for key, value in items), key=repr)


def _values(value: object) -> Iterator[object]:
    if is_dataclass(value):
        return (getattr(value, each.name) for each in fields(value) if each.init)
    assert isinstance(value, tuple), type(value)
    return iter(value)


def _is_value(kind: object) -> bool:
    return inspect.isclass(kind) and (is_dataclass(kind) or issubclass(kind, Enum) or _is_named_tuple(kind))


def _is_named_tuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")
