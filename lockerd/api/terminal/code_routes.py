"""The fresh code of a loading: to print or to show while its visit lasts, from memory, never again."""

from lockerd.api.http.frame import SpeakerDep
from lockerd.api.http.german import in_german
from lockerd.api.http.routes import Router
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.access import TerminalDep, VisitDep
from lockerd.api.terminal.aloud import spelled
from lockerd.api.terminal.picture_routes import PROBLEMS, Drawn, add_pictures
from lockerd.api.terminal.privacy import Privacy
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import CodeView
from lockerd.codes import typed
from lockerd.domain.model.ids import VisitId

router = Router(tags=["code"])


@router.get("/v1/visits/{visit}/code", responses=PROBLEMS)
async def code(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> CodeView:
    """The code as text."""
    issued = terminal.codes.of(visit)
    spoken = ", ".join(spelled(three) for three in typed.shown(issued.typed_code).split())
    return CodeView(
        text=_digits(terminal, visit, speaker),
        spoken=speaker.say("code.digits", code=spoken, number=spelled(issued.pickup_number)),
        german=in_german(speaker, lambda it: _digits(terminal, visit, it)),
        privacy=Privacy.PRIVATE,
        code=issued.token,
        typed_code=issued.typed_code,
        pickup_number=issued.pickup_number,
    )


def _token(terminal: Terminal, visit: VisitId) -> str:
    return terminal.codes.of(visit).token


def _digits(terminal: Terminal, visit: VisitId, speaker: Speaker) -> str:
    issued = terminal.codes.of(visit)
    return speaker.say("code.digits", code=typed.shown(issued.typed_code), number=issued.pickup_number)


add_pictures(router, Drawn(name="code", owner="The", width_min=106, text=_token, words=_digits, beside="the digits"))
