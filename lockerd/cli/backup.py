"""`lockerctl backup` and `lockerctl restore`: a copy of the database, and the way back."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.asking import confirmed
from lockerd.cli.language import say
from lockerd.cli.options import Json, Keep, Yes

DATABASE: Final = Path("/var/lib/lockerd/lockerd.db")

Database = Annotated[Path, typer.Option(help="The database; it may be in use.", metavar="FILE")]


def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where copies are kept: on another medium.")],
    *,
    keep: Keep = 7,
    database: Database = DATABASE,
    json: Json = False,
) -> None:
    """Copy the database while the daemon runs: whole or not at all, looked at, without any key. docs/operations.md.

    Keys are not in it: keep /etc/lockerd apart from it.
    """
    from lockerd.store.backup import back_up

    file, head = back_up(database, folder, keep)
    if json:
        show.as_json({"file": str(file), **asdict(head)})
    else:
        text = say("{path}: whole, up to epoch {epoch}, number {number}", path=file, **asdict(head))
        show.line(text)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy, as `lockerctl backup` wrote it.")],
    *,
    database: Annotated[Path, typer.Option(help="What it takes the place of.", metavar="FILE")] = DATABASE,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put a copy in the place of the database. What happened after it is not known then: see docs/operations.md.

    Refuses while the daemon runs, and a copy that is not whole. What was there is moved to `before-restore` beside it.
    """
    from lockerd.store.backup import ASIDE, restore, whole

    head = whole(file)
    consequence = say("After epoch {epoch}, number {number} nothing is known then.", **asdict(head))
    confirmed(consequence, say("Put this copy back?"), yes=yes)
    head = restore(file, database)
    if json:
        show.as_json({"database": str(database), **asdict(head)})
    else:
        show.line(say("{path} ends at epoch {epoch}, number {number}", path=database, **asdict(head)))
        aside = database.parent / ASIDE
        if aside.exists():
            show.line(say("what was there before: {path}; remove it when you have looked", path=aside))
        show.line(say("start lockerd, then `lockerctl round stocktake --reason ...`"))
