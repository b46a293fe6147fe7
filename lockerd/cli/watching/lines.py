"""The events of a watched line, as lines for people, and what they come to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lockerd.cli.language import say, word
from lockerd.cli.watching.meaning import words

_HEX_WIDTH = 47
WRONG = ("timeouts", "garbled", "mismatches", "garbage_bytes")
WRONG_ON_THE_LINE = ("unasked_bytes", "unasked_frames", "echoes", "echo_errors", "losses")


class Telling:
    """Turns events into lines, and counts."""

    def __init__(self) -> None:
        self._total: Counter[str] = Counter()
        self._over_ms = 0.0
        self.began = False
        """Whether the line told which one it is."""

    def lines(self, name: str, data: Mapping[str, Any]) -> Iterator[str]:
        """What to print of one event."""
        match name:
            case "bus":
                self.began = True
                boards = ", ".join(f"{address} {family}" for address, family in data["boards"].items())
                line = say("bus {bus}, {speed} baud", bus=data["bus"], speed=data["speed_baud"])
                if data["echo"]:
                    line = say("{line}, with echo", line=line)
                yield say("{line}; boards: {boards}", line=line, boards=boards)
            case "frame":
                yield from self._frame(data)
            case "lost":
                self._total["lost"] += data["frames"]
                text = say(
                    "{count} frames were not told: this reader was too slow, the line did not wait",
                    count=data["frames"],
                )
                yield f"-- {text}"
            case "counts":
                yield from self._counts(data)
            case _:
                pass

    def summary(self) -> str:
        """Everything that was counted while watching."""
        seconds = self._over_ms / 1000
        if not seconds:
            return say("nothing was counted: less than a second")
        asked = self._total["exchanges"]
        wrong = ", ".join(f"{self._total[name]} {word(name)}" for name in (*WRONG, *WRONG_ON_THE_LINE))
        return say(
            "{seconds} s: {asked} questions ({rate} a second); {wrong}",
            seconds=round(seconds),
            asked=asked,
            rate=f"{asked / seconds:.1f}",
            wrong=wrong,
        )

    def _frame(self, frame: Mapping[str, Any]) -> Iterator[str]:
        if frame["folded"]:
            text = say("{count} exchanges that said what they had said before", count=frame["folded"])
            yield f"-- {text}"
        gap = "" if frame["gap_ms"] is None else f"+{frame['gap_ms']:.1f}"
        arrow = "->" if frame["direction"] == "sent" else "<-"
        kind = "" if frame["kind"] in {"request", "reply"} else f"{word(frame['kind']).upper()} "
        reply = "" if frame["reply_ms"] is None else "  " + say("(after {ms} ms)", ms=f"{frame['reply_ms']:.1f}")
        silent = "  " + say("(NO ANSWER)") if frame["answered"] is False else ""
        said = f"{kind}{words(frame['meaning'])}".rstrip()
        when = f"{frame['at_ms'] / 1000:9.3f} {gap:>8}"
        yield f"{when} {arrow} {frame['hex']:<{_HEX_WIDTH}}  {said}{reply}{silent}".rstrip()

    def _counts(self, counts: Mapping[str, Any]) -> Iterator[str]:
        self._over_ms += counts["over_ms"]
        wrong: Counter[str] = Counter()
        for board in counts["boards"].values():
            self._total["exchanges"] += board["exchanges"]
            wrong.update({name: board[name] for name in WRONG})
        wrong.update({name: counts[name] for name in WRONG_ON_THE_LINE})
        self._total += wrong
        if shown := ", ".join(f"{count} {word(name)}" for name, count in wrong.items() if count):
            yield "-- " + say("in the last second: {counts}", counts=shown)
