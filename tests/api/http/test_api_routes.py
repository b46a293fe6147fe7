"""Routes as they are declared: what comes of a request, also of one that does not fit, and what the contract says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
import pytest
from api_site import STATION
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Scope
from virtual_loop import virtual_time

from lockerd.api.http.calls import Call
from lockerd.api.http.describing import document
from lockerd.api.http.events import PING_S, Event
from lockerd.api.http.frame import SpeakerDep, frame, problems
from lockerd.api.http.models import Body, View
from lockerd.api.http.problems import ProblemError
from lockerd.api.http.routes import Depends, In, Router
from lockerd.api.http.texts import Texts, negotiate
from lockerd.api.http.wording import Speaker


class Asked(Body):
    """A body."""

    number: int


class Told(View):
    """An answer."""

    number: int
    text: str = ""


def speaker_of(accept_language: str | None) -> Speaker:
    texts = Texts()
    return Speaker(texts=texts, station=STATION, language=negotiate(accept_language, texts.offered))


@asynccontextmanager
async def client_of(router: Router) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=frame([router], speaker_of), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://lockerd") as client:
        yield client


async def test_a_value_is_made_once_for_a_request_whoever_needs_it() -> None:
    router, made = Router(), []

    async def one() -> int:
        made.append(1)
        return len(made)

    async def two(first: Annotated[int, Depends(one)]) -> int:
        return first * 10

    @router.get("/")
    async def answer(first: Annotated[int, Depends(one)], second: Annotated[int, Depends(two)]) -> Told:
        return Told(number=first + second)

    async with client_of(router) as client:
        assert (await client.get("/")).json() == {"number": 11, "text": ""}
        assert (await client.get("/")).json() == {"number": 22, "text": ""}


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/?fail=true", 503), ("/?fail=maybe", 422)])
async def test_what_was_taken_is_given_back_whatever_happens(path: str, status: int) -> None:
    router, happened = Router(), []

    async def taken() -> AsyncIterator[str]:
        happened.append("taken")
        try:
            yield "it"
        finally:
            happened.append("given back")

    @router.get("/")
    async def answer(held: Annotated[str, Depends(taken)], fail: Annotated[bool, In.QUERY] = False) -> Told:
        happened.append(held)
        if fail:
            raise ProblemError("busy")
        return Told(number=1)

    async with client_of(router) as client:
        assert (await client.get(path)).status_code == status
    assert happened == (["taken", "given back"] if status == 422 else ["taken", "it", "given back"])


async def test_all_mistakes_are_named_and_what_rests_on_them_is_not_made() -> None:
    router, made = Router(), []

    async def half(limit: Annotated[int, In.QUERY, Field(ge=1)]) -> int:
        made.append(limit)
        return limit // 2

    @router.post("/")
    async def answer(body: Asked, limit: Annotated[int, Depends(half)]) -> Told:
        return Told(number=body.number + limit)

    async with client_of(router) as client:
        found = (await client.post("/?limit=0", json={"number": "1", "more": 2})).json()
        assert found["errors"] == [
            {"where": "query.limit", "problem": "greater_than_equal"},
            {"where": "body.number", "problem": "int_type"},
            {"where": "body", "problem": "extra_forbidden"},
        ]
        assert (await client.post("/", json={"number": 1})).json()["errors"][0]["problem"] == "missing"
        assert made == []
        assert (await client.post("/?limit=8", json={"number": 1})).json()["number"] == 5


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"number": 1}', "application/json", 200),
        (b'{"number": 1}', "Application/JSON ; charset=utf-8", 200),
        (b'{"number": 1}', "application/vnd.any+json", 200),
        (b'{"number": 1}', "text/plain", 422),
        (b'{"number": 1}', "image/x+json", 422),
        (b'{"number": 1}', None, 422),
        (b"", "application/json", 422),
        (b'{"number":', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 8_000, "application/json", 400),
        (b"9" * 8_000, "application/json", 400),
    ],
)
async def test_a_body_is_json_and_called_so(content: bytes, kind: str | None, status: int) -> None:
    router = Router()

    @router.post("/")
    async def answer(body: Asked) -> Told:
        return Told(number=body.number)

    async with client_of(router) as client:
        headers = {} if kind is None else {"content-type": kind}
        assert (await client.post("/", content=content, headers=headers)).status_code == status


async def test_an_answer_says_its_language_whoever_makes_it() -> None:
    router = Router()

    @router.get("/made")
    async def made(speaker: SpeakerDep) -> Response:
        return Response(speaker.language, media_type="text/plain")

    @router.get("/told")
    async def told(speaker: SpeakerDep) -> Told:
        return Told(number=1, text=speaker.language)

    async with client_of(router) as client:
        for path in ("/made", "/told"):
            answer = await client.get(path, headers={"Accept-Language": "en"})
            assert (answer.headers["content-language"], answer.headers["cache-control"]) == ("en", "no-store")


async def test_a_fault_of_ours_is_told_without_what_was_sent() -> None:
    router = Router()

    @router.get("/{word}")
    async def answer(word: Annotated[str, In.PATH]) -> Told:
        raise ValueError(word)

    async with client_of(router) as client:
        found = await client.get("/canary")
        assert (found.status_code, found.json()["code"]) == (500, "internal_error")
        assert "canary" not in found.text
        assert (await client.head("/canary")).status_code == 405


async def test_a_refused_method_is_told_all_that_its_path_knows() -> None:
    router = Router()

    @router.get("/word")
    async def read() -> Told:
        return Told(number=1, text="read")

    @router.post("/word")
    async def write() -> Told:
        return Told(number=2, text="written")

    async with client_of(router) as client:
        assert ((await client.get("/word")).json()["number"], (await client.post("/word")).json()["number"]) == (1, 2)
        refused = await client.put("/word")
        assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "POST"})


def test_a_signature_that_asks_for_nothing_in_a_request_is_no_route() -> None:
    """It is read when it is first asked for; whoever writes the contract reads all of them."""

    async def answer(strange: int) -> Told: ...

    async def reads(body: Asked) -> int: ...

    async def rests(number: Annotated[int, Depends(reads)]) -> Told: ...

    for call, why in ((answer, "nothing in a request is strange"), (rests, "only a route itself is given the body")):
        router = Router()
        router.get("/")(call)
        with pytest.raises(AssertionError, match=why):
            document(title="", description="", routers=[router])


def stream(router: Router) -> tuple[asyncio.Queue[Message], asyncio.Queue[Message], "asyncio.Task[None]"]:
    """What the client says, what it hears, and the call of the only route."""
    said: asyncio.Queue[Message] = asyncio.Queue()
    heard: asyncio.Queue[Message] = asyncio.Queue()
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    task = asyncio.create_task(Call(router.routes[0])(scope, said.get, heard.put))
    return said, heard, task


@virtual_time
async def test_a_silent_stream_says_that_it_is_alive_and_ends_with_its_reader() -> None:
    router, ended = Router(), []

    @router.get("/")
    async def events(request: Request) -> AsyncIterator[Event]:
        try:
            yield Event("first", Told(number=1), "7")
            await asyncio.sleep(PING_S * 2.5)
            yield Event("second", Told(number=2))
            await asyncio.Event().wait()
        finally:
            ended.append(request.method)

    said, heard, task = stream(router)
    start = await heard.get()
    assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]
    bodies = [(await heard.get())["body"] for _ in range(4)]
    assert bodies == [
        b'event: first\ndata: {"number":1,"text":""}\nid: 7\n\n',
        b": ping\n\n",
        b": ping\n\n",
        b'event: second\ndata: {"number":2,"text":""}\n\n',
    ]
    said.put_nowait({"type": "http.disconnect"})
    await task
    assert ended == ["GET"]


async def test_a_stream_whose_task_is_cancelled_ends_what_it_tells() -> None:
    router, ended = Router(), []

    @router.get("/")
    async def events() -> AsyncIterator[Event]:
        try:
            yield Event("one", Told(number=1))
            await asyncio.Event().wait()
        finally:
            ended.append("told")

    _, heard, task = stream(router)
    await heard.get()
    await heard.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["told"]


def test_the_contract_says_what_the_signature_says() -> None:
    router = Router(tags=["numbers"])

    async def limited(limit: Annotated[int, In.QUERY, Field(ge=1, description="How many")] = 5) -> int: ...

    @router.post("/v1/{name}", status=201, responses=problems(409))
    async def add_number(
        body: Asked,
        name: Annotated[str, In.PATH],
        some_key: Annotated[str, In.HEADER],
        limit: Annotated[int, Depends(limited)],
    ) -> list[Told]:
        """Add a number."""
        raise AssertionError("it is described, and never called")

    said: dict[str, Any] = document(title="T", description="D", routers=[router])
    operation = said["paths"]["/v1/{name}"]["post"]
    assert (operation["summary"], operation["operationId"]) == ("Add Number", "add_number")
    assert [(each["name"], each["in"], each["required"]) for each in operation["parameters"]] == [
        ("name", "path", True),
        ("limit", "query", False),
        ("some-key", "header", True),
    ]
    assert operation["parameters"][1]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "description": "How many",
        "title": "Limit",
        "default": 5,
    }
    assert list(operation["responses"]) == ["201", "409"]
    schema = operation["responses"]["201"]["content"]["application/json"]["schema"]
    assert schema["items"] == {"$ref": "#/components/schemas/Told"}
    assert {"Asked", "Told", "ProblemView", "ErrorPlace"} <= said["components"]["schemas"].keys()
