"""The badges of the office's people: each signed anew for a day, for what its holder may do."""

from collections.abc import Callable
from typing import Final

from lockercentral.keys import CentralKeys
from lockersim.site.site import SITE_ID

AUTHORITY: Final = "stadt"
HOURS: Final = 12
CLERK: Final = ("staff-1", ("loading", "retrieval"))
LOADER: Final = ("staff-2", ("loading",))
"""May put in and not take out."""
SUPERVISOR: Final = ("staff-3", ("retrieval", "supervisor"))


class Badges:
    """``true_s`` tells the time that central signs by."""

    def __init__(self, keys: CentralKeys, *, true_s: Callable[[], float]) -> None:
        self._keys, self._true_s = keys, true_s
        self._signed: dict[str, tuple[float, str]] = {}

    def of(self, holder: tuple[str, tuple[str, ...]]) -> str:
        """The badge that somebody holds today."""
        name, roles = holder
        now_s = self._true_s()
        made_s, text = self._signed.get(name, (0.0, ""))
        if not text or now_s - made_s > (HOURS - 1) * 3600:
            text = self._keys.issue_badge(
                name, site=SITE_ID, authority=AUTHORITY, roles=roles, hours=HOURS, now_s=int(now_s)
            )
            self._signed[name] = now_s, text
        return text
