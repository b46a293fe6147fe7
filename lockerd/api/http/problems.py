"""Problem details (RFC 9457): one stable ``code``, a sentence for people, and never what was sent."""

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from lockerd.api.http.models import SCANNED, TYPED, View
from lockerd.api.http.texts import Language, negotiate
from lockerd.api.http.wording import ELSEWHERE, Speaker, api_id
from lockerd.domain.model.events import Refused
from lockerd.domain.model.refusals import NAMES_A_WAIT, Refusal

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
    "body_too_large": 413,
    "invalid_request": 422,
    "idempotency_conflict": 422,
    "time_implausible": 422,
    "code_malformed": 422,
    "code_slip": 422,
    "headers_too_large": 431,
    "internal_error": 500,
    "busy": 503,
}
"""What the API finds by itself, before the domain is asked."""

REFUSAL_STATUS: Final[Mapping[Refusal, int]] = {
    Refusal.BADGE_NOT_VALID: 403,
    Refusal.WRONG_AUTHORITY: 403,
    Refusal.AUTHORITY_UNKNOWN: 403,
    Refusal.ORDER_UNKNOWN: 404,
    Refusal.COMPARTMENT_UNKNOWN: 404,
    Refusal.VISIT_OVER: 410,
    Refusal.EXPIRED: 410,
    Refusal.TOO_MANY_TRIES: 429,
    Refusal.PICKUP_NUMBER_CLOSED: 429,
    Refusal.CODE_TOO_NEW: 429,
    Refusal.BRAKE: 429,
    Refusal.WAIT: 503,
    Refusal.ON_BATTERY: 503,
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
    retry_after_ms: int | None = None
    errors: list[ErrorPlace] | None = None


class ProblemError(Exception):
    """Ends a request with what the API found by itself; ``code`` is a key of ``API_STATUS``."""

    def __init__(self, code: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_ms = retry_after_ms


class RefusalError(Exception):
    """Ends a request with what the domain refused."""

    def __init__(self, refused: Refused, *, site: str | None = None) -> None:
        """``site``: the name of the other site that a code is for."""
        super().__init__(refused.reason)
        self.refused = refused
        self.site = site


SpeakerOf = Callable[[Language], Speaker]


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
) -> JSONResponse:
    """The response for a key of ``API_STATUS``."""
    view = _view(
        status or API_STATUS[code], code, speaker.say(api_id(code)), retry_after_ms=retry_after_ms, errors=errors
    )
    return _response(view, speaker.language, headers or {})


def refusal_problem(speaker: Speaker, refused: Refused, *, site: str | None = None) -> JSONResponse:
    """The response for a refusal of the domain."""
    reason = refused.reason
    text = speaker.refusal(reason) if site is None else speaker.say(ELSEWHERE, site=site)
    view = _view(refusal_status(reason), reason, text, retry_after_ms=refused.retry_after_ms, errors=None)
    return _response(view, speaker.language, {})


def install(app: FastAPI, speaker_of: SpeakerOf) -> None:
    """Turn every error of ``app`` into problem details in the caller's language."""

    def speaker(request: Request) -> Speaker:
        return speaker_of(negotiate(request.headers.get("accept-language")))

    @app.exception_handler(ProblemError)
    async def _found(request: Request, error: ProblemError) -> JSONResponse:
        return api_problem(speaker(request), error.code, retry_after_ms=error.retry_after_ms)

    @app.exception_handler(RefusalError)
    async def _refused(request: Request, error: RefusalError) -> JSONResponse:
        return refusal_problem(speaker(request), error.refused, site=error.site)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        code, places = _judge(error)
        return api_problem(speaker(request), code, errors=places)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = {400: "malformed_body", 404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
        return api_problem(speaker(request), code, status=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def _ours(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - its text may hold input
        return api_problem(speaker(request), "internal_error")


def _judge(error: RequestValidationError) -> tuple[str, list[ErrorPlace] | None]:
    found = error.errors()
    if any(e["loc"][:2] == ("header", KEY_HEADER) for e in found):
        return "idempotency_key_missing", None
    if any(e["type"] == "json_invalid" for e in found):
        return "malformed_body", None
    if any(e["loc"][0] == "path" for e in found):
        return "not_found", None
    return "invalid_request", [ErrorPlace(where=_where(e), problem=str(e["type"])) for e in found]


def _where(error: Mapping[str, Any]) -> str:
    """The place without names that the caller made up: an unknown key may be a code in the wrong place."""
    location = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return ".".join(str(part) for at, part in enumerate(location) if at != 1 or part not in {SCANNED, TYPED})


def _view(
    status: int, code: str, detail: str, *, retry_after_ms: int | None, errors: list[ErrorPlace] | None
) -> ProblemView:
    if retry_after_ms is None and code in NAMES_A_WAIT:
        retry_after_ms = DEFAULT_RETRY_MS
    return ProblemView(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        retry_after_ms=retry_after_ms,
        errors=errors,
    )


def _response(view: ProblemView, language: Language, headers: Mapping[str, str]) -> JSONResponse:
    all_headers = {**headers, "Content-Language": language.value}
    if view.retry_after_ms is not None:
        all_headers["Retry-After"] = str(math.ceil(view.retry_after_ms / 1000))
    return JSONResponse(view.model_dump(exclude_none=True), view.status, all_headers, MEDIA_TYPE)
