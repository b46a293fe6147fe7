"""What is believed of the time, why, and the way back where it went wrong (design rule 10)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.asking import confirmed
from lockerd.cli.custody import moment_s
from lockerd.cli.language import mark, say, word
from lockerd.cli.options import DEFAULT_SOCKET, Json, Reason, Socket, Yes
from lockerd.domain.model.doubt import Doubt

if TYPE_CHECKING:
    from lockerd.cli.reading.time import Belief

app = typer.Typer(help="What is believed of the time and why; say what time it is where that went wrong.")

_WHY: Final[Mapping[str, str]] = {
    Doubt.BEHIND: mark("the source says a time before the one that has already passed here"),
    Doubt.BEYOND_RELEASE: mark("the source says a time more than ten years after this release"),
    Doubt.BEYOND_CERTIFICATES: mark("the source says a time after the end of this site's certificates"),
    Doubt.LEAP: mark("the source is more than 400 days ahead of the time written down last, and nobody keeps it right"),
    Doubt.JUMPED: mark("the source went away from what it said first since the start"),
}
_NEXT: Final = mark(
    "compare `timedatectl` with a watch and set the machine's clock right; if the source is right and what is"
    " believed here is wrong: lockerctl time correct --reason TEXT"
)


@app.callback(invoke_without_command=True)
def show_time(context: typer.Context, *, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Show what is believed of the time, and why."""
    if context.invoked_subcommand is not None:
        return
    from lockerd.cli.client import Admin

    answer = Admin(socket).get("/v1/time")
    if json:
        show.as_json(answer)
    else:
        _explain(_known(answer))


@app.command()
def correct(
    *,
    reason: Reason,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="As 2027-01-15T08:00Z; without it, what the machine's clock shows."),
    ] = None,
    yes: Yes = False,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Say what time it is, as a technician on site with a watch. It is written down with your name and the reason."""
    from lockerd.cli.client import Admin

    admin = Admin(socket)
    before = _known(admin.get("/v1/time"))
    time_s = before.machine_s if to is None else moment_s(to)
    consequence = say("believed so far: not earlier than {time}; that ends now", time=_utc(before.lo_s))
    confirmed(consequence, say("Is it {time} now, by a watch?", time=_utc(time_s)), yes=yes)
    after = admin.post("/v1/time/correct", {"time_s": time_s, "reason": reason})
    if json:
        show.as_json(after)
    else:
        _explain(_known(after))


def _known(answer: object) -> "Belief":
    from lockerd.cli.reading import read
    from lockerd.cli.reading.time import Belief

    return read(Belief, answer)


def _explain(belief: "Belief") -> None:
    lo_s, hi_s = belief.lo_s, belief.hi_s
    values = {"standing": word(belief.standing), "lo": _utc(lo_s)}
    if hi_s is None:
        show.paragraph(say("{standing}: it is not earlier than {lo}; nothing later is ruled out", **values))
    else:
        show.paragraph(say("{standing}: it is between {lo} and {hi}", hi=_utc(hi_s), **values))
    if (doubt := belief.doubt) is not None:
        show.paragraph("  " + say("why: {why}", why=say(_WHY[doubt]) if doubt in _WHY else doubt), indent="  ")
    written_s = belief.written_s
    if written_s is not None and written_s > belief.latest_s:
        text = say("the time written down before the start cannot be right: a wrong clock was once believed")
        show.paragraph(f"  {text}", indent="  ")
    show.line("")
    source_s, ends_s = belief.source_s, belief.certificates_s
    show.facts(
        {
            say("machine's clock"): _utc(belief.machine_s),
            say("source ({name})", name=belief.source): say("silent") if source_s is None else _utc(source_s),
            say("written down"): say("nothing yet") if written_s is None else _utc(written_s),
            say("never before"): _utc(belief.earliest_s),
            say("never after"): _utc(belief.latest_s),
            say("certificates end"): None if ends_s is None else _utc(ends_s),
        }
    )
    if doubt is not None:
        show.paragraph("  " + say("next: {step}", step=say(_NEXT)), indent="  ")


def _utc(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
