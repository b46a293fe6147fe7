"""Serving a route: what is asked is checked against its signature, what it returns becomes the answer."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from inspect import isasyncgenfunction
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Path
from starlette.types import Receive, Scope, Send

from lockerd.api.http.events import EventStream
from lockerd.api.http.problems import Mistake, ProblemError, UnfitError
from lockerd.api.http.routes import BODY, REQUIRED, In, Parameter, Route, Signature

_NOTHING: Final = object()


class Call:
    """One route as an ASGI app."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        async with AsyncExitStack() as stack:
            response = await self._response(Request(scope, receive), stack)
            await response(scope, receive, send)

    async def _response(self, request: Request, stack: AsyncExitStack) -> Response | EventStream:
        route, signature = self._route, self._route.signature
        sent = _NOTHING if signature.body is None else await _sent(request)
        asked = _Asked(request, stack)
        values = await asked.values(signature)
        if signature.body is not None:
            values[BODY] = asked.fit((BODY,), signature.body, sent)
        if asked.mistakes:
            raise UnfitError(asked.mistakes)
        if route.streams:
            return EventStream(signature.call(**values), asked.headers)
        answer = await signature.call(**values)
        if route.adapter is not None:
            answer = Response(route.adapter.dump_json(answer), route.status, media_type="application/json")
        assert isinstance(answer, Response)
        answer.headers.update(asked.headers)
        return answer


class ByMethod:
    """All routes of one path as an ASGI app."""

    def __init__(self, calls: Mapping[str, Call]) -> None:
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whose method is one of them."""
        await self._calls[scope["method"]](scope, receive, send)


class _Asked:
    """One request while it is taken apart."""

    def __init__(self, request: Request, stack: AsyncExitStack) -> None:
        self._request = request
        self._stack = stack
        self._made: dict[Callable[..., Any], Any] = {}
        self.headers = MutableHeaders()
        """Of the answer."""
        self.mistakes: list[Mistake] = []

    async def values(self, signature: Signature) -> dict[str, Any]:
        """The arguments of a function; what does not fit is left out and noted as a mistake."""
        found: dict[str, Any] = {}
        for name, need in signature.needs.items():
            if need.call not in self._made:
                before = len(self.mistakes)
                arguments = await self.values(need)
                if len(self.mistakes) > before:
                    continue
                self._made[need.call] = await self._make(need.call, arguments)
            found[name] = self._made[need.call]
        for name, kind in signature.given.items():
            found[name] = self._request if kind is Request else self.headers
        for place in In:
            for each in signature.parameters:
                if each.place is place:
                    found[each.name] = self._value(each)
        return found

    def fit(self, place: tuple[str, ...], adapter: TypeAdapter[Any], value: object) -> Any:
        """The value as it is declared; otherwise it is noted what is wrong."""
        if value is _NOTHING:
            self.mistakes.append(Mistake(place, "missing"))
            return None
        try:
            return adapter.validate_python(value, from_attributes=True)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            self.mistakes += [Mistake((*place, *each["loc"]), each["type"]) for each in found]
            return None

    def _value(self, parameter: Parameter) -> Any:
        where: Mapping[str, str]
        match parameter.place:
            case In.PATH:
                where = self._request.path_params
            case In.QUERY:
                where = self._request.query_params
            case In.HEADER:
                where = self._request.headers
        value: object = where.get(parameter.said, _NOTHING)
        if value is _NOTHING and parameter.default is not REQUIRED:
            return parameter.default
        return self.fit((parameter.place, parameter.said), parameter.adapter, value)

    async def _make(self, call: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
        if isasyncgenfunction(call):
            return await self._stack.enter_async_context(asynccontextmanager(call)(**arguments))
        return await call(**arguments)


async def _sent(request: Request) -> object:
    """The body as JSON; what is not called JSON stays bytes, and fits nowhere.

    Raises ``ProblemError`` (malformed_body).
    """
    data = await request.body()
    if not data:
        return _NOTHING
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        return data
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ProblemError("malformed_body") from None


def paths_of(routes: Iterable[Route]) -> list[Path]:
    """The paths of an app; a refused method is told all that its path knows, HEAD not among them: ask for it."""
    calls: dict[str, dict[str, Call]] = {}
    for route in routes:
        calls.setdefault(route.path, {})[route.method] = Call(route)
    paths = [Path(path, ByMethod(of_path)) for path, of_path in calls.items()]
    for path, of_path in zip(paths, calls.values(), strict=True):
        path.methods = {*of_path}
    return paths
