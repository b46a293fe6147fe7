"""`lockerctl doctor`: is this machine set up as the site guide says?"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lockerd.cli import show
from lockerd.cli.exits import Exit
from lockerd.cli.language import for_programs
from lockerd.cli.options import Json
from lockerd.cli.selftest import CONFIG, print_checks


def doctor(
    *,
    config: Annotated[Path, typer.Option("--config", metavar="FILE", help="The site's configuration.")] = CONFIG,
    json: Json = False,
) -> None:
    """Check on this machine each line of the site guide, and say what to do. Needs no daemon; changes nothing.

    What this user may not see is a warning. Ends with 0 (also with warnings), with 1 if something is wrong.
    """
    from lockerd.cli.checks.ground.doctor import examined
    from lockerd.cli.checks.ground.sight import Sight
    from lockerd.cli.checks.verdict import Verdict, worst

    with for_programs(json):
        checks = list(examined(config, Sight()))
    if json:
        show.as_json({"worst": worst(checks), "checks": [asdict(check) for check in checks]})
    else:
        print_checks(checks)
    raise typer.Exit(Exit.REFUSED if worst(checks) is Verdict.FAULT else Exit.OK)
