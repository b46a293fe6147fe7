"""What the findings mean for the person with the screwdriver: what is wrong, its likely cause, what to do."""

from collections.abc import Iterator

from lockerd.boards.patience import advised_ms, is_short
from lockerd.bus.probe.finding import Findings, FoundBoard, Verdict
from lockerd.bus.probe.plan import Plan

_BAD_LINE = "termination (120 ohms at both ends), bias, ground"


def problems(findings: Findings) -> Iterator[str]:
    """What is wrong, the line first."""
    heard, habits = findings.overheard, findings.habits
    if heard and heard.busy:
        yield f"{heard.words}. Nothing was asked: find out who speaks, unplug it, then scan again"
        return
    if habits and (not habits.steady or (habits.manner.stray and not findings.boards)):
        yield from habits.words
    if findings.drowned:
        yield (
            f"{len(findings.unasked)} bytes came that nobody was asked for, or nothing sound at many addresses: "
            f"a second master, a babbling device, or a bad line ({_BAD_LINE}). The scan was ended"
        )
        return
    if findings.finished and not findings.boards:
        yield (
            "nobody answered. Look at the boards' power; swap A and B, which does no harm; look at ground and plug; "
            "and see below who was not asked"
        )
    yield from _boards(findings)
    kinds = sorted({f"{board.dialect.name} at {board.speed_baud} baud" for board in findings.boards})
    if len(kinds) > 1:
        yield f"{' and '.join(kinds)} share this line: a bus carries boards of one family at one speed; separate them"


def hints(findings: Findings, plan: Plan) -> Iterator[str]:
    """What is no fault and good to know."""
    if findings.overheard and findings.overheard.data and not findings.overheard.busy:
        yield findings.overheard.words
    if findings.habits and findings.habits.manner.echo:
        yield "the adapter hears what it sends: the bus needs echo = true"
    if findings.habits and findings.habits.manner.stray and findings.boards:
        yield from findings.habits.words
    yield from findings.notes
    for board in findings.boards:
        if (needed := reply_ms_of(board)) is not None:
            yield (
                f"address {board.address} answers after {board.tally.reply_ms:.0f} ms, which is late for its family: "
                f"it needs reply_ms = {needed}"
            )
    if findings.overheard and findings.overheard.busy:
        return
    for reason in dict.fromkeys(skipped.reason for skipped in findings.skipped):
        steps = [skipped.step.words for skipped in findings.skipped if skipped.reason == reason]
        shown = ", ".join(steps[:3]) + (f" and {len(steps) - 3} more" if len(steps) > 3 else "")
        yield f"not asked: {shown}: {reason}"
    if plan.not_asked and not findings.boards:
        for reason in dict.fromkeys(dialect.only_named for dialect in plan.not_asked):
            names = [dialect.name for dialect in plan.not_asked if dialect.only_named == reason]
            yield f"not asked: {' and '.join(names)}: {reason}: --family {names[0]}"


def reply_ms_of(board: FoundBoard) -> int | None:
    """What ``reply_ms`` a board needs; None where the usual one of its family does."""
    took_ms, usual_ms = board.tally.reply_ms, board.dialect.codec.profile.status_reply_ms
    return advised_ms(took_ms) if board.tally.answer and is_short(took_ms, usual_ms) else None


def _boards(findings: Findings) -> Iterator[str]:
    spoilt = [board for board in findings.boards if board.tally.verdict in {Verdict.SPOILT, Verdict.FLAWED}]
    if len(spoilt) > 1 and len(spoilt) == len(findings.boards):
        yield f"all {len(spoilt)} boards are heard badly: {_BAD_LINE}; see how often below"
        spoilt = []
    for board in findings.boards:
        if board.tally.verdict is not Verdict.GOOD and (board in spoilt or board.tally.verdict not in _LINE_VERDICTS):
            yield _words(board, alone=len(findings.boards) == 1)


_LINE_VERDICTS = {Verdict.SPOILT, Verdict.FLAWED}


def _words(board: FoundBoard, *, alone: bool) -> str:
    where = f"address {board.address} at {board.speed_baud} baud"
    match board.tally.verdict:
        case Verdict.SEVERAL:
            return f"{where}: two boards answer one after the other; give each board an address of its own"
        case Verdict.SPOILT:
            cause = f"two boards with this address, or a bad line ({_BAD_LINE})" if alone else "two boards have it"
            return f"{where}: something answers, and hardly an answer is sound: {cause}; take boards off one by one"
        case Verdict.UNSTEADY:
            return f"{where}: sound answers contradict each other: two boards that take turns, or a bouncing contact"
        case _:
            percent = round(100 * board.tally.error_rate)
            return f"{where}: {percent} % of the answers are spoilt or missing: {_BAD_LINE}, a loose plug"
