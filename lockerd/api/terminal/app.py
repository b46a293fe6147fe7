"""The terminal's HTTP API: everything a person does is a visit."""

import asyncio
from typing import Final

from starlette.applications import Starlette

from lockerd.api.http.frame import frame
from lockerd.api.terminal import (
    code_routes,
    feedback_routes,
    paper_routes,
    public_routes,
    round_routes,
    visit_routes,
    waiting_routes,
)
from lockerd.api.terminal.terminal import Terminal

TITLE: Final = "lockerd terminal API"
DESCRIPTION: Final = """\
For the terminal that stands beside the wall; served on a unix socket, and to terminals that are other machines over TLS
1.3 with a certificate for each, never on plain TCP. A visit belongs to the terminal that began it. No terminal is
trusted: nothing is opened without a code or a badge, nothing is listed but what waits for the staff whose badge asks,
and who does not know the id of a visit cannot ask about it.

A visit begins with `POST /v1/visits`: a person shows a code, which says itself what it is for, or staff show a badge
and say what they want. Its events tell the phase, the door, the next step and a sentence for the person; `may` lists
what can be said now. Texts come in the language of `Accept-Language`, one of those that the status names, each with its
`spoken` form and whom it is for (`privacy`); where a translation is a draft, with `german`, to be shown beside it.

Every POST carries an `Idempotency-Key`, one per intention. A repeat with the same key gets the recorded outcome, a
refusal too: who tries again after a refusal takes a new key. Errors are problem details (RFC 9457) with a stable
`code`; besides those of each operation there are 404, 405, 408 (the body did not arrive within 5 s), 413 and 431. A
server that is busy with 32 requests answers 503, and one that was sent no HTTP 400, as plain text. Where there are too
many connections, the one that has kept the server waiting longest gives way to a new one.
"""

ROUTERS: Final = (
    visit_routes.router,
    feedback_routes.router,
    waiting_routes.router,
    round_routes.router,
    code_routes.router,
    paper_routes.router,
    public_routes.router,
)


def terminal_app(terminal: Terminal, stop: asyncio.Event) -> Starlette:
    """The app; ``FreshCodes.forget`` has to run beside it. Setting ``stop`` ends its streams."""
    app = frame(ROUTERS, terminal.speaker)
    app.state.terminal = terminal
    app.state.stop = stop
    return app
