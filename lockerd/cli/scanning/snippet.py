"""A configuration to start from, of what a scan found."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from lockerd.boards.probing.identity import Candidate
from lockerd.bus.probe.advice import reply_ms_of
from lockerd.bus.probe.finding import Findings, FoundBoard, Verdict

_BUS, _POWER_GROUP = "bus0", "psu1"
_INPUTS: Final = "modbus_in"
_CONTESTED: Final = {Verdict.SEVERAL, Verdict.SPOILT, Verdict.UNSTEADY}
"""How an address is heard that two boards have: a lock fired there would open two doors."""


def snippet(findings: Findings, *, where: tuple[str, str]) -> str:
    """TOML for the family and speed of most boards; empty where there is no board that can carry locks or sensors.

    ``where`` is the key and the value that name the line.
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
    lines = (*_left_out(contested), *_lines(boards, where=where, speed_baud=speed_baud, echo=echo))
    return "\n".join(lines) + "\n"


def _carries(candidate: Candidate) -> bool:
    """Whether a lock may hang on it, or it is there for contacts and item sensors."""
    return not candidate.profile.refused or candidate.family == _INPUTS


def _left_out(addresses: Sequence[int]) -> Iterator[str]:
    for address in addresses:
        yield f"# Left out: address {address}, which two boards seem to have. Give each its own, then scan again"


def _lines(boards: Sequence[FoundBoard], *, where: tuple[str, str], speed_baud: int, echo: bool) -> Iterator[str]:
    key, value = where
    yield from ("[[power_group]]", f'id = "{_POWER_GROUP}"', "")
    yield from ("[[bus]]", f'id = "{_BUS}"', f"{key} = {json.dumps(value)}", f"speed_baud = {speed_baud}")
    yield from (f"echo = {json.dumps(echo)}", f'power_group = "{_POWER_GROUP}"', "")
    for board in boards:
        yield from _board(board)
    boards = [board for board in boards if not board.identity.candidates[0].profile.refused]
    if not boards:
        return
    yield "# Every door: the number painted on it for id, and its true place, size and height. Delete channels without"
    yield "# a lock. Which door hangs on which channel: docs/commissioning.md"
    for column, board in enumerate(boards, 1):
        for channel in range(1, board.identity.candidates[0].profile.channels + 1):
            yield from _compartment(board, channel, column)


def _board(board: FoundBoard) -> Iterator[str]:
    first, *others = board.identity.candidates
    profile = first.profile
    yield "[[bus.board]]"
    yield _noted(f'family = "{first.family}"', _alternatives(others, board.identity.how_to_tell))
    yield f"address = {board.address}"
    if first.model is not None:
        yield f'model = "{first.model}"'
    if first.index_base is not None:
        yield f"index_base = {first.index_base}"
    if (reply_ms := reply_ms_of(board)) is not None:
        yield f"reply_ms = {reply_ms}  # it answered after {board.tally.reply_ms:.0f} ms"
    if profile.experimental:
        yield _noted("experimental = true", profile.experimental)
    if profile.refused:
        yield "# no lock: its inputs are named by compartments (leaf_contact, item_sensor), by hand or by the walk"
    else:
        # Believed sensors that are wired otherwise would keep doors from being fired, or halt the wall (F26).
        yield _noted('feedback = "none"', f"until `lockerctl commission` has found it out; usual: {profile.feedback}")
    for note in board.identity.notes:
        yield f"# {note}"
    yield ""


def _alternatives(others: Sequence[Candidate], how_to_tell: str) -> str:
    names = ", ".join(f"{each.family} {each.model or ''}".rstrip() for each in others)
    return f"or {names}: {how_to_tell}" if names else ""


def _compartment(board: FoundBoard, channel: int, column: int) -> Iterator[str]:
    yield from ("[[compartment]]", f'id = "{board.address}-{channel:02}"', f'bus = "{_BUS}"')
    yield from (f"address = {board.address}", f"channel = {channel}", f"row = {channel}", f"column = {column}")
    yield from ('size = "A4"', "height_cm = 100")
    if board.identity.candidates[0].profile.items:
        yield '# item_sensor = "fitted"'
    yield ""


def _noted(line: str, note: str) -> str:
    return f"{line}  # {note}" if note else line
