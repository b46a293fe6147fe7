"""What the limits on typed codes are worth (design rule 11), simulated with lockerd's own decisions in virtual time.

Run: .venv/bin/python hil/bench/guessing.py [--days N] [--seeds N] [--json FILE]

1. Guessing: several guessers, each with the best plan for what it knows, type without a pause for a year at a station
   with 40 live codes. Counted is how many of their codes are looked at, against how many live codes, and from that how
   probable it is that one of them succeeds. Each plan is simulated for some days after its first.
2. Waiting: somebody with a right code and its pick-up number comes while a vandal keeps the typed path busy. Counted is
   how long it takes until the door opens.
3. The second secret: whoever has a stolen code guesses at its second secret without a pause for as long as most codes
   are good. Counted is how many are looked at, of a million.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rpds import HashTrieMap

from lockerd.domain.decide import decide
from lockerd.domain.draft import Draft
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.grants import CodeRecord, Grant, SecondSecret
from lockerd.domain.model.ids import GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.numbers import LONGEST_CLOSE_MS
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, Now, Policy, State
from lockerd.domain.requests.tries import LOOK_EVERY_MS, pickup_number_needed, refuse_typing

LIVE: Final = 40
CODES: Final = 10**8
SECRETS: Final = 10**6
CODE_DAYS: Final = 90
"""For so long a code is good at the very most, unless its office extends it."""
NUMBERS: Final = 10**4
YEAR_DAYS: Final = 365
SETTLED_DAYS: Final = 4
"""After so many days of guessing every number is closed for as long as numbers ever are."""
MAY_SUCCEED: Final = 0.01
"""Of a year's guessing without a pause (failure mode 46)."""
TYPED_MS: Final = 3_000
"""Nine or thirteen digits by a practised hand; the wall's own answer comes at once."""
POLICY: Final = Policy()


