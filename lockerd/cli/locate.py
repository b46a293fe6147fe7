"""`lockerctl locate`: a light at the door that is looked for."""

from typing import Annotated, Final
from urllib.parse import quote

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import mark, say
from lockerd.cli.options import DEFAULT_SOCKET, Compartment, Json, Socket

_NEXT: Final = {
    "no_light": mark("count along the painted numbers; how a light is fitted: docs/auxiliary.md"),
    "somebody_there": mark("wait until they are gone: `lockerctl visits`"),
}
_WHY: Final = {
    "no_light": mark("{id} has no light"),
    "somebody_there": mark("{id}: not while somebody is served: they would go to the wrong door"),
}


def locate(
    compartment: Compartment,
    *,
    seconds: Annotated[int, typer.Option("--seconds", min=1, max=300, help="How long it burns.")] = 60,
    socket: Socket = DEFAULT_SOCKET,
    json: Json = False,
) -> None:
    """Light the light at a door. It goes out by itself, and when a person begins to be served.

    Ends with 1 where nothing was lit.
    """
    from lockerd.cli.client import Admin

    answer = Admin(socket).post(f"/v1/compartments/{quote(compartment, safe='')}/locate", {"for_s": seconds})
    outcome = str(answer["outcome"])
    if json:
        show.as_json(answer)
    elif outcome == "lit":
        show.line(say("{id}: its light burns for {seconds} s", id=compartment, seconds=seconds))
    if outcome != "lit":
        why = say(_WHY[outcome], id=compartment) if outcome in _WHY else outcome
        raise CliError(Exit.REFUSED, why, say(_NEXT[outcome]) if outcome in _NEXT else "")
