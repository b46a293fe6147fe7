"""lockerd.toml(5), from the models that read the file and the example that teaches it."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from deb.manual.roff import chapter, item, literally, page, paragraph, see_also, under
from lockerd.config.model import Config
from lockerd.config.parts import Table

EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "lockerd.example.toml"
BOUNDS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
    "maxLength": "at most {} characters",
}


def toml_page() -> str:
    """The whole page."""
    return page(
        "lockerd.toml",
        5,
        "configuration of a document locker's daemon",
        chapter("Description", *map(paragraph, ABOUT)),
        chapter("Tables", *(_table(name, model) for name, model in tables())),
        chapter("Example", literally(EXAMPLE.read_text("utf-8").splitlines())),
        see_also("lockerctl(1)", "lockerd(8)"),
    )


ABOUT = (
    """One site: its wall, its offices, and whom it talks to. The file is TOML; a path that does not begin with / is
    meant relative to its folder. Whatever is wrong in it is told at once with its place, and lockerd does not start
    then: lockerctl config check FILE.""",
    """A key that is unknown is a mistake. Of the keys here those without "left out" must be given. What they mean in
    use stands in the comments of the example below.""",
)


def tables() -> Iterator[tuple[str, type[Table]]]:
    """Every table by its name in the file, as ``[[bus.board]]``, and the model that reads it."""
    yield from _below(Config, "")


def keys_of(model: type[Table]) -> dict[str, str]:
    """The keys of a table as written in the file, and the name of each in the model."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _below(model: type[Table], path: str) -> Iterator[tuple[str, type[Table]]]:
    for key, name in keys_of(model).items():
        annotation = model.model_fields[name].annotation
        for inner in _models(annotation):
            several = "tuple" in str(annotation)
            inside = f"{path}.{key}".lstrip(".")
            yield f"[[{inside}]]" if several else f"[{inside}]", inner
            yield from _below(inner, inside)


def _models(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def _table(name: str, model: type[Table]) -> str:
    schema = model.model_json_schema(by_alias=True)
    said = _docstrings(model)
    items = []
    for key, field in keys_of(model).items():
        if list(_models(model.model_fields[field].annotation)):
            continue  # a table of its own
        text = f"{_kind(schema['properties'][key], schema)}. {said.get(field, '')}"
        items.append(item(key, text.replace("``", "").replace("`", "")))
    return under(name, *items)


def _kind(shape: dict[str, Any], schema: dict[str, Any]) -> str:
    """Type, bounds and what holds where it is left out, in words."""
    words = _type(shape, schema)
    if "default" not in shape:
        return words
    default = shape["default"]
    empty = default is None or default in ([], {}, ())
    return f"{words}; may be left out" if empty else f"{words}; left out: {_value(default)}"


def _type(shape: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in shape:
        shape = schema["$defs"][shape["$ref"].rpartition("/")[2]]
    if "anyOf" in shape:
        kinds = dict.fromkeys(_type(each, schema) for each in shape["anyOf"] if each.get("type") != "null")
        return " or ".join(kinds)
    if "enum" in shape or "const" in shape:
        return "one of " + ", ".join(map(_value, shape.get("enum", [shape.get("const")])))
    match shape.get("type"):
        case "array":
            kind = f"a list, each {_type(shape['items'], schema)}" if "items" in shape else "a list"
        case "object":
            kind = "a table"
        case "integer":
            kind = "a number"
        case "boolean":
            kind = "true or false"
        case _:
            kind = {"path": "a path", "date": "a day"}.get(shape.get("format", ""), "a text")
    return ", ".join([kind, *(words.format(shape[key]) for key, words in BOUNDS.items() if key in shape)])


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """What stands below each field in the source."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        match before, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
            case _:
                pass
    return found
