"""Times for people: as they stood on clocks here, and never more exact than they are known."""

from datetime import UTC, datetime

from lockerd.api.http.wording import Speaker, since_id
from lockerd.domain.model.compartments import Since


def here(unix_s: int) -> datetime:
    """In the machine's own zone: the legal time of the place, summer time included."""
    return datetime.fromtimestamp(unix_s, UTC).astimezone()


def date(at: datetime, speaker: Speaker) -> str:
    """The day, in figures."""
    return speaker.say("paper.date", day=at.day, month=at.month, year=at.year)


def moment(unix_s: int, speaker: Speaker, form: str = "%H:%M:%S") -> str:
    """Date, time and distance from UTC."""
    at = here(unix_s)
    return speaker.say("paper.moment", date=date(at, speaker), time=at.strftime(form), zone=_zone(at))


def spoken_moment(unix_s: int, speaker: Speaker) -> str:
    """The same for ears, to the second."""
    at = here(unix_s)
    time = {"hour": at.hour, "minute": at.minute, "second": at.second}
    return speaker.say("paper.moment.spoken", date=date(at, speaker), zone=_zone(at), **time)


def _zone(at: datetime) -> str:
    return f"UTC{at.isoformat()[19:]}"


def since(began: Since, speaker: Speaker) -> str:
    """Since when a door waits for staff, to the minute; both ends where it is not known so well."""
    lo = moment(began.lo_s, speaker, "%H:%M")
    hi = None if began.hi_s is None else moment(began.hi_s, speaker, "%H:%M")
    return speaker.say(since_id(lo, hi), lo=lo, hi=hi or "")
