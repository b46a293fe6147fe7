"""A configuration to start from, of what a scan found."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from lockerd.boards.probing.identity import Candidate
from lockerd.bus.probe.advice import reply_ms_of
from lockerd.bus.probe.finding import Findings, FoundBoard, Verdict
from lockerd.said import NOTHING, Said

Speak = Callable[[Said], str]
_BUS, _POWER_GROUP = "bus0", "psu1"
_INPUTS: Final = "modbus_in"
_CONTESTED: Final = {Verdict.SEVERAL, Verdict.SPOILT, Verdict.UNSTEADY}
"""How an address is heard that two boards have: a lock fired there would open two doors."""

_WIDTH: Final = 118
_EVERY_DOOR: Final = Said(
    "Every door: the number painted on it for id, and its true place, size and height. Delete channels without a lock."
    " Which door hangs on which channel: docs/commissioning.md"
)
_INPUTS_ONLY: Final = Said(
    "no lock: its inputs are named by compartments (leaf_contact, item_sensor), by hand or by the walk"
)


def snippet(findings: Findings, *, where: tuple[str, str], speak: Speak = str) -> str:
    """TOML for the family and speed of most boards; empty where there is no board that can carry locks or sensors.

    ``where`` is the key and the value that name the line; ``speak`` says the remarks, in English where it is not given.
    """
    found = [board for board in findings.boards if any(map(_carries, board.identity.candidates))]
    usable = [board for board in found if board.tally.verdict not in _CONTESTED]
    if not usable:
        return ""
    (dialect, speed_baud), _ = Counter((board.dialect, board.speed_baud) for board in usable).most_common(1)[0]
    boards = [board for board in usable if (board.dialect, board.speed_baud) == (dialect, speed_baud)]
    boards.sort(key=lambda board: board.address)
    echo = bool(findings.habits and findings.habits.manner.echo)
    contested = [board.address for board in found if board.tally.verdict in _CONTESTED]
    lines = _lines(boards, where=where, speed_baud=speed_baud, echo=echo, speak=speak)
    return "\n".join((*_left_out(contested, speak), *lines)) + "\n"


def _carries(candidate: Candidate) -> bool:
    """Whether a lock may hang on it, or it is there for contacts and item sensors."""
    return not candidate.profile.refused or candidate.family == _INPUTS


def _left_out(addresses: Sequence[int], speak: Speak) -> Iterator[str]:
    for address in addresses:
        text = Said(
            "Left out: address {address}, which two boards seem to have. Give each its own, then scan again",
            address=address,
        )
        yield f"# {speak(text)}"


def _lines(
    boards: Sequence[FoundBoard], *, where: tuple[str, str], speed_baud: int, echo: bool, speak: Speak
) -> Iterator[str]:
    key, value = where
    yield from ("[[power_group]]", f'id = "{_POWER_GROUP}"', "")
    yield from ("[[bus]]", f'id = "{_BUS}"', f"{key} = {json.dumps(value)}", f"speed_baud = {speed_baud}")
    yield from (f"echo = {json.dumps(echo)}", f'power_group = "{_POWER_GROUP}"', "")
    for board in boards:
        yield from _board(board, speak)
    boards = [board for board in boards if not board.identity.candidates[0].profile.refused]
    if not boards:
        return
    text = speak(_EVERY_DOOR)
    yield from wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    for column, board in enumerate(boards, 1):
        for channel in range(1, board.identity.candidates[0].profile.channels + 1):
            yield from _compartment(board, channel, column)


def _board(board: FoundBoard, speak: Speak) -> Iterator[str]:
    first, *others = board.identity.candidates
    profile = first.profile
    yield "[[bus.board]]"
    yield _noted(f'family = "{first.family}"', speak(_alternatives(others, board.identity.how_to_tell)))
    yield f"address = {board.address}"
    if first.model is not None:
        yield f'model = "{first.model}"'
    if first.index_base is not None:
        yield f"index_base = {first.index_base}"
    if (reply_ms := reply_ms_of(board)) is not None:
        took = Said("it answered after {took} ms", took=round(board.tally.reply_ms))
        yield _noted(f"reply_ms = {reply_ms}", speak(took))
    if profile.experimental:
        yield _noted("experimental = true", speak(profile.experimental))
    if profile.refused:
        yield f"# {speak(_INPUTS_ONLY)}"
    else:
        # Believed sensors that are wired otherwise would keep doors from being fired, or halt the wall (F26).
        until = Said(
            "until `lockerctl commission` has found it out; usual: {feedback}", feedback=profile.feedback.value
        )
        yield _noted('feedback = "none"', speak(until))
    for note in board.identity.notes:
        yield f"# {speak(note)}"
    yield ""


def _alternatives(others: Sequence[Candidate], how_to_tell: Said) -> Said:
    names = ", ".join(f"{each.family} {each.model or ''}".rstrip() for each in others)
    return Said("or {names}: {how}", names=names, how=how_to_tell) if names else NOTHING


def _compartment(board: FoundBoard, channel: int, column: int) -> Iterator[str]:
    yield from ("[[compartment]]", f'id = "{board.address}-{channel:02}"', f'bus = "{_BUS}"')
    yield from (f"address = {board.address}", f"channel = {channel}", f"row = {channel}", f"column = {column}")
    yield from ('size = "A4"', "height_cm = 100")
    if board.identity.candidates[0].profile.items:
        yield '# item_sensor = "fitted"'
    yield ""


def _noted(line: str, note: str) -> str:
    return f"{line}  # {note}" if note else line
