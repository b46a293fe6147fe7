"""A round as both APIs show it: how far it is, and what was said at its doors."""

from typing import Annotated

from pydantic import Field

from lockerd.api.http.german import in_german
from lockerd.api.http.models import View
from lockerd.api.http.wording import Speaker
from lockerd.domain.model.rounds import Round, RoundKind


class RoundView(View):
    """A round from door to door, as far as it is: figures, and none of what lies where."""

    kind: RoundKind
    doors: Annotated[int, Field(ge=0)] = Field(description="How many there were at the beginning", examples=[48])
    left: Annotated[int, Field(ge=0)] = Field(
        description="Of how many nobody has said yet what lies there; 0: it is over", examples=[45]
    )
    as_expected: Annotated[int, Field(ge=0)] = Field(description="At so many all lay there, and stays")
    taken_out: Annotated[int, Field(ge=0)] = Field(description="At so many something was found and taken out")
    nothing: Annotated[int, Field(ge=0)] = Field(description="So many were empty")
    other: Annotated[int, Field(ge=0)] = Field(description="At so many something else was found: a supervisor looks")
    differences: Annotated[int, Field(ge=0)] = Field(
        description="At so many something else was found than should have lain there; each was told by `stock.differs`"
    )
    text: str = Field(description="The same in a sentence, in the language asked for")
    german: str | None = Field(default=None, description="The same in German, where `text` is a draft; else null")


def round_id(kind: RoundKind, *, over: bool) -> str:
    """The sentence that says how far a round is, or what came of it."""
    return f"round.{kind}.{'over' if over else 'going'}"


def round_view(going: Round, speaker: Speaker) -> RoundView:
    """How far it is, or what came of it."""
    left = len(going.left)
    figures = {
        "done": going.doors - left,
        "doors": going.doors,
        "as_expected": going.as_expected,
        "taken_out": going.taken_out,
        "nothing": going.nothing,
        "other": going.other,
        "differences": going.differences,
    }

    def said(it: Speaker) -> str:
        return it.say(round_id(going.kind, over=not left), **figures)

    return RoundView(
        kind=going.kind,
        doors=going.doors,
        left=left,
        as_expected=going.as_expected,
        taken_out=going.taken_out,
        nothing=going.nothing,
        other=going.other,
        differences=going.differences,
        text=said(speaker),
        german=in_german(speaker, said),
    )
