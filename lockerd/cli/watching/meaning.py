"""What a frame says, in one line for people."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from lockerd.cli.language import mark, say, word

_ASKS = {
    "status": mark("status of {board}"),
    "coils": mark("which outputs are on at {board}"),
    "modes": mark("what switches the outputs of {board}"),
    "unlock": mark("UNLOCK at {board}"),
}


def words(meanings: Sequence[Mapping[str, Any]]) -> str:
    """All meanings; often there is one, for garbage none."""
    return " / ".join(map(_one, meanings))


def _one(meaning: Mapping[str, Any]) -> str:
    address = meaning["address"]
    board = say("all boards") if address is None else say("board {address}", address=address)
    channels: Mapping[str, Mapping[str, Any] | None] = meaning["channels"]
    if meaning["side"] == "request":
        known = _ASKS.get(meaning["kind"])
        asked = say(known, board=board) if known else say("{what} at {board}", what=word(meaning["kind"]), board=board)
        if channels:
            asked = say("{asked}, channel {channels}", asked=asked, channels=", ".join(channels))
        return asked if meaning.get("sendable") else say("{asked} (nothing that lockerd sends)", asked=asked)
    said = ": ".join(filter(None, (board, word(meaning["kind"]), "; ".join(_said(channels)))))
    return say("{said}, and it failed", said=said) if meaning.get("done") is False else said


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
    return " ".join(shown) or say("bit {bit}", bit=state["bit"])


def _value(name: str, value: object) -> str:
    match name, value:
        case "item", _:
            return say("item {state}", state=word(value))
        case "on", bool():
            return word("on" if value else "off")
        case "mode", _:
            return say("mode {mode}", mode=value)
        case _:
            return word(value)


def _ranges(numbers: Sequence[int]) -> str:
    runs = []
    for _, grouped in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in grouped]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs)
