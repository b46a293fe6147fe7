"""A running station's buses and pins: boards that answer, lines that are clean, locks that nothing holds on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lockerd.boards.patience import advised_ms, is_short
from lockerd.cli.checks.verdict import Check, fault, ok, warning


def boards(status: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Whether every board answers and may be used."""
    for board in known:
        name = f"{board['bus']}/{board['address']}"
        counters = status["parts"]["buses"][board["bus"]]["counters"]["boards"].get(str(board["address"]), {})
        if unfit := counters.get("unfit"):
            yield fault("board", f"{name} ({board['name']}) is not used: {unfit}", "see docs/boards")
        elif board["patience_ms"] and is_short(board["reply_ms"], board["patience_ms"]):
            found = f"{name} answers after {board['reply_ms']:.0f} ms and is given {board['patience_ms']} ms"
            yield warning("board", found, f"set reply_ms = {advised_ms(board['reply_ms'])} for it, or commission anew")
        elif not board["alive"]:
            next_step = "look at its supply, its address switch and its plug; its compartments are out of use"
            yield fault("board", f"{name} ({board['name']}) does not answer", next_step)
    alive = sum(board["alive"] for board in known)
    if known and alive == len(known):
        yield ok("boards", f"{alive} answer")


def lines(status: Mapping[str, Any]) -> Iterator[Check]:
    """What is to be mended on each line, by the daemon's own judgement."""
    for name, bus in status["parts"]["buses"].items():
        for note in bus["faults"]:
            yield warning("line", f"{name}: {note}", "see docs/buses.md, or docs/gpio.md for pins")
        if bus["counters"]["losses"]:
            found = f"{name}: times the port was lost since the start: {bus['counters']['losses']}"
            yield warning("line", found, "look at adapter, plug and supply (F43)")
        if not bus["faults"] and not bus["counters"]["losses"]:
            yield ok("line", f"{name}: {_rate(bus['counters']['boards'].values())}")


def _rate(counted: Any) -> str:
    exchanges = sum(board["exchanges"] for board in counted)
    failures = sum(board["failures"] for board in counted)
    return f"{failures} of {exchanges} questions went wrong since the start"


def locks(status: Mapping[str, Any]) -> Iterator[Check]:
    """Who ends a pulse when this machine does not (design rule 4)."""
    for name, bus in status["parts"]["buses"].items():
        match bus["lock_class"]:
            case None:
                next_step = "see the line above; nothing is fired until it is back"
                yield fault("locks", f"{name}: the part that ends pulses is lost", next_step)
            case "user_space":
                next_step = 'for the bench only: use drive = "guardian" or "kernel" where people use the wall'
                yield fault("locks", f"{name}: a killed daemon may leave a coil on until it burns", next_step)
            case known:
                yield ok("locks", f"{name}: pulses are ended by the {known}")