@dataclass(slots=True)
class Station:
    """A station with live codes, whose doors nobody reaches: only what is typed is decided."""

    state: State
    powered_ms: int = 0

    @classmethod
    def of(cls, live: int) -> "Station":
        """One with so many codes, whose pick-up numbers are 0000, 0001 ..."""
        orders = [
            Order(OrderId(f"o{n}"), "", Kind.COLLECTION, "", "", parts=1, retention_ms=DAY_MS) for n in range(live)
        ]
        parts = [
            Part(PartId(order.id, 1), Direction.OUT, "", Needs(), 1, PartState.READY, right=RightState.ACTIVE)
            for order in orders
        ]
        grants = [Grant(GrantId(f"{n:032x}"), OrderId(f"o{n}"), "", _record(n), DAY_MS) for n in range(live)]
        state = State.empty()._replace(
            orders=HashTrieMap({order.id: order for order in orders}),
            parts=HashTrieMap({part.id: part for part in parts}),
            grants=HashTrieMap({grant.id: grant for grant in grants}),
        )
        return cls(state)

    @property
    def now(self) -> Now:
        """The time of the next try."""
        return Now(mono_ms=self.powered_ms, powered_ms=self.powered_ms, lo_s=0, hi_s=None)

    def guess(self, number: str | None) -> Refused:
        """A wrong code is typed."""
        return self.decide(StartCollection(VisitId("v"), CodeForm.TYPED, grant=None, number=number))

    def decide(self, event: StartCollection) -> Refused:
        """Something wrong is shown."""
        decision = decide(self.state, event, self.now, POLICY)
        self.state = decision.state
        assert isinstance(decision.answer, Refused)
        return decision.answer

    def looked_at(self, number: str) -> Refused | None:
        """Whether a right code with this number would be looked at now; None: it is, and its door opens."""
        draft = Draft(self.state, self.now, POLICY)
        event = StartCollection(VisitId("v"), CodeForm.TYPED, grant=GrantId("0"), number=number)
        refused = refuse_typing(draft, event)
        self.state = draft.state
        return refused

    @property
    def number_needed(self) -> bool:
        """Whether codes without a number are out of the question."""
        return pickup_number_needed(self.state.site.tries, self.now.powered_ms)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a guesser chooses what to type."""

    name: str
    bare: bool
    """Types codes without a number whenever they are taken."""
    known: int
    """Numbers of live codes that the guesser has read somewhere; 0: it draws numbers."""
    numbered: bool = True
    """Types codes with a number while others are not taken."""


PLANS: Final = (
    Plan("codes alone, nothing else", bare=True, known=0, numbered=False),
    Plan("codes alone, and with drawn numbers while blocked", bare=True, known=0),
    Plan("drawn numbers only", bare=False, known=0),
    Plan("one number read from a letter", bare=False, known=1),
    Plan("all 40 numbers known", bare=False, known=LIVE),
    Plan("all 40 numbers known, codes alone whenever taken", bare=True, known=LIVE),
)


def chance(plan: Plan, *, days: int, seed: int, settled_days: int = SETTLED_DAYS) -> dict[str, float]:
    """Tries a day that are looked at, and the probability that a year of them succeeds."""
    station, dice = Station.of(LIVE), random.Random(seed)
    looked_at = {"bare": 0, "numbered": 0}
    expected = 0.0
    begins_ms = settled_days * DAY_MS
    numbers = _numbers(plan, dice)
    while station.powered_ms < begins_ms + days * DAY_MS:
        counted = station.powered_ms >= begins_ms
        number = None
        if not (plan.bare and not station.number_needed):
            if not plan.numbered:
                station.powered_ms += TYPED_MS * 20
                continue
            number = next(numbers)
        refused = station.guess(number)
        if refused.reason is Refusal.CODE_NOT_VALID and counted:
            looked_at["bare" if number is None else "numbered"] += 1
            if number is None:
                expected += LIVE / CODES
            else:
                expected += (1 if plan.known else LIVE / NUMBERS) / CODES
        wait_ms = refused.retry_after_ms or 0
        if refused.reason is Refusal.PICKUP_NUMBER_CLOSED:
            wait_ms = 0  # the next number may be open
        elif refused.reason is Refusal.TOO_MANY_TRIES and number is None and plan.numbered:
            refused = station.guess(next(numbers))
            if refused.reason is Refusal.CODE_NOT_VALID and counted:
                looked_at["numbered"] += 1
                expected += (1 if plan.known else LIVE / NUMBERS) / CODES
            wait_ms = min(wait_ms, 10_000)
        station.powered_ms += max(TYPED_MS, wait_ms)
    return {
        "bare_a_day": looked_at["bare"] / days,
        "numbered_a_day": looked_at["numbered"] / days,
        "succeeds_in_a_year": expected / days * YEAR_DAYS,
    }


def second_secrets(days: int = CODE_DAYS) -> dict[str, float]:
    """How many second secrets are looked at, of whoever holds the code that they belong to."""
    station = Station.of(1)
    (grant,) = station.state.grants.values()
    asks = ((Precondition.SECOND_SECRET,),)
    guarded = replace(grant, code=replace(grant.code, second=SecondSecret(bytes(16), bytes(32)), asks=asks))
    station.state = station.state._replace(grants=HashTrieMap({grant.id: guarded}))
    looked_at = 0
    while station.powered_ms < days * DAY_MS:
        event = StartCollection(VisitId("v"), CodeForm.QR, grant=grant.id, second_secret=False)
        before = station.state.grants[grant.id].secret_tries.failures
        refused = station.decide(event)
        looked_at += station.state.grants[grant.id].secret_tries.failures - before
        station.powered_ms += max(TYPED_MS, refused.retry_after_ms or 0)
    return {"looked_at": looked_at, "succeeds": looked_at / SECRETS}


def _numbers(plan: Plan, dice: random.Random) -> Iterator[str]:
    turn = 0
    while True:
        yield f"{turn % plan.known:04}" if plan.known else f"{dice.randrange(NUMBERS):04}"
        turn += 1


def waiting(seed: int, *, knows: bool) -> float:
    """Seconds until a right code with its number is looked at.

    The vandal has blocked typing, and types on without a pause at a second screen, whose program asks again the very
    moment it may; so does the person's. Who comes first in that moment is chance. A vandal who ``knows`` the person's
    number has closed it for the longest time there is, just before the person comes.
    """
    station, dice = Station.of(LIVE), random.Random(seed)
    mine = f"{dice.randrange(LIVE):04}"
    if knows:
        _close(station, mine)
    while station.guess(None).reason is Refusal.CODE_NOT_VALID:
        pass
    vandal_ms, person_ms = station.powered_ms, station.powered_ms + dice.randrange(60_000)
    came_ms = person_ms
    while True:
        station.powered_ms = min(vandal_ms, person_ms)
        vandals_turn = vandal_ms < person_ms or (vandal_ms == person_ms and dice.random() < 0.5)
        if vandals_turn:
            number = mine if knows else f"{dice.randrange(NUMBERS):04}"
            refused = station.guess(number)
            waits = knows or refused.reason is Refusal.TOO_MANY_TRIES
            vandal_ms = station.powered_ms + ((refused.retry_after_ms if waits else None) or TYPED_MS)
            continue
        answer = station.looked_at(mine)
        if answer is None:
            return (station.powered_ms - came_ms) / 1000
        person_ms = station.powered_ms + (answer.retry_after_ms or TYPED_MS)


def _close(station: Station, number: str) -> None:
    """Until a closing lasts as long as any does."""
    while True:
        refused = station.guess(number)
        wait_ms = refused.retry_after_ms or LOOK_EVERY_MS
        if refused.reason is Refusal.PICKUP_NUMBER_CLOSED and wait_ms > LONGEST_CLOSE_MS - 2 * LOOK_EVERY_MS:
            return
        station.powered_ms += wait_ms if refused.reason is not Refusal.CODE_NOT_VALID else LOOK_EVERY_MS


def _record(number: int) -> CodeRecord:
    return CodeRecord(salt=bytes(16), keyed_hash=bytes(32), pickup_number=f"{number:04}")


def main() -> int:
    """Print both figures; exit status 1 where guessing succeeds more often than it may."""
    parser = argparse.ArgumentParser(description="What the limits on typed codes are worth.")
    parser.add_argument("--days", type=int, default=7, help="days of guessing that are counted")
    parser.add_argument("--seeds", type=int, default=1_000, help="persons who wait")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    found: dict[str, object] = {}
    worst = 0.0
    for plan in PLANS:
        figures = chance(plan, days=chosen.days, seed=1)
        worst = max(worst, figures["succeeds_in_a_year"])
        found[plan.name] = figures
        print(
            f"{plan.name:50} {figures['bare_a_day']:7.1f} + {figures['numbered_a_day']:7.1f} a day,"
            f" succeeds in a year: {figures['succeeds_in_a_year']:.4%}"
        )
    for knows in (False, True):
        waits = sorted(waiting(seed, knows=knows) for seed in range(chosen.seeds))
        half, most, longest = waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]
        name = "waits, vandal knows the number" if knows else "waits, vandal draws numbers"
        found[name] = {"half_s": half, "most_s": most, "longest_s": longest}
        print(f"{name:50} half {half:.0f} s, 99 of 100 {most:.0f} s, longest of {len(waits)} {longest:.0f} s")
    secrets = second_secrets()
    found["second secret, by whoever has the code"] = secrets
    print(
        f"{'second secret, by whoever has the code':50} {secrets['looked_at']:.0f} in {CODE_DAYS} days,"
        f" succeeds: {secrets['succeeds']:.4%}"
    )
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n")
    if worst > MAY_SUCCEED:
        print(f"guessing succeeds in a year with {worst:.3%}, more than {MAY_SUCCEED:.0%}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
