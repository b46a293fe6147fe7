"""`lockerctl explain`: why a door is as it is and what would free it, or what a word means."""

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote

import typer

from lockerd.cli import show
from lockerd.cli.language import mark, say, word
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from lockerd.cli.reading.explanation import Evidence, Explanation, Outcome

What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT",
        help="The number painted on a door, or a word as it stands in the log, in `status` or in a refusal.",
    ),
]

PROOFS: Final = {
    "as_expected": mark("together they prove the hand-over"),
    "as_before": mark("nothing has changed inside, as far as it can tell"),
    "contrary": mark("that is not what a hand-over looks like"),
    "unknown": mark("it cannot be read now"),
    "nothing": mark("it proves nothing here: it is not fitted, or never saw what lay inside"),
}
VERDICTS: Final = {
    "free": mark("proven empty: free"),
    "to_check": mark("to check: staff look first"),
    "quarantined": mark("quarantined: staff look first"),
    "custody: sensor": mark("it passes to the office, proven by the sensor"),
    "custody: claim": mark("it passes to the office, by that word"),
}
CLAIMS: Final = {
    "none": mark("nothing"),
    "empty": mark("it is empty"),
    "taken_out": mark("everything is taken out"),
    "all_in": mark("everything is in"),
    "nothing_in": mark("nothing was put in"),
    "exchanged": mark("the documents are exchanged"),
}
LEAVES: Final = {
    "open": mark("the door is open"),
    "unlatched": mark("the door is pushed to and has not caught"),
    "shut": mark("the door is shut"),
    "unknown": mark("the door cannot be read now"),
    "unsensed": mark("no sensor tells how the door stands"),
}
ACTS: Final = {
    "open": mark("lockerctl open {id} --reason TEXT"),
    "retrieval": mark('staff at the terminal, under a badge: "take out"'),
    "clear": mark("lockerctl clear {id} --reason TEXT"),
    "found": mark("lockerctl found {id} --reason TEXT"),
    "in_service": mark("lockerctl in-service {id} --reason TEXT"),
}


def explain(what: What, *, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Say why a door is as it is and what would free it; of a word what it means, without a station."""
    from lockerd.cli.meaning import meanings

    if found := meanings(what):
        if json:
            show.as_json({"word": what, "meanings": found})
        else:
            for sentence in found:
                show.paragraph(sentence, indent="  ")
        return
    from lockerd.cli.client import Admin
    from lockerd.cli.reading import read
    from lockerd.cli.reading.explanation import Explanation

    answer = Admin(socket).get(f"/v1/compartments/{quote(what, safe='')}/explanation")
    if json:
        show.as_json(answer)
        return
    for line in sentences(read(Explanation, answer)):
        show.paragraph(line, indent="  ")


def sentences(told: "Explanation") -> list[str]:
    """A compartment's explanation, one thing a line."""
    from lockerd.cli.meaning import meaning_at_door

    lines = [say("{id}: {condition}", id=told.id, condition=word(told.condition))]
    if told.reason:
        lines.append(say("why: {reason}", reason=meaning_at_door(told.reason)))
    lines += _evidence(told.evidence)
    for each in told.said:
        claim, verdict = say(CLAIMS.get(each.claim, each.claim)), say(VERDICTS.get(each.verdict, each.verdict))
        lines.append(say("if the person says now: {claim} - {verdict}", claim=claim, verdict=verdict))
    return lines + [_act(told.id, each) for each in told.acts]


def _evidence(seen: "Evidence") -> list[str]:
    lines = [say("door ({sensor}): {leaf}; {cycle}", sensor=word(seen.door_sensor),
                 leaf=say(LEAVES.get(seen.leaf, seen.leaf)), cycle=_cycle(seen))]  # fmt: skip
    if seen.unseen_pulse:
        lines.append(say("its lock was fired, and no opening was seen after that: it may have let go"))
    if seen.item_sensor == "none":
        lines.append(say("inside: no sensor"))
    elif seen.item_before is None or seen.proof is None:
        lines.append(say("inside: now {now}", now=word(seen.item)))
    else:
        now, proof = word(seen.item), say(PROOFS.get(seen.proof, seen.proof))
        lines.append(
            say("inside: {before} before, {now} now; {proof}", before=word(seen.item_before), now=now, proof=proof)
        )
    return lines


def _cycle(seen: "Evidence") -> str:
    if not seen.opened:
        return say("no opening was seen since it was put into use, filled or cleared")
    return say("an opening and a closing after it were seen") if seen.closed else say("an opening was seen")


def _act(compartment: str, outcome: "Outcome") -> str:
    act = say(ACTS.get(outcome.act, outcome.act), id=compartment)
    if outcome.refused is not None:
        return say("{act}: not now: {why}", act=act, why=f"{outcome.text} ({outcome.refused})")
    return say("{act}: can be done now; right after it: {condition}", act=act, condition=word(outcome.condition))
