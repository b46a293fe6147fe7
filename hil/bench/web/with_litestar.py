"""Litestar."""

import sys
from typing import Any

from asked import KEY, ROUTES, Asked, Told, measured, serve, told


def make() -> Any:
    from typing import Annotated

    from litestar import Litestar, post
    from litestar.di import Provide
    from litestar.params import Parameter

    async def named(name: Annotated[str, Parameter(pattern="^[a-z]{1,16}$")]) -> str:
        return name

    def route(number: int) -> Any:
        @post(f"/v1/{number}/{{name:str}}", dependencies={"who": Provide(named)}, name=f"answer_{number}")  # type: ignore[untyped-decorator]
        async def answer(
            data: Asked,
            who: str,
            idempotency_key: Annotated[str, Parameter(header="idempotency-key", pattern=KEY)],
            limit: Annotated[int, Parameter(ge=1)] = 5,
        ) -> Told:
            return told(data, who, limit, idempotency_key)

        return answer

    return Litestar(route_handlers=[route(number) for number in range(ROUTES)], openapi_config=None)


if __name__ == "__main__":
    serve(measured(make), sys.argv[1])
