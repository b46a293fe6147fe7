"""What the daemon answers, read by name: only what commands use. What a later release says besides is not minded."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say


class Reading(BaseModel):
    """Base of all answers that are read."""

    model_config = ConfigDict(extra="ignore", frozen=True)


R = TypeVar("R", bound=Reading)


def read(kind: type[R], answer: object) -> R:
    """An object as the daemon promised it, or a `CliError`."""
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
        cause = say("the daemon's answer does not say what is asked for ({place})", place=place or kind.__name__)
        raise CliError(Exit.FAULT, cause, say("is lockerctl of the daemon's release?")) from None


def read_all(kind: type[R], answer: object) -> list[R]:
    """A list of objects as the daemon promised it, or a `CliError`."""
    if not isinstance(answer, list):
        raise CliError(
            Exit.FAULT, say("the daemon's answer is not a list"), say("is lockerctl of the daemon's release?")
        )
    return [read(kind, each) for each in answer]
