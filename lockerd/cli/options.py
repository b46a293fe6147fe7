"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Socket = Annotated[
    Path,
    typer.Option(
        "--socket",
        envvar="LOCKERD_ADMIN_SOCKET",
        help="The daemon's admin socket.",
        metavar="PATH",
        readable=False,  # who may not use it is told more than that
    ),
]
DEFAULT_SOCKET = Path("/run/lockerd/admin.sock")

Json = Annotated[bool, typer.Option("--json", help="JSON for programs instead of a table.")]

Keep = Annotated[int, typer.Option("--keep", min=1, max=1_000, help="So many are kept; the oldest go.", metavar="N")]

Reason = Annotated[
    str, typer.Option("--reason", help="Why; it is written into the custody log, so name no person.", metavar="TEXT")
]

Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing, for scripts.")]

Compartment = Annotated[str, typer.Argument(help="The number painted on the door.", metavar="COMPARTMENT")]
