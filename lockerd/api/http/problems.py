"""Problem details (RFC 9457): one stable ``code``, a sentence for people, and never what was sent."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lockerd.api.http.german import in_german
from lockerd.api.http.models import FORMS, View
from lockerd.api.http.wording import Speaker, api_id, elsewhere_id
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.refusals import NAMES_A_WAIT, Refusal
from lockerd.domain.model.statements import Purpose
from lockerd.domain.model.visits import Role
from lockerd.languages import Language

MEDIA_TYPE: Final = "application/problem+json"
KEY_HEADER: Final = "idempotency-key"

API_STATUS: Final[Mapping[str, int]] = {
    "malformed_body": 400,
    "idempotency_key_missing": 400,
    "http_error": 400,
    "peer_unknown": 403,
    "not_found": 404,
    "bus_unknown": 404,
    "method_not_allowed": 405,
    "request_too_slow": 408,
    "row_cut": 410,
    "body_too_large": 413,
    "invalid_request": 422,
    "idempotency_conflict": 422,
    "time_implausible": 422,
    "badge_list_not_valid": 422,
    "key_list_not_valid": 422,
    "code_malformed": 422,
    "code_slip": 422,
    "second_secret_malformed": 422,
    "second_secret_slip": 422,
    "number_malformed": 422,
    "number_slip": 422,
    "headers_too_large": 431,
    "internal_error": 500,
    "busy": 503,
}
"""What the API finds by itself, before the domain is asked."""

REFUSAL_STATUS: Final[Mapping[Refusal, int]] = {
    Refusal.BADGE_NOT_VALID: 403,
    Refusal.WRONG_AUTHORITY: 403,
    Refusal.SUPERVISOR_NEEDED: 403,
    Refusal.AUTHORITY_UNKNOWN: 403,
    Refusal.ORDER_UNKNOWN: 404,
    Refusal.CASE_UNKNOWN: 404,
    Refusal.WALK_IN_NOT_OFFERED: 404,
    Refusal.WALK_INS_USED_UP: 429,
    Refusal.COMPARTMENT_UNKNOWN: 404,
    Refusal.VISIT_OVER: 410,
    Refusal.EXPIRED: 410,
    Refusal.TOO_MANY_TRIES: 429,
    Refusal.PICKUP_NUMBER_CLOSED: 429,
    Refusal.RECEIPT_TRIES: 429,
    Refusal.CODE_TOO_NEW: 429,
    Refusal.SECOND_SECRET_CLOSED: 429,
    Refusal.STATEMENT_CLOSED: 429,
    Refusal.BRAKE: 429,
    Refusal.WAIT: 503,
    Refusal.ON_BATTERY: 503,
    Refusal.NOTHING_TAKEN_IN: 503,
    Refusal.OUT_OF_SERVICE: 503,
    Refusal.BUSY: 503,
    Refusal.INTERNAL: 500,
}
"""Every other refusal is a 409."""

DEFAULT_RETRY_MS: Final = 2_000


class ErrorPlace(View):
    """Where a request does not fit; never what stood there."""

    where: str = Field(examples=["body.order"])
    problem: str = Field(examples=["string_pattern_mismatch"])


class StatementFor(View):
    """What a verifier beside the terminal is asked to sign: hand it on as it is."""

    site: str = Field(examples=["musterstadt-1"])
    order: str = Field(examples=["0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42"])
    nonce: str = Field(
        description="Good once, for ten minutes, and void when a newer one comes",
        examples=["5d2a0c7e41b94d7f8a3ce6f0b1927d54"],
    )


@dataclass(frozen=True, slots=True)
class Onward:
    """With what whoever was refused can go on."""

    ways: tuple[Precondition, ...]
    statement_for: StatementFor | None = None
    purposes: tuple[Purpose, ...] | None = None


class ProblemView(View):
    """Why something was not done. Nothing was opened."""

    type: str = "about:blank"
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(
        description="Stable word for programs; a later release may have more",
        examples=["door_not_shut"],
        json_schema_extra={"enum": sorted({*API_STATUS, *Refusal})},
    )
    detail: str = Field(description="What happened and what to do next, in the language asked for")
    german: str | None = Field(
        default=None, description="The same in German, to be shown beside it, where it is an unsigned draft"
    )
    retry_after_ms: int | None = None
    errors: list[ErrorPlace] | None = None
    ways: list[Precondition] | None = Field(
        default=None,
        description="Of a code that needs more: any one of these is enough now, in the same body",
        examples=[["statement", "second_secret"]],
    )
    statement_for: StatementFor | None = None
    purposes: list[Purpose] | None = Field(
        default=None,
        description="What a verifier may say then: `delegate` only where its office lets others come for it",
        examples=[["person"]],
    )


class ProblemError(Exception):
    """Ends a request with what the API found by itself; ``code`` is a key of ``API_STATUS``."""

    def __init__(self, code: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_ms = retry_after_ms


class RefusalError(Exception):
    """Ends a request with what the domain refused."""

    def __init__(
        self, refused: Refused, *, site: str | None = None, role: Role | None = None, onward: Onward | None = None
    ) -> None:
        """``site``: the name of another site, of a refusal of ``ELSEWHERE``; ``role``: what the person came for."""
        super().__init__(refused.reason)
        self.refused = refused
        self.site = site
        self.role = role
        self.onward = onward


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a request does not fit, and how, in the words of pydantic's error types; never what stood there."""

    place: tuple[int | str, ...]
    kind: str


