"""A running station's buses and pins: boards that answer, lines that are clean, locks that nothing holds on."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from lockerd.boards.patience import advised_ms, is_short
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.cli.reading.status import BoardCounters, Bus
from lockerd.cli.reading.wall import Board


def boards(buses: Mapping[str, Bus], known: Sequence[Board]) -> Iterator[Check]:
    """Whether every board answers and may be used."""
    for board in known:
        name = f"{board.bus}/{board.address}"
        counters = buses[board.bus].counters.boards.get(board.address)
        if counters is not None and counters.unfit:
            yield fault(
                "board",
                say("{name} ({kind}) is not used: {why}", name=name, kind=board.name, why=counters.unfit),
                say("see docs/boards"),
            )
        elif board.patience_ms and is_short(board.reply_ms, board.patience_ms):
            found = say(
                "{name} answers after {reply} ms and is given {patience} ms",
                name=name,
                reply=round(board.reply_ms),
                patience=board.patience_ms,
            )
            next_step = say("set reply_ms = {ms} for it, or commission anew", ms=advised_ms(board.reply_ms))
            yield warning("board", found, next_step)
        elif not board.alive:
            next_step = say("look at its supply, its address switch and its plug; its compartments are out of use")
            yield fault("board", say("{name} ({kind}) does not answer", name=name, kind=board.name), next_step)
    alive = sum(board.alive for board in known)
    if known and alive == len(known):
        yield ok("boards", say("{count} answer", count=alive))


def lines(buses: Mapping[str, Bus]) -> Iterator[Check]:
    """What is to be mended on each line, by the daemon's own judgement."""
    for name, bus in buses.items():
        for note in bus.faults:
            yield warning("line", f"{name}: {note}", say("see docs/buses.md, or docs/gpio.md for pins"))
        if bus.counters.losses:
            losses = bus.counters.losses
            found = say("{name}: times the port was lost since the start: {count}", name=name, count=losses)
            yield warning("line", found, say("look at adapter, plug and supply (F43)"))
        if not bus.faults and not bus.counters.losses:
            yield ok("line", f"{name}: {_rate(bus.counters.boards.values())}")


def _rate(counted: Collection[BoardCounters]) -> str:
    exchanges = sum(board.exchanges for board in counted)
    failures = sum(board.failures for board in counted)
    return say("{failures} of {all} questions went wrong since the start", failures=failures, all=exchanges)


def locks(buses: Mapping[str, Bus]) -> Iterator[Check]:
    """Who ends a pulse when this machine does not (design rule 4)."""
    for name, bus in buses.items():
        match bus.lock_class:
            case None if bus.locks == {} and not bus.faults:
                pass  # pins with nothing but inputs
            case None:
                next_step = say("see the line above; nothing is fired until it is back")
                yield fault("locks", say("{name}: the part that ends pulses is lost", name=name), next_step)
            case "user_space":
                next_step = say('for the bench only: use drive = "guardian" or "kernel" where people use the wall')
                yield fault(
                    "locks", say("{name}: a killed daemon may leave a coil on until it burns", name=name), next_step
                )
            case known:
                yield ok("locks", say("{name}: pulses are ended by the {part}", name=name, part=known))
