"""Doors that an office, or a technician, wants nothing new put into, as far as those who asked for it can be sure."""

from dataclasses import dataclass
from typing import Final

from virtual.durable import OPENING_MS
from virtual.rights import Kind, Right

TECHNICIAN: Final = ""
"""Who is no office."""
BRINGS: Final = frozenset({Kind.HAND_IN, Kind.WALK_IN, Kind.EXCHANGE})
"""Rights under which a door is tied to what somebody brings."""


@dataclass(frozen=True, slots=True)
class Block:
    """One wish that is known to be heard."""

    since_s: float
    own_use: bool


class LeftOut:
    """All of them, by door and by whoever wants it so."""

    def __init__(self) -> None:
        self.sure: dict[tuple[str, str], Block] = {}
        self.perhaps: set[tuple[str, str]] = set()
        """What has to be taken back, whether it arrived or not."""
        self._doubtful: set[tuple[str, str]] = set()
        """Asked for while a technician gave the door back: before or after that."""
        self._shown: dict[tuple[str, str | Right], float] = {}

    def asked(self, door: str, by: str) -> None:
        """It is asked for, in whatever way: what was sure is not any more."""
        self.sure.pop((door, by), None)
        self.perhaps.add((door, by))
        self._doubtful.discard((door, by))

    def granted(self, door: str, by: str, *, own_use: bool, now_s: float) -> None:
        """It is so from now on."""
        if (door, by) not in self._doubtful:
            self.sure[door, by] = Block(now_s, own_use)

    def ended(self, door: str, by: str) -> None:
        """It is known to be over."""
        self.sure.pop((door, by), None)
        self.perhaps.discard((door, by))

    def given_back(self, door: str) -> list[str]:
        """A technician gives it back, to everybody: nothing is sure from now on. Returns who wanted it left out."""
        wanted = sorted(by for name, by in self.sure if name == door)
        self._doubtful |= {each for each in self.perhaps if each[0] == door and each not in self.sure}
        self.sure = {each: block for each, block in self.sure.items() if each[0] != door}
        return wanted

    def shown(self, right: Right, door: str, now_s: float) -> None:
        """The terminal names this door, or it is fired: what goes on there is finished."""
        self._shown.setdefault((door, right), now_s)
        if right.kind in BRINGS and right.document is not None:
            self._shown.setdefault((door, right.document), now_s)

    def emptied(self, door: str) -> None:
        """Staff have taken everything out: the door is tied to nothing that somebody brings."""
        self._shown = {key: at_s for key, at_s in self._shown.items() if key[0] != door or isinstance(key[1], Right)}

    def keeps_out(self, right: Right, door: str, authority: str, now_s: float) -> bool:
        """Whether nothing may be put in there under this right, unless that had begun before."""
        since_s = [
            block.since_s
            for (name, by), block in self.sure.items()
            if name == door and not (block.own_use and by == authority)
        ]
        if not since_s or now_s - min(since_s) <= OPENING_MS / 1000:
            return False
        begun_s = [self._shown.get((door, right)), self._shown.get((door, right.document or ""))]
        return not any(at_s is not None and at_s <= min(since_s) for at_s in begun_s)
