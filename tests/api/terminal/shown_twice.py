"""One code, shown twice at the same moment, read or typed, at one terminal or at two: its door opens once.

Through the whole API of the terminal in this process, down to SQLite; the wall is a fake that counts what is fired.
A loop in virtual time draws which of two that are ready at the same moment goes first, and how long a commit takes.
"""

import asyncio
import random
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from api_site import Api, Site, client_of, running_site

from lockerd.api.http.peer import TERMINAL
from lockerd.domain.model.readings import Item
from virtual.loop import Inline, SeededLoop

PAIRS = 3
"""Of each code: fresh, with its door open, and after it was taken out."""
CODES_A_SITE = 25
"""So long the badge that puts them in is good."""
PAUSE_MS = 300_000
"""Between two people: no brake and no count of tries stands in the way of the next."""
TYPED_AFTERWARDS = 0.1
"""How often a spent code is typed: more often, and typing would be blocked for everybody."""


def at_terminal(app: Any, name: str) -> Any:
    """What the server does for a terminal that shows a certificate."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})[TERMINAL] = name
        await app(scope, receive, send)

    return asgi


async def shown_twice(
    terminals: tuple[Api, Api], codes: dict[str, str], rng: random.Random, *, typed: float
) -> list[httpx.Response]:
    """Both requests at once, each in its own form and at its own terminal."""

    def body() -> dict[str, str]:
        if rng.random() >= typed:
            return {"code": codes["code"]}
        return {"typed_code": codes["typed_code"], "pickup_number": codes["pickup_number"]}

    return await asyncio.gather(*(rng.choice(terminals).post("/v1/visits", body()) for _ in range(2)))


async def one_code(site: Site, terminals: tuple[Api, Api], number: int, rng: random.Random) -> None:
    """Somebody's whole visit, everything shown twice."""
    codes = await site.ready(number)
    before = len(site.hands.fired)
    answers = await shown_twice(terminals, codes, rng, typed=0.5)
    begun = [answer.json() for answer in answers if answer.status_code == 201]
    assert begun, [answer.text for answer in answers]
    assert len({visit["id"] for visit in begun}) == 1
    (door,) = site.hands.fired[before:]
    assert {visit["compartment"]["id"] for visit in begun} == {door}
    await shown_twice(terminals, codes, rng, typed=0.5)
    assert len(site.hands.fired) == before + 1, "opened again for a code whose door is open"
    site.hands.see(door, open_=False, item=Item.ABSENT)
    visit = begun[0]["id"]
    await site.until(lambda state: state.visits[visit].phase == "door_shut")
    for terminal in terminals:  # it belongs to the one at which it began
        await terminal.post(f"/v1/visits/{visit}/taken-out")
    await shown_twice(terminals, codes, rng, typed=TYPED_AFTERWARDS)
    assert len(site.hands.fired) == before + 1, "opened for a code that is spent"
    await site.wait_ms(PAUSE_MS)
    await site.admin_api.post(f"/v1/compartments/{door}/clear", {"reason": "looked"})


def play(folder: Path, seed: int, codes: int) -> int:
    """So many people, one after the other; how many pairs were shown."""
    loop = partial(SeededLoop, random.Random(f"shown twice/{seed}"))
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_play(folder, random.Random(seed), codes))
    return codes * PAIRS


async def _play(folder: Path, rng: random.Random, codes: int) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SeededLoop)
    loop.taking = lambda: rng.uniform(0.0005, 0.008)
    for first in range(0, codes, CODES_A_SITE):
        below = folder / f"{first}"
        below.mkdir()
        async with (
            running_site(below, thread=lambda _name: Inline()) as site,
            client_of(at_terminal(site.terminal_asgi, "kiosk-1")) as one,
            client_of(at_terminal(site.terminal_asgi, "kiosk-2")) as other,
        ):
            terminals = Api(one, name="one"), Api(other, name="other")
            for number in range(1, min(CODES_A_SITE, codes - first) + 1):
                await one_code(site, terminals, number, rng)
