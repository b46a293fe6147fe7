"""FastAPI."""

import sys
from typing import Any

from asked import KEY, ROUTES, Asked, Told, measured, serve, told


def make() -> Any:
    from typing import Annotated

    from fastapi import Depends, FastAPI, Header, Path, Query

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    async def named(name: Annotated[str, Path(pattern="^[a-z]{1,16}$")]) -> str:
        return name

    async def answer(
        body: Asked,
        name: Annotated[str, Depends(named)],
        idempotency_key: Annotated[str, Header(pattern=KEY)],
        limit: Annotated[int, Query(ge=1)] = 5,
    ) -> Told:
        return told(body, name, limit, idempotency_key)

    for number in range(ROUTES):
        app.add_api_route(f"/v1/{number}/{{name}}", answer, methods=["POST"])
    return app


if __name__ == "__main__":
    serve(measured(make), sys.argv[1])
