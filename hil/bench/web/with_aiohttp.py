"""aiohttp with aiohttp-pydantic, on aiohttp's own server."""

import sys
from typing import Any

from asked import KEY, ROUTES, Asked, measured, told


def make() -> Any:
    from typing import Annotated

    from aiohttp import web
    from aiohttp_pydantic import PydanticView
    from pydantic import Field

    class Answer(PydanticView):  # type: ignore[misc]
        async def post(
            self,
            name: Annotated[str, Field(pattern="^[a-z]{1,16}$")],
            /,
            body: Asked,
            limit: Annotated[int, Field(ge=1)] = 5,
            *,
            idempotency_key: Annotated[str, Field(pattern=KEY)],
        ) -> web.Response:
            said = told(body, name, limit, idempotency_key)
            return web.Response(text=said.model_dump_json(), content_type="application/json")

    app = web.Application()
    for number in range(ROUTES):
        app.router.add_view(f"/v1/{number}/{{name}}", Answer)
    return app


if __name__ == "__main__":
    app = measured(make)
    from aiohttp.web import run_app

    run_app(app, path=sys.argv[1], access_log=None, print=None)
