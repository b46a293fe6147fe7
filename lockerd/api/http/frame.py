"""What all routes share: language, idempotency, documented problems, the frame of an app."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request

from lockerd.api.http.calls import paths_of
from lockerd.api.http.guard import Guard
from lockerd.api.http.problems import MEDIA_TYPE, SpeakerOf, handlers
from lockerd.api.http.routes import Depends, Responses, Router
from lockerd.api.http.wording import Speaker

SUMMARIES: Final = {
    400: "The body cannot be read, or the Idempotency-Key is missing or unfit",
    403: "Badge or authority is not accepted here",
    404: "No such thing",
    409: "Not possible as things are",
    410: "Over, or expired",
    413: "The request is too large",
    422: "The request does not fit, the code is incomplete or mistyped, or the Idempotency-Key was used before",
    429: "Too many tries, or too many openings: wait",
    503: "Busy, out of service, or no reading of the door yet: try again",
}
POST: Final = (400, 404, 409, 410, 413, 422, 503)


async def speaker(request: Request, headers: MutableHeaders) -> Speaker:
    """Texts in the language asked for, which is said in the answer too, for screen readers."""
    speaker_of: SpeakerOf = request.app.state.speaker_of
    chosen = speaker_of(request.headers.get("accept-language"))
    headers["Content-Language"] = chosen.language.value
    return chosen


SpeakerDep = Annotated[Speaker, Depends(speaker)]


def problems(*statuses: int) -> Responses:
    """Documents which problems a route answers with."""
    return {status: problem_response(status) for status in statuses}


def problem_response(status: int) -> dict[str, Any]:
    """One documented problem."""
    example = {
        "type": "about:blank",
        "title": "Conflict",
        "status": status,
        "code": "door_not_shut",
        "detail": "Eine Tür ist noch nicht zu. Bitte drücken Sie sie zu, bis sie einrastet.",
    }
    return {
        "description": SUMMARIES[status],
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}, "example": example},
        },
    }


def frame(routers: Sequence[Router], speaker_of: SpeakerOf) -> Starlette:
    """An app around ``routers``."""
    app = Starlette(
        routes=paths_of(route for router in routers for route in router.routes),
        exception_handlers=handlers(speaker_of),
        middleware=[Middleware(Guard, speaker_of=speaker_of)],
    )
    app.state.speaker_of = speaker_of
    return app
