"""What people show besides their code, when the terminal asks: an extra number, or themselves to a device."""

from collections.abc import Awaitable, Callable

from lockercentral.keys import OpenedCode
from lockersim.errors import SimError
from lockersim.people.manners import By
from lockersim.site.terminal import RefusedError, Visit
from lockersim.site.verifier import Verifier

Show = Callable[[dict[str, str]], Awaitable[Visit]]
"""Shows the code with whatever else."""


async def show_and_prove(show: Show, letter: OpenedCode, by: By, verifier: Verifier) -> Visit:
    """Show the code, and then what is asked for besides, each way once. Raises ``RefusedError``."""
    more: dict[str, str] = {}
    while True:
        try:
            return await show(more)
        except RefusedError as refusal:
            way = next((way for way in _ways(refusal) if way not in more), None)
            if way is None or by is By.ALONE or (way == "second_secret" and letter.second_secret is None):
                raise
            if way == "statement":
                more["statement"] = _stated(refusal, by, verifier)
            elif by is By.GUESSED:
                return await _guessed(show, letter, more)
            else:
                more["second_secret"] = letter.second_secret or ""


def _ways(refusal: RefusedError) -> list[str]:
    """With what they can go on; a person takes the first that is offered."""
    ways: list[str] = refusal.problem.get("ways", [])
    return ways


def _stated(refusal: RefusedError, by: By, verifier: Verifier) -> str:
    wanted = refusal.problem["statement_for"]
    match by:
        case By.FORGED:
            return verifier.forge(wanted)
        case By.REPLAYED:
            return verifier.last.get(wanted["order"], "nothing was signed yet")
        case By.EMPOWERED:
            return verifier.sign(wanted, purpose="delegate")
        case _:
            return verifier.sign(wanted)


async def _guessed(show: Show, letter: OpenedCode, more: dict[str, str]) -> Visit:
    wrong = "111111" if (letter.second_secret or "").startswith("000000") else "000000"
    for last in range(10):  # all but one have a slip in them
        try:
            return await show(more | {"second_secret": f"{wrong}{last}"})
        except RefusedError as refusal:
            if refusal.code != "second_secret_slip":
                raise
    raise SimError("every number of seven digits is a slip")
