"""Starlette with the routes of `lockerd.api.http`."""

import sys
from typing import Any

from asked import KEY, ROUTES, Asked, Told, measured, serve, told

import lockerd.controller  # the daemon has it anyway
import lockerd.domain.decide  # noqa: F401


def make() -> Any:
    from typing import Annotated

    from pydantic import Field
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    from lockerd.api.http.calls import paths_of
    from lockerd.api.http.problems import UnfitError
    from lockerd.api.http.routes import Depends, In, Router

    router = Router()

    async def named(name: Annotated[str, In.PATH, Field(pattern="^[a-z]{1,16}$")]) -> str:
        return name

    async def answer(
        body: Asked,
        name: Annotated[str, Depends(named)],
        idempotency_key: Annotated[str, In.HEADER, Field(pattern=KEY)],
        limit: Annotated[int, In.QUERY, Field(ge=1)] = 5,
    ) -> Told:
        return told(body, name, limit, idempotency_key)

    for number in range(ROUTES):
        router.add("POST", f"/v1/{number}/{{name}}", answer, name=f"answer_{number}", description="", responses={})

    async def unfit(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"code": "invalid_request", "detail": str(error)}, 422)

    return Starlette(routes=paths_of(router.routes), exception_handlers={UnfitError: unfit})


if __name__ == "__main__":
    serve(measured(make), sys.argv[1])
