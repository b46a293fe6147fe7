"""How a route is declared: its signature says what it is asked and what it answers, to callers and to the contract.

A parameter is a value from the request (``Annotated[int, In.QUERY, Field(...)]``), what another function makes of the
request (``Annotated[Admin, Depends(...)]``), the request itself, the headers of the answer, or ``body``.
"""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final, TypeVar, get_origin, get_type_hints

from pydantic import TypeAdapter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

F = TypeVar("F", bound=Callable[..., Any])

BODY: Final = "body"
REQUIRED: Final = inspect.Parameter.empty
Responses = Mapping[int, Mapping[str, Any]]
"""By status: what the contract says of it (OpenAPI 3.1, Response Object)."""


class In(StrEnum):
    """Where a value stands in a request (OpenAPI 3.1, Parameter Object)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Depends:
    """A value that a function makes of the request, once for each request; a generator is gone on with at its end."""

    on: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a request."""

    name: str
    place: In
    said: str
    """Its name on the wire."""
    adapter: TypeAdapter[Any]
    default: Any
    """``REQUIRED`` where there is none."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function wants of a request."""

    call: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    needs: Mapping[str, "Signature"]
    """What other functions make of the request, by parameter."""
    given: Mapping[str, type[Any]]
    """Parameters that are the request itself, or the headers of the answer."""
    body: TypeAdapter[Any] | None
    answer: Any
    """Annotation of what it returns."""


@dataclass(frozen=True)
class Route:
    """One operation. Its signature is read when it is first asked: most never are in the life of a daemon."""

    method: str
    path: str
    name: str
    description: str
    tags: Sequence[str]
    status: int
    responses: Responses
    call: Callable[..., Any]

    @property
    def signature(self) -> Signature:
        """What it is asked, and what it answers."""
        return signature_of(self.call)

    @cached_property
    def adapter(self) -> TypeAdapter[Any] | None:
        """Of the JSON that it answers with; None where it makes its response itself, or streams."""
        answer = self.signature.answer
        return None if answer is Response or self.streams else TypeAdapter[Any](answer)

    @property
    def streams(self) -> bool:
        """Whether it answers with events."""
        return get_origin(self.signature.answer) is AsyncIterator


class Router:
    """Routes that belong together."""

    def __init__(self, *, tags: Sequence[str] = ()) -> None:
        self.routes: list[Route] = []
        self._tags = tags

    def get(self, path: str, *, responses: Responses | None = None) -> Callable[[F], F]:
        """Declare the decorated function to answer a GET."""
        return self._declare("GET", path, status=200, responses=responses or {})

    def post(self, path: str, *, status: int = 200, responses: Responses | None = None) -> Callable[[F], F]:
        """Declare the decorated function to answer a POST."""
        return self._declare("POST", path, status=status, responses=responses or {})

    def add(
        self,
        method: str,
        path: str,
        call: Callable[..., Any],
        *,
        name: str,
        description: str,
        responses: Responses,
        status: int = 200,
    ) -> None:
        """Declare a function that has no name of its own to answer a request."""
        self.routes.append(Route(method, path, name, description, self._tags, status, responses, call))

    def _declare(self, method: str, path: str, *, status: int, responses: Responses) -> Callable[[F], F]:
        def declare(call: F) -> F:
            description = inspect.getdoc(call) or ""
            self.add(
                method, path, call, name=call.__name__, description=description, responses=responses, status=status
            )
            return call

        return declare


@cache
def signature_of(call: Callable[..., Any]) -> Signature:
    """Read a function's signature; every parameter must be one of those named above."""
    hints = get_type_hints(call, include_extras=True)
    parameters: list[Parameter] = []
    needs: dict[str, Signature] = {}
    given: dict[str, type[Any]] = {}
    for name, parameter in inspect.signature(call).parameters.items():
        hint = hints[name]
        marks = getattr(hint, "__metadata__", ())
        place = next((mark for mark in marks if isinstance(mark, In)), None)
        need = next((mark for mark in marks if isinstance(mark, Depends)), None)
        if place is not None:
            said = name.replace("_", "-") if place is In.HEADER else name
            parameters.append(Parameter(name, place, said, TypeAdapter[Any](hint), parameter.default))
        elif need is not None:
            needs[name] = signature_of(need.on)
            assert needs[name].body is None, f"{need.on}: only a route itself is given the body"
        elif hint is Request or hint is MutableHeaders:
            given[name] = hint
        else:
            assert name == BODY, f"{call}: nothing in a request is {name}"
    body = TypeAdapter[Any](hints[BODY]) if BODY in hints else None
    return Signature(call, tuple(parameters), needs, given, body, hints["return"])
