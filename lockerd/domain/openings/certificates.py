"""Certificates that end: said while there is time to renew them, for nothing local ends with one (F67)."""

from typing import Final

from rpds import HashTrieMap

from lockerd.domain.draft import Draft
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reports import CertificatesReport

WARNED_DAYS: Final = (30, 14, 7, 0)
"""So many days before the end, and when it has come."""
_DAY_S: Final = 86_400


def hear_certificates(draft: Draft, report: CertificatesReport) -> None:
    """Told once at each of ``WARNED_DAYS``, and when a new one has taken the place of what was told.

    Judged by the earliest time that it can be: a clock that is not believed calls nobody.
    """
    told = draft.state.ending
    ending: dict[str, int] = {}
    for name, end_s in sorted(report.ends.items()):
        days = min((days for days in WARNED_DAYS if end_s - draft.now.lo_s <= days * _DAY_S), default=None)
        if days is not None:
            ending[name] = days
        if days == told.get(name):
            continue
        if days is None:
            draft.tell(FactType.CERTIFICATE_RENEWED, certificate=name, end_s=end_s)
        else:
            draft.tell(FactType.CERTIFICATE_ENDING, certificate=name, end_s=end_s, days=days)
    if ending != dict(told):
        draft.remember(ending=HashTrieMap(ending))
