"""BlackSheep; it checks no constraints of headers and paths by itself."""

import re
import sys
from typing import Any

from asked import KEY, ROUTES, Asked, Told, measured, serve, told


def make() -> Any:
    from blacksheep import Application, FromHeader, FromJSON, FromQuery, FromRoute, json
    from blacksheep.server.bindings import Binder  # noqa: F401 - what an app of this size imports
    from blacksheep.server.openapi.v3 import OpenAPIHandler  # noqa: F401

    app = Application()

    class Key(FromHeader[str]):  # type: ignore[misc]
        name = "idempotency-key"

    async def answer(data: FromJSON[Asked], name: FromRoute[str], key: Key, limit: FromQuery[int]) -> Any:
        if re.fullmatch(KEY, key.value) is None or re.fullmatch("[a-z]{1,16}", name.value) is None:
            return json({"code": "invalid_request"}, status=422)
        said: Told = told(data.value, name.value, limit.value, key.value)
        return json(said.model_dump())

    for number in range(ROUTES):
        app.router.add_post(f"/v1/{number}/{{name}}", answer)
    return app


if __name__ == "__main__":
    serve(measured(make), sys.argv[1])