class UnfitError(Exception):
    """Ends a request that does not fit its route's signature."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(", ".join(each.kind for each in mistakes))
        self.mistakes = mistakes


SpeakerOf = Callable[[str | None], Speaker]
"""Texts for an ``Accept-Language`` header."""
Handlers = Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]]


def refusal_status(reason: Refusal) -> int:
    """The HTTP status of a refusal."""
    return REFUSAL_STATUS.get(reason, HTTPStatus.CONFLICT)


def api_problem(
    speaker: Speaker,
    code: str,
    *,
    status: int | None = None,
    retry_after_ms: int | None = None,
    errors: list[ErrorPlace] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for a key of ``API_STATUS``."""
    view = _view(
        status or API_STATUS[code],
        code,
        speaker,
        lambda it: it.say(api_id(code)),
        retry_after_ms=retry_after_ms,
        errors=errors,
    )
    return _response(view, speaker.language, headers or {})


def refusal_problem(speaker: Speaker, error: RefusalError) -> Response:
    """The response for a refusal of the domain."""
    reason, onward = error.refused.reason, error.onward

    def said(it: Speaker) -> str:
        if error.site is not None:
            return it.say(elsewhere_id(reason), site=error.site)
        return it.refusal(reason, error.role) if onward is None else it.onward(reason, onward.ways)

    retry_after_ms = error.refused.retry_after_ms
    view = _view(refusal_status(reason), reason, speaker, said, retry_after_ms=retry_after_ms, errors=None)
    if onward is not None:
        purposes = None if onward.purposes is None else list(onward.purposes)
        told = {"ways": list(onward.ways), "statement_for": onward.statement_for, "purposes": purposes}
        view = view.model_copy(update=told)
    return _response(view, speaker.language, {})


def handlers(speaker_of: SpeakerOf) -> Handlers:
    """What turns every error of an app into problem details in the caller's language."""

    async def answer(request: Request, error: Exception) -> Response:
        speaker = speaker_of(request.headers.get("accept-language"))
        match error:
            case ProblemError():
                return api_problem(speaker, error.code, retry_after_ms=error.retry_after_ms)
            case RefusalError():
                return refusal_problem(speaker, error)
            case UnfitError():
                code, places = _judge(error.mistakes)
                return api_problem(speaker, code, errors=places)
            case HTTPException():
                code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
                return api_problem(speaker, code, status=error.status_code, headers=error.headers)
            case _:  # its text may hold input
                return api_problem(speaker, "internal_error")

    return dict.fromkeys((ProblemError, RefusalError, UnfitError, HTTPException, Exception), answer)


def _judge(mistakes: Sequence[Mistake]) -> tuple[str, list[ErrorPlace] | None]:
    if any(each.place[:2] == ("header", KEY_HEADER) for each in mistakes):
        return "idempotency_key_missing", None
    if any(each.place[0] == "path" for each in mistakes):
        return "not_found", None
    return "invalid_request", [ErrorPlace(where=_where(each), problem=each.kind) for each in mistakes]


def _where(mistake: Mistake) -> str:
    """The place without names that the caller made up: an unknown key may be a code in the wrong place."""
    location = mistake.place[:-1] if mistake.kind == "extra_forbidden" else mistake.place
    return ".".join(str(part) for at, part in enumerate(location) if at != 1 or part not in FORMS)


def _view(
    status: int,
    code: str,
    speaker: Speaker,
    said: Callable[[Speaker], str],
    *,
    retry_after_ms: int | None,
    errors: list[ErrorPlace] | None,
) -> ProblemView:
    if retry_after_ms is None and code in NAMES_A_WAIT:
        retry_after_ms = DEFAULT_RETRY_MS
    return ProblemView(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=said(speaker),
        german=in_german(speaker, said),
        retry_after_ms=retry_after_ms,
        errors=errors,
    )


def _response(view: ProblemView, language: Language, headers: Mapping[str, str]) -> Response:
    all_headers = {**headers, "Content-Language": language.value}
    if view.retry_after_ms is not None:
        all_headers["Retry-After"] = str(math.ceil(view.retry_after_ms / 1000))
    return Response(view.model_dump_json(exclude_none=True), view.status, all_headers, MEDIA_TYPE)
