"""The last check before a coil, the same for boards and pins (design rule 1)."""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Final, Generic

from lockerd.bus.doors import Doors
from lockerd.bus.unlocks import CarrierT, Unlocks, WaitingUnlock
from lockerd.domain.model.reports import NotFiredReason

_DOUBT_MS: Final = 300
"""How long a bouncing contact may keep an unlock waiting."""
_ELSEWHERE_MS: Final = 1_000
"""The same where the contact hangs on another bus, which may just be asking a dead board."""


class Look(Enum):
    """What came of a look at what a lock hangs on."""

    READ = auto()
    """Its inputs were read, and it would fire."""
    SILENT = auto()
    """Nothing was read this time."""
    DOUBTED = auto()
    """It answered, perhaps to an earlier question (F37), or as one of two (F39)."""
    DEAD = auto()
    """It would not fire."""


class LastCheck(Generic[CarrierT]):
    """Reads the door of a lock until it is believed; then its deadline and its withdrawal count.

    ``look`` reads what the lock hangs on, ``settle`` is waited for before the next look. A contact may hang elsewhere:
    that is looked at meanwhile, and what counts was read since the check began.
    """

    def __init__(
        self,
        unlocks: Unlocks[CarrierT],
        doors: Doors,
        *,
        look: Callable[[WaitingUnlock[CarrierT]], Awaitable[Look]],
        settle: Callable[[WaitingUnlock[CarrierT], Look], Awaitable[None]],
        monotonic_ms: Callable[[], int],
    ) -> None:
        self._unlocks = unlocks
        self._doors = doors
        self._look = look
        self._settle = settle
        self._monotonic_ms = monotonic_ms

    async def passed(self, waiting: WaitingUnlock[CarrierT]) -> bool:
        """Whether to fire: at once, nothing may be waited for in between. If not, the attempt is given back."""
        refusal = await self._why_not(waiting)
        if not self._unlocks.is_open(waiting):
            return False  # withdrawn while the door was read
        if refusal:
            self._unlocks.not_fired(waiting, refusal)
        return refusal is None

    async def _why_not(self, waiting: WaitingUnlock[CarrierT]) -> NotFiredReason | None:
        began_ms = self._monotonic_ms()
        proof = self._doors.proof(waiting.unlock.compartment)
        is_here = proof is None or proof.source is waiting.board.source
        doubt_until_ms = began_ms + (_DOUBT_MS if is_here else _ELSEWHERE_MS)
        while True:
            looked = await self._look(waiting)
            now_ms = self._monotonic_ms()
            if now_ms >= waiting.unlock.deadline_ms:
                return NotFiredReason.DEADLINE if looked is Look.READ else NotFiredReason.NO_READING
            if looked is Look.DEAD:
                return NotFiredReason.BOARD_DEAD
            if looked is Look.READ:
                if proof is None:
                    return None
                is_shut = proof.since(began_ms)
                if is_shut is not None:
                    return None if is_shut else NotFiredReason.DOOR_OPEN
                if now_ms >= doubt_until_ms:
                    return NotFiredReason.NO_READING
            await self._settle(waiting, looked)
