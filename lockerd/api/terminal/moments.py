"""Times for people: as they stood on clocks here, and never more exact than they are known."""

from datetime import UTC, datetime

from lockerd.api.http.wording import Speaker, since_id
from lockerd.domain.model.compartments import Since


def moment(unix_s: int, speaker: Speaker, form: str = "%H:%M:%S") -> str:
    """Date, time and distance from UTC, in the machine's own zone."""
    at = datetime.fromtimestamp(unix_s, UTC).astimezone()
    date = speaker.say("paper.date", day=at.day, month=at.month, year=at.year)
    return speaker.say("paper.moment", date=date, time=at.strftime(form), zone=f"UTC{at.isoformat()[19:]}")


def since(began: Since, speaker: Speaker) -> str:
    """Since when a door waits for staff, to the minute; both ends where it is not known so well."""
    lo = moment(began.lo_s, speaker, "%H:%M")
    hi = None if began.hi_s is None else moment(began.hi_s, speaker, "%H:%M")
    return speaker.say(since_id(lo, hi), lo=lo, hi=hi or "")
