"""The published schema of a command and the check that a site makes agree on every value that a library may write."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from central_kit import code_for
from pydantic import ValidationError

from lockerd.central import examples
from lockerd.central.command_models import Command
from lockerd.central.command_table import COMMANDS, asked
from lockerd.central.unfit import Unfit

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "contract" / "asyncapi.json").read_text())
VALUES = (
    0,
    1,
    1.0,
    2.0,
    1.5,
    -1,
    -1.0,
    100,
    1e6,
    2**60,
    "1",
    "",
    "x",
    "A4",
    "a b",
    True,
    None,
    [],
    ["x"],
    {},
    {"x": 1},
)


def spoilt(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same with one field of it, at any depth, left out, made up or replaced."""
    for path in places(content):
        for value in VALUES:
            yield changed(content, path, value)
        yield changed(content, path, ...)
        yield changed(content, [*path[:-1], "made_up"], 1)


def places(node: dict[str, Any]) -> Iterator[list[Any]]:
    for name, value in node.items():
        yield [name]
        if isinstance(value, dict):
            yield from ([name, *rest] for rest in places(value))
        if isinstance(value, list):
            items = [(at, item) for at, item in enumerate(value) if isinstance(item, dict)]
            yield from ([name, at, *rest] for at, item in items for rest in places(item))


def changed(content: dict[str, Any], path: list[Any], value: object) -> dict[str, Any]:
    whole = copy.deepcopy(content)
    node = whole
    for name in path[:-1]:
        node = node[name]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return whole


def taken(content: dict[str, Any]) -> bool:
    try:
        command = Command.model_validate(content)
    except ValidationError:
        return False
    return not isinstance(asked(command, code_for), Unfit)


def ends_before_it_begins(content: dict[str, Any]) -> bool:
    first, last = content["body"].get("first"), content["body"].get("last")
    return type(first) in {int, float} and type(last) in {int, float} and last < first


@pytest.mark.parametrize(
    ("name", "example"), [(name, at) for name in COMMANDS for at in range(len(COMMANDS[name].examples))]
)
def test_the_schema_and_the_check_agree(name: str, example: int) -> None:
    schema = CONTRACT["components"]["messages"][f"command.{name}"]["x-jws-payload"]
    validator = jsonschema.Draft202012Validator(schema | {"components": CONTRACT["components"]})
    content = examples.command(name, example)
    assert taken(content)
    verdicts = []
    for other in spoilt(content):
        if other.get("name") != name or not isinstance(other.get("body"), dict):
            continue  # another command, or none
        if name == "events.replay" and ends_before_it_begins(other):
            continue
        if other.get("requires", []) not in ([], ["strict_fields"]):
            continue  # words are compared with those of the state, not with the schema
        verdicts.append((validator.is_valid(other), taken(other), other))
    assert [other for by_schema, by_site, other in verdicts if by_schema is not by_site] == []
    assert {by_site for _, by_site, _ in verdicts} == {True, False}
