"""The badges of the office's people: each signed anew for a day, for what its holder may do; and those called back."""

from collections.abc import Callable, Sequence
from typing import Final

from lockercentral.keys import CentralKeys
from lockersim.site.site import SITE_ID
from virtual.durable import OPENING_MS

AUTHORITY: Final = "stadt"
HOURS: Final = 12
CLERK: Final = ("staff-1", ("loading", "retrieval"))
LOADER: Final = ("staff-2", ("loading",))
"""May put in and not take out."""
SUPERVISOR: Final = ("staff-3", ("retrieval", "supervisor"))
COLLEAGUE: Final = ("staff-4", ("loading", "technician"))
"""The other one of two."""
MOST_LISTED: Final = 20
"""Badges last a day: of more that were lost, the first have ended by themselves."""


class Badges:
    """``true_s`` tells the time that central signs by."""

    def __init__(self, keys: CentralKeys, *, true_s: Callable[[], float]) -> None:
        self._keys, self._true_s = keys, true_s
        self._signed: dict[str, tuple[float, str]] = {}
        self.lost: dict[str, int] = {}
        """How many each holder has lost."""
        self.called_back: list[str] = []
        """All that were ever to be called back, whether the site has heard of it or not."""
        self.last_lost = ""
        """What is read off the last of them."""
        self.gone_s: dict[str, float] = {}
        """Since when the site knows that they are called back; true Unix seconds."""

    def name_of(self, holder: tuple[str, tuple[str, ...]]) -> str:
        """What stands on the badge that somebody holds now: another name after each that was lost."""
        lost = self.lost.get(holder[0], 0)
        return f"{holder[0]}.{lost}" if lost else holder[0]

    def of(self, holder: tuple[str, tuple[str, ...]]) -> str:
        """The badge that somebody holds today."""
        name, now_s = self.name_of(holder), self._true_s()
        made_s, text = self._signed.get(name, (0.0, ""))
        if not text or now_s - made_s > (HOURS - 1) * 3600:
            text = self._keys.issue_badge(
                name, site=SITE_ID, authority=AUTHORITY, roles=holder[1], hours=HOURS, now_s=int(now_s)
            )
            self._signed[name] = now_s, text
        return text

    def lose(self, holder: tuple[str, tuple[str, ...]]) -> None:
        """It is lost, and the holder gets another one."""
        self.called_back.append(self.name_of(holder))
        self.last_lost = self.of(holder)
        self.lost[holder[0]] = self.lost.get(holder[0], 0) + 1

    def take_over(self, lost: dict[str, int], called_back: Sequence[str]) -> None:
        """Know what was lost before, and that the site has heard of it."""
        self.lost.update(lost)
        self.called_back += called_back
        self.heard()

    def listed(self) -> tuple[int, list[str]]:
        """The newest list, and its version."""
        return len(self.called_back), self.called_back[-MOST_LISTED:]

    def heard(self) -> None:
        """The site has taken the newest list."""
        for name in self.called_back:
            self.gone_s.setdefault(name, self._true_s())

    def is_gone(self, name: str) -> bool:
        """Whether nothing may be fired under it any more; what was committed before is on its way for a moment."""
        return self._true_s() - self.gone_s.get(name, self._true_s()) > OPENING_MS / 1000
