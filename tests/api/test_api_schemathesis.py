"""Both APIs against their own OpenAPI documents: thousands of requests that fit and that do not.

No answer is an error of ours, all are as documented, and without a code or a badge no lock is fired.
"""

import json
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from api_site import Site, running_site
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from lockerd.api.openapi import documents

REFUSED = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
"""How what does not fit is refused; 413: it is longer than any body that does."""
JUDGED = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}})
LEAST: Final = 20_000
"""Requests of the campaign, over both APIs."""
AT_LENGTH = settings(max_examples=1_000, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
"""Of each operation; of many there are not so many that differ."""
BOUNDED = settings(max_examples=15, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


class Whole:
    """One API with the site below it, started and stopped as its lifespan."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.site: Site | None = None
        self.asked = 0
        self.before: tuple[Any, ...] = ()
        """What only a code, a badge or central changes."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self.site is not None
        await (self.site.terminal_asgi if self.api == "terminal" else self.site.admin_asgi)(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        async with AsyncExitStack() as life:
            folder = life.enter_context(tempfile.TemporaryDirectory())
            self.site = await life.enter_async_context(running_site(Path(folder)))
            await self.site.ready(1)
            await self.site.announce(2)
            self.site.hands.fired.clear()
            self.before = entrusted(self.site)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def entrusted(site: Site) -> tuple[Any, ...]:
    """What nobody changes who has neither a code nor a badge: orders, what lies where, and which codes are good."""
    state = site.controller.state
    rows = state.orders, state.parts, state.grants
    doors = {name: (row.condition, row.part, row.attempt) for name, row in state.compartments.items()}
    return (*(dict(each) for each in rows), doors)


def schema_of(app: Whole) -> Any:
    """The committed document, bound to the running app."""
    schema = schemathesis.openapi.from_dict(json.loads(documents()[f"openapi-{app.api}.json"]), config=JUDGED)
    schema.app = app
    return schema


TERMINAL, ADMIN = Whole("terminal"), Whole("admin")
terminal_schema, admin_schema = schema_of(TERMINAL), schema_of(ADMIN)


def judge(case: Any, app: Whole) -> None:
    """Call and compare with the document. What fits may still be refused by the rules, but only as documented."""
    app.asked += 1
    response = case.call_and_validate(excluded_checks=[not_a_server_error, positive_data_acceptance])
    assert response.status_code < 500 or response.json()["code"] in {"busy", "wait", "out_of_service"}


def judge_terminal(case: Any) -> None:
    """The terminal's: nothing is opened, and nothing changes hands."""
    judge(case, TERMINAL)
    site = TERMINAL.site
    assert site is not None
    assert site.hands.fired == []
    assert not [v for v in site.controller.state.visits.values() if v.phase != "over"]
    assert entrusted(site) == TERMINAL.before


@terminal_schema.exclude(path_regex="/events$").parametrize()  # type: ignore[untyped-decorator]
@BOUNDED
def test_terminal_api(case: Any) -> None:
    judge_terminal(case)


@admin_schema.parametrize()  # type: ignore[untyped-decorator]
@BOUNDED
def test_admin_api(case: Any) -> None:
    judge(case, ADMIN)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@terminal_schema.exclude(path_regex="/events$").parametrize()  # type: ignore[untyped-decorator]
@AT_LENGTH
def test_terminal_api_at_length(case: Any) -> None:
    judge_terminal(case)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@admin_schema.parametrize()  # type: ignore[untyped-decorator]
@AT_LENGTH
def test_admin_api_at_length(case: Any) -> None:
    judge(case, ADMIN)


@pytest.mark.campaign
def test_so_many_were_asked() -> None:
    """After the others of this file."""
    print(f"{TERMINAL.asked:,} of the terminal's API, {ADMIN.asked:,} of the technicians'")
    assert TERMINAL.asked + ADMIN.asked >= LEAST
