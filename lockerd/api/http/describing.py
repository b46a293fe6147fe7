"""The contract of an API (OpenAPI 3.1), made of its routes' signatures."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from lockerd.api.http.problems import ProblemView
from lockerd.api.http.routes import BODY, REQUIRED, In, Parameter, Route, Router, Signature

Schemas = dict[tuple[int, JsonSchemaMode], dict[str, Any]]

_EVENT: Final = {
    "type": "object",
    "properties": {
        "data": {"type": "string"},
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer", "minimum": 0},
    },
}


def document(*, title: str, description: str, routers: Sequence[Router]) -> dict[str, Any]:
    """The whole of it."""
    routes = [route for router in routers for route in router.routes]
    inputs = [(adapter, mode) for route in routes for adapter, mode in _adapters(route)]
    inputs.append((TypeAdapter(ProblemView), "validation"))
    generator = GenerateJsonSchema(ref_template="#/components/schemas/{model}")
    schemas, definitions = generator.generate_definitions(
        [(id(adapter), mode, adapter.core_schema) for adapter, mode in inputs]
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "description": description, "version": "1"},
        "paths": paths,
        "components": {"schemas": dict(sorted(definitions.items()))},
    }


def _adapters(route: Route) -> Iterator[tuple[TypeAdapter[Any], JsonSchemaMode]]:
    for parameter in _parameters(route.signature):
        yield parameter.adapter, "validation"
    if route.signature.body is not None:
        yield route.signature.body, "validation"
    if route.adapter is not None:
        yield route.adapter, "serialization"


def _parameters(signature: Signature) -> Iterator[Parameter]:
    """Its own and those of what it needs."""
    yield from signature.parameters
    for need in signature.needs.values():
        yield from _parameters(need)


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    said: dict[str, Any] = {"tags": [*route.tags]} if route.tags else {}
    said |= {"summary": _titled(route.name), "description": route.description, "operationId": route.name}
    if parameters := [
        _parameter(each, schemas)
        for place in In
        for each in dict.fromkeys(_parameters(route.signature))
        if each.place is place
    ]:
        said["parameters"] = parameters
    if (body := route.signature.body) is not None:
        schema = _named(schemas[id(body), "validation"], BODY)
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    said["responses"] = {str(route.status): _answer(route, schemas)} | {
        str(status): dict(response) for status, response in route.responses.items() if status != route.status
    }
    return said


def _parameter(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    schema = _named(schemas[id(parameter.adapter), "validation"], parameter.said)
    if parameter.default not in {REQUIRED, None}:
        schema["default"] = parameter.default
    said = {
        "name": parameter.said,
        "in": parameter.place.value,
        "required": parameter.default is REQUIRED,
        "schema": schema,
    }
    if "description" in schema:
        said["description"] = schema["description"]
    return said


def _answer(route: Route, schemas: Schemas) -> dict[str, Any]:
    said: dict[str, Any] = {"description": "Successful Response"}
    if route.adapter is not None:
        schema = _named(schemas[id(route.adapter), "serialization"], f"response_{route.name}")
        said["content"] = {"application/json": {"schema": schema}}
    said |= route.responses.get(route.status, {})
    if route.streams:
        said["content"] = {kind: {"itemSchema": _EVENT, **content} for kind, content in said["content"].items()}
    return said


def _named(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return schema if "$ref" in schema else {**schema, "title": _titled(name)}


def _titled(name: str) -> str:
    return name.title().replace("_", " ")
