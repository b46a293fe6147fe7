"""What the findings mean for the person with the screwdriver: what is wrong, its likely cause, what to do."""

from collections.abc import Iterator, Sequence
from functools import reduce

from lockerd.boards.patience import advised_ms, is_short
from lockerd.bus.probe.finding import Findings, FoundBoard, Verdict
from lockerd.bus.probe.plan import Plan
from lockerd.said import Said, all_of

_BAD_LINE = Said("termination (120 ohms at both ends), bias, ground")

_FEW = 3


def problems(findings: Findings) -> Iterator[Said]:
    """What is wrong, the line first."""
    heard, habits = findings.overheard, findings.habits
    if heard and heard.busy:
        yield Said("{heard}. Nothing was asked: find out who speaks, unplug it, then scan again", heard=heard.words)
        return
    if habits and (not habits.steady or (habits.manner.stray and not findings.boards)):
        yield from habits.words
    if findings.drowned:
        yield Said(
            "{count} bytes came that nobody was asked for, or nothing sound at many addresses: "
            "a second master, a babbling device, or a bad line ({line}). The scan was ended",
            count=len(findings.unasked),
            line=_BAD_LINE,
        )
        return
    if findings.finished and not findings.boards:
        yield Said(
            "nobody answered. Look at the boards' power; swap A and B, which does no harm; look at ground and plug; "
            "and see below who was not asked"
        )
    yield from _boards(findings)
    kinds = sorted({(board.dialect.name, board.speed_baud) for board in findings.boards})
    if len(kinds) > 1:
        yield Said(
            "{kinds} share this line: a bus carries boards of one family at one speed; separate them",
            kinds=all_of(Said("{name} at {speed} baud", name=name, speed=speed) for name, speed in kinds),
        )


def hints(findings: Findings, plan: Plan) -> Iterator[str]:
    """What is no fault and good to know."""
    if findings.overheard and findings.overheard.data and not findings.overheard.busy:
        yield findings.overheard.words
    if findings.habits and findings.habits.manner.echo:
        yield Said("the adapter hears what it sends: the bus needs echo = true")
    if findings.habits and findings.habits.manner.stray and findings.boards:
        yield from findings.habits.words
    yield from findings.notes
    for board in findings.boards:
        if (needed := reply_ms_of(board)) is not None:
            yield Said(
                "address {address} answers after {took} ms, which is late for its family: it needs reply_ms = {needed}",
                address=board.address,
                took=round(board.tally.reply_ms),
                needed=needed,
            )
    if findings.overheard and findings.overheard.busy:
        return
    for reason in dict.fromkeys(skipped.reason for skipped in findings.skipped):
        steps = [skipped.step.words for skipped in findings.skipped if skipped.reason == reason]
        yield Said("not asked: {who}: {why}", who=_first(steps), why=reason)
    if plan.not_asked and not findings.boards:
        for reason in dict.fromkeys(dialect.only_named for dialect in plan.not_asked):
            names = [dialect.name for dialect in plan.not_asked if dialect.only_named == reason]
            yield Said("not asked: {who}: {why}: --family {name}", who=all_of(names), why=reason, name=names[0])


def _first(steps: Sequence[Said]) -> Said:
    """The first few of them."""
    few = reduce(lambda one, other: Said("{one}, {other}", one=one, other=other), steps[:_FEW])
    return Said("{few} and {count} more", few=few, count=len(steps) - _FEW) if len(steps) > _FEW else few


def reply_ms_of(board: FoundBoard) -> int | None:
    """What ``reply_ms`` a board needs; None where the usual one of its family does."""
    took_ms, usual_ms = board.tally.reply_ms, board.dialect.codec.profile.status_reply_ms
    return advised_ms(took_ms) if board.tally.answer and is_short(took_ms, usual_ms) else None


def _boards(findings: Findings) -> Iterator[Said]:
    spoilt = [board for board in findings.boards if board.tally.verdict in {Verdict.SPOILT, Verdict.FLAWED}]
    if len(spoilt) > 1 and len(spoilt) == len(findings.boards):
        yield Said("all {count} boards are heard badly: {line}; see how often below", count=len(spoilt), line=_BAD_LINE)
        spoilt = []
    for board in findings.boards:
        if board.tally.verdict is not Verdict.GOOD and (board in spoilt or board.tally.verdict not in _LINE_VERDICTS):
            yield _words(board, alone=len(findings.boards) == 1)


_LINE_VERDICTS = {Verdict.SPOILT, Verdict.FLAWED}


def _words(board: FoundBoard, *, alone: bool) -> Said:
    where = Said("address {address} at {speed} baud", address=board.address, speed=board.speed_baud)
    match board.tally.verdict:
        case Verdict.SEVERAL:
            return Said(
                "{where}: two boards answer one after the other; give each board an address of its own", where=where
            )
        case Verdict.SPOILT:
            cause = Said("two boards have it")
            if alone:
                cause = Said("two boards with this address, or a bad line ({line})", line=_BAD_LINE)
            return Said(
                "{where}: something answers, and hardly an answer is sound: {cause}; take boards off one by one",
                where=where,
                cause=cause,
            )
        case Verdict.UNSTEADY:
            return Said(
                "{where}: sound answers contradict each other: two boards that take turns, or a bouncing contact",
                where=where,
            )
        case _:
            return Said(
                "{where}: {percent} percent of the answers are spoilt or missing: {line}, a loose plug",
                where=where,
                percent=round(100 * board.tally.error_rate),
                line=_BAD_LINE,
            )
