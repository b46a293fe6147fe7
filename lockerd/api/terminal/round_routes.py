"""How far a round is, and its end: told to whoever shows a badge that may go on with it."""

from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.rounds import RoundView, round_view
from lockerd.api.http.routes import Router
from lockerd.api.terminal.access import MemoDep, TerminalDep
from lockerd.api.terminal.staff_bodies import RoundRequest

router = Router(tags=["visits"])


@router.post("/v1/round", responses=problems(*POST, 403))
async def how_far(body: RoundRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> RoundView:
    """The round that goes on for the badge's office, broken off or not; `no_round`: none does. A POST, so that the
    badge stands in no URL; nothing changes and nothing is recorded."""
    return round_view(terminal.rounds.of(body, memo), speaker)


@router.post("/v1/round/end", responses=problems(*POST, 403))
async def end(body: RoundRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> RoundView | None:
    """End the round of the badge's office before its last door: the doors that are left stay as they are, and the
    office is told what came of the others (`round.ended`). A repeated request is answered `null`."""
    going = await terminal.rounds.end(body, memo)
    return None if going is None else round_view(going, speaker)
