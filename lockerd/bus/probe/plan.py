"""Who is asked at which speed, and in which order: nobody before those whom the answers could endanger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lockerd.boards.probing import DIALECTS, dialect_of
from lockerd.boards.probing.dialect import Dialect
from lockerd.bus.link.link import Lag
from lockerd.said import Said, one_of

SPEEDS_BAUD: Final = (9_600, 19_200, 38_400, 57_600, 115_200)
"""The speeds that boards are known to be set to, the usual ones first."""
_BITS_PER_BYTE = 10  # 8N1


@dataclass(frozen=True, slots=True)
class Step:
    """One dialect at one speed, all addresses."""

    dialect: Dialect
    speed_baud: int

    @property
    def words(self) -> Said:
        """For people."""
        return Said("{name} at {speed} baud", name=one_of(self.dialect.families), speed=self.speed_baud)

    def longest_s(self, lag: Lag) -> float:
        """How long it takes if nobody answers."""
        addresses = self.dialect.addresses
        question = self.dialect.knock(addresses[0])
        on_wire_ms = (len(question.request) + question.answer_bytes) * _BITS_PER_BYTE * 1000 / self.speed_baud
        return len(addresses) * (on_wire_ms + patience_ms(self.dialect, lag)) / 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds of steps; the next round begins only while nobody was found."""

    rounds: tuple[tuple[Step, ...], ...]
    not_asked: tuple[Dialect, ...] = ()
    """Dialects that are spoken only when they are named."""

    def longest_s(self, lag: Lag) -> float:
        """How long it takes if nobody answers."""
        return sum(step.longest_s(lag) for each in self.rounds for step in each)


def patience_ms(dialect: Dialect, lag: Lag) -> float:
    """The longest silence before an answer."""
    return dialect.codec.profile.status_reply_ms + lag.reply_ms


def plan(*, families: Sequence[str] = (), speeds_baud: Sequence[int] = (), one_speed: bool = False) -> Plan:
    """What to ask. ``families`` named by somebody are there for sure: then only they are asked, and nobody else first.

    Without ``speeds_baud`` the usual speed of each comes first, then all others. ``one_speed``: the speed of the line
    cannot be chosen from here; it is then only reckoned with.
    """
    named = {dialect_of(family).name for family in families}
    wanted = [dialect for dialect in DIALECTS.values() if dialect.name in named or not (named or dialect.only_named)]
    left_out = () if named else tuple(dialect for dialect in DIALECTS.values() if dialect.only_named)
    speeds = tuple(speeds_baud) or (SPEEDS_BAUD[:1] if one_speed else SPEEDS_BAUD)
    if speeds_baud or one_speed:
        steps = [Step(dialect, speed) for speed in speeds for dialect in wanted]
        return Plan((tuple(steps),), left_out)
    usual = list(_with_those_before(wanted))
    others = [Step(dialect, speed) for speed in speeds for dialect in wanted if Step(dialect, speed) not in usual]
    return Plan((tuple(usual), tuple(others)), left_out)


def _with_those_before(dialects: Iterable[Dialect]) -> Iterator[Step]:
    """Each at its usual speed, behind those that it endangers at the same speed."""
    wanted, seen = list(dialects), set[Step]()
    for dialect in wanted:
        speed_baud = dialect.codec.profile.speed_baud
        for each in wanted:  # in the order of the table, in which the endangered come first
            step = Step(each, speed_baud)
            if (each is dialect or each.name in _endangered_by(dialect)) and step not in seen:
                seen.add(step)
                yield step


def _endangered_by(dialect: Dialect) -> frozenset[str]:
    """With those that have to be asked before them."""
    direct = dialect.endangers & DIALECTS.keys()
    return direct.union(*(DIALECTS[name].endangers for name in direct))
