"""A receipt or a record in words, to print and to speak, with the time as it stood on clocks here, and as UTC."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from lockerd.api.http.paper_wording import paper_ids
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.moments import date, here, moment, spoken_moment
from lockerd.codes.paper_number import shown
from lockerd.domain.model.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Manner:
    """How the same is said to eyes or to ears."""

    moment: Callable[[int, Speaker], str]
    """A moment, as clocks here showed it."""
    number: Callable[[str], str]
    """The number for a copy, in groups."""


PRINTED = Manner(moment, shown)
SPOKEN = Manner(spoken_moment, lambda number: ", ".join(" ".join(four) for four in shown(number).split()))


def paper_text(receipt: Receipt, speaker: Speaker, number: str = "", manner: Manner = PRINTED) -> str:
    """The lines. Both ends of the interval stand there whole, with date, second and distance from UTC: what was handed
    in before midnight must not read as after it, nor one of two equal hours in autumn as the other. Where midnight lies
    between them, that is said. ``number``: with what a copy can be had again."""
    lo, hi = here(receipt.lo_s), None if receipt.hi_s is None else here(receipt.hi_s)
    values: dict[str, str | int] = {
        "number": receipt.id,
        "site": speaker.station.name,
        "compartment": receipt.compartment or "",
        "lo": manner.moment(receipt.lo_s, speaker),
        "hi": "" if receipt.hi_s is None else manner.moment(receipt.hi_s, speaker),
    }
    first, when, *rest = _around_the_time(receipt)
    lines = [speaker.say(text_id, **values) for text_id in (*first, when)]
    lines += [speaker.say(text_id, **_in_utc(receipt), **_days(lo, hi, speaker)) for text_id in _about_time(lo, hi)]
    lines += [speaker.say(text_id, **values) for text_id in rest]
    if number:
        lines.insert(len(lines) - 1, speaker.say("paper.number", number=manner.number(number)))
    return "\n".join(lines)


def _around_the_time(receipt: Receipt) -> tuple[tuple[str, ...], str, *tuple[str, ...]]:
    """Its sentences: those before the one about the time, that one, and those after it."""
    ids = paper_ids(receipt)
    at = 1 if receipt.compartment is None else 2
    return (ids[:at], ids[at], *ids[at + 1 :])


def _about_time(lo: datetime, hi: datetime | None) -> tuple[str, ...]:
    if hi is None:
        return ("paper.utc.since", "paper.midnight.open")
    return ("paper.utc.between", *(("paper.midnight",) if lo.date() != hi.date() else ()))


def _in_utc(receipt: Receipt) -> dict[str, str]:
    lo, hi = (f"{datetime.fromtimestamp(at or 0, UTC):%Y-%m-%d %H:%M:%S}" for at in (receipt.lo_s, receipt.hi_s))
    return {"lo": lo, "hi": hi}


def _days(lo: datetime, hi: datetime | None, speaker: Speaker) -> dict[str, str]:
    return {"first": date(lo, speaker), "last": "" if hi is None else date(hi, speaker)}
