"""A receipt or a record in words, with the time as it stood on clocks here."""

from lockerd.api.http.wording import Speaker, paper_ids
from lockerd.api.terminal.moments import moment
from lockerd.domain.model.receipts import Receipt


def paper_text(receipt: Receipt, speaker: Speaker) -> str:
    """The lines to print. Both ends of the interval stand there whole, with date, second and distance from UTC: what
    was handed in before midnight must not read as after it, nor one of two equal hours in autumn as the other."""
    values: dict[str, str | int] = {
        "number": receipt.id,
        "site": speaker.station.name,
        "compartment": receipt.compartment or "",
        "lo": moment(receipt.lo_s, speaker),
        "hi": "" if receipt.hi_s is None else moment(receipt.hi_s, speaker),
    }
    return "\n".join(speaker.say(text_id, **values) for text_id in paper_ids(receipt))
