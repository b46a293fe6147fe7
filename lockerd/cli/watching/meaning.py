"""What a frame says, in one line for people."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

_ASKS = {
    "status": "status of",
    "coils": "which outputs are on at",
    "modes": "what switches the outputs of",
    "unlock": "UNLOCK at",
}


def words(meanings: Sequence[Mapping[str, Any]]) -> str:
    """All meanings; often there is one, for garbage none."""
    return " / ".join(map(_one, meanings))


def _one(meaning: Mapping[str, Any]) -> str:
    board = "all boards" if meaning["address"] is None else f"board {meaning['address']}"
    channels: Mapping[str, Mapping[str, Any] | None] = meaning["channels"]
    if meaning["side"] == "request":
        asked = _ASKS.get(meaning["kind"], f"{meaning['kind']} at")
        named = f", channel {', '.join(channels)}" if channels else ""
        warning = "" if meaning.get("sendable") else " (nothing that lockerd sends)"
        return f"{asked} {board}{named}{warning}"
    said = "; ".join(_said(channels))
    failed = ", and it failed" if meaning.get("done") is False else ""
    return f"{board}: {meaning['kind']}{': ' + said if said else ''}{failed}"


def _said(channels: Mapping[str, Mapping[str, Any] | None]) -> Iterator[str]:
    """Channels that say the same together: ``1-3, 5 latched``."""
    states: dict[str, list[int]] = {}
    for channel, state in channels.items():
        states.setdefault(_state(state), []).append(int(channel))
    for words_of_it, numbers in states.items():
        yield f"{_ranges(numbers)} {words_of_it}".rstrip()


def _state(state: Mapping[str, Any] | None) -> str:
    """Everything but the raw bit, which stands in the bytes."""
    if state is None:
        return ""
    shown = [_value(name, value) for name, value in state.items() if name != "bit"]
    return " ".join(shown) or f"bit {state['bit']}"


def _value(name: str, value: object) -> str:
    match name, value:
        case "item", _:
            return f"item {value}"
        case "on", bool():
            return "on" if value else "off"
        case "mode", _:
            return f"mode {value}"
        case _:
            return str(value)


def _ranges(numbers: Sequence[int]) -> str:
    runs = []
    for _, grouped in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in grouped]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs)
