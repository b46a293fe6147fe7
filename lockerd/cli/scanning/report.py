"""The findings of a scan as a table for people or as JSON for programs."""

from typing import Any

from lockerd.boards.probing.identity import Candidate
from lockerd.bus.probe.advice import hints, problems
from lockerd.bus.probe.asking import Outcome
from lockerd.bus.probe.finding import Findings, FoundBoard
from lockerd.bus.probe.plan import Plan, Step
from lockerd.cli import show
from lockerd.cli.language import say
from lockerd.cli.scanning.snippet import snippet
from lockerd.said import one_of

COLUMNS = ("address", "family", "model", "channels", "speed", "heard", "reply", "verdict")


def print_report(findings: Findings, plan: Plan, *, where: tuple[str, str]) -> None:
    """For people: boards, what is wrong, what is good to know, a configuration to start from."""
    if findings.boards:
        show.table(COLUMNS, map(_row, findings.boards))
    for problem in problems(findings):
        show.line(say("problem: {what}", what=problem))
    for hint in hints(findings, plan):
        show.line(say("note: {what}", what=hint))
    for board in findings.boards:
        if board.identity.how_to_tell:
            told = say(
                "address {address} is a {names}: {how}",
                address=board.address,
                names=one_of(map(_name, board.identity.candidates)),
                how=board.identity.how_to_tell,
            )
            show.line(say("note: {what}", what=told))
    if config := snippet(findings, where=where, speak=say):
        show.line(f"\n# {say('lockerd.toml, to start from')}\n{config}")


def as_json(findings: Findings, plan: Plan, *, where: tuple[str, str]) -> dict[str, Any]:
    """Everything, for programs; its texts are English whoever asks."""
    overheard, habits = findings.overheard, findings.habits
    return {
        where[0]: where[1],
        "finished": findings.finished,
        "echo": habits.manner.echo if habits else None,
        "stray": _hex(habits.manner.stray) if habits else None,
        "overheard": overheard
        and {"bytes": len(overheard.data), "family": overheard.family, "frames": list(overheard.frames)},
        "unasked_bytes": len(findings.unasked),
        "boards": [_board(board) for board in findings.boards],
        "problems": list(problems(findings)),
        "notes": list(hints(findings, plan)),
        "asked": [_step(step) for step in findings.asked],
        "not_asked": [
            *({**_step(skipped.step), "reason": skipped.reason} for skipped in findings.skipped),
            *({"families": list(each.families), "reason": each.only_named} for each in plan.not_asked),
        ],
        "config": snippet(findings, where=where),
    }


def _row(board: FoundBoard) -> dict[str, Any]:
    candidates, tally = board.identity.candidates, board.tally
    names = dict.fromkeys(each.family for each in candidates) or dict.fromkeys(board.dialect.families)
    models = dict.fromkeys(each.profile.model for each in candidates if each.profile.model)
    return {
        "address": board.address,
        "family": say(one_of(names)) + ("" if candidates else " ?"),
        "model": say(one_of(models)),
        "channels": say(one_of(dict.fromkeys(str(each.profile.channels) for each in candidates))),
        "speed": board.speed_baud,
        "heard": say("{sound} of {asked}", sound=tally.outcomes[Outcome.SOUND], asked=tally.asked),
        "reply": f"{tally.reply_ms:.0f} ms" if tally.answer else None,
        "verdict": tally.verdict.value,
    }


def _board(board: FoundBoard) -> dict[str, Any]:
    tally = board.tally
    return {
        "address": board.address,
        "speed_baud": board.speed_baud,
        "families": list(board.dialect.families),
        "candidates": [_candidate(each) for each in board.identity.candidates],
        "how_to_tell": board.identity.how_to_tell,
        "notes": list(board.identity.notes),
        "verdict": tally.verdict.value,
        "asked": tally.asked,
        **{outcome.value: tally.outcomes[outcome] for outcome in Outcome},
        "changes": tally.changes,
        "beside": {_hex(rest): count for rest, count in tally.rest.items()},
        "reply_ms": round(tally.reply_ms, 1) if tally.answer else None,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    profile = candidate.profile
    return {
        "family": candidate.family,
        "model": candidate.model,
        "channels": profile.channels,
        "items": profile.items,
        "index_base": candidate.index_base,
        "experimental": profile.experimental,
        "refused": profile.refused,
    }


def _step(step: Step) -> dict[str, Any]:
    return {"families": list(step.dialect.families), "speed_baud": step.speed_baud}


def _name(candidate: Candidate) -> str:
    return candidate.profile.name


def _hex(data: bytes) -> str:
    return data.hex(" ").upper()
