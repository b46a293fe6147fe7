"""HTTP to the daemon's admin socket. The only module of the command line that imports httpx: `frame` needs none."""

import json
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from lockerd.cli.exits import CliError, Exit, RefusedError
from lockerd.cli.language import mark, say, spoken

TIMEOUT_S: Final = 15
"""Above the 10 s within which the daemon promises an answer (design rule 15)."""

_NEXT: Final[Mapping[str, str]] = {
    "compartment_unknown": mark("`lockerctl compartments` lists them"),
    "bus_unknown": mark("`lockerctl status` names the buses; pins are no bus"),
    "out_of_service": mark("`lockerctl status` says why; after a look at the wall, `lockerctl resume --reason ...`"),
    "door_not_shut": mark("shut the door, then ask again"),
    "not_empty": mark("`lockerctl compartments` says what is known of it; a test opens only what holds nothing"),
    "wait": mark("the board has not been read yet; ask again, or see the boards in `lockerctl status`"),
    "time_implausible": mark("`lockerctl time` shows between which years it may lie"),
    "badge_list_old": mark("`lockerctl badge list` shows which is known; ask whoever issues badges for the newest"),
    "badge_list_not_valid": mark("was it made for this site, and is `keys.badge` the key of whoever issues badges?"),
    "key_list_old": mark("`lockerctl keys status` shows which is known; ask central for the newest"),
    "key_list_not_valid": mark("is it signed by as many of `keys.roots` as `keys.root_threshold` says?"),
    "brake": mark("too many openings within an hour; wait"),
    "busy": mark("wait"),
}


class Admin:
    """One conversation with the daemon; every failure becomes a `CliError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON that stands at ``path``."""
        return self._ask(httpx.Request("GET", _url(path), params=query, headers=_language()))

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """The JSON answer; one call is one request, whatever the network layer does with it."""
        headers = {**_language(), "Idempotency-Key": str(uuid.uuid4())}
        return self._ask(httpx.Request("POST", _url(path), json=dict(body), headers=headers))

    @contextmanager
    def stream(self, path: str, **query: str) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
        """The events that come from ``path``, by name, for the length of the block."""
        self._reach()
        request = httpx.Request("GET", _url(path), params=query, headers=_language())
        with self._client() as client:
            try:
                answer = client.send(request, stream=True)
                if not answer.is_success:
                    answer.read()
                    _content(answer)
            except httpx.TransportError as error:
                cause = say("no answer from the daemon ({error})", error=type(error).__name__)
                raise CliError(Exit.FAULT, cause, say("`journalctl -u lockerd` may say more")) from None
            try:
                yield _events(answer)
            finally:
                answer.close()

    def _ask(self, request: httpx.Request) -> Any:
        self._reach()
        try:
            with self._client() as client:
                answer = client.send(request)
        except httpx.TransportError as error:
            cause = say("no answer from the daemon ({error})", error=type(error).__name__)
            next_step = say(
                "whether it was done stands in `lockerctl custody tail`; `journalctl -u lockerd` may say more"
            )
            raise CliError(Exit.FAULT, cause, next_step) from None
        return _content(answer)

    def _client(self) -> httpx.Client:
        # A unix socket has nothing to verify; to read this machine's authorities takes longer than most answers.
        return httpx.Client(transport=httpx.HTTPTransport(uds=str(self._path), verify=False), timeout=TIMEOUT_S)

    def _reach(self) -> None:
        """Knock first: httpx tells neither why a connection failed nor closes what it tried with."""
        next_step = say("`systemctl status lockerd`, or name its socket with --socket or LOCKERD_ADMIN_SOCKET")
        try:
            with socket.socket(socket.AF_UNIX) as knocking:
                knocking.connect(str(self._path))
        except PermissionError:
            cause = say("you may not use {path}", path=self._path)
            next_step = say("become a member of its group (ls -l), and log in anew")
            raise CliError(Exit.NOT_ALLOWED, cause, next_step) from None
        except OSError as error:
            cause = say("no daemon at {path}: {error}", path=self._path, error=error.strerror or error)
            raise CliError(Exit.NO_DAEMON, cause, next_step) from None


def _language() -> dict[str, str]:
    return {"Accept-Language": spoken()}


def _url(path: str) -> str:
    return f"http://lockerd{path}"


def _events(answer: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """Source: WHATWG HTML, 9.2 server-sent events; ours carry one line of data each."""
    name = ""
    try:
        for line in answer.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)
    except httpx.TransportError as error:
        cause = say("the daemon ended the stream ({error})", error=type(error).__name__)
        raise CliError(Exit.FAULT, cause, "`systemctl status lockerd`") from None


def _content(answer: httpx.Response) -> Any:
    try:
        content = answer.json()
    except ValueError:
        content = None
    if answer.is_success and content is not None:
        return content
    if not isinstance(content, dict) or not isinstance(content.get("code"), str):
        cause = say(
            "the daemon answered in a way that lockerctl does not understand (HTTP {status})", status=answer.status_code
        )
        raise CliError(Exit.FAULT, cause, say("is lockerctl of the daemon's release? `journalctl -u lockerd`"))
    raise _refusal(answer.status_code, content)


def _refusal(status: int, problem: Mapping[str, Any]) -> RefusedError:
    code = problem["code"]
    next_step = say(_NEXT[code]) if code in _NEXT else ""
    wait_ms = problem.get("retry_after_ms")
    if isinstance(wait_ms, int):
        next_step = say("ask again in {seconds} s", seconds=-(-wait_ms // 1000))
    else:
        wait_ms = None
    match status:
        case 429 | 503 if code != "out_of_service":
            ends = Exit.TRY_LATER
        case 400 | 413 | 422:
            ends = Exit.USAGE
        case 403:
            ends = Exit.NOT_ALLOWED
        case _:
            ends = Exit.REFUSED if status < 500 or code == "out_of_service" else Exit.FAULT
    detail = str(problem.get("detail") or problem.get("title") or code)
    return RefusedError(ends, code, detail, next_step=next_step, wait_ms=wait_ms)
