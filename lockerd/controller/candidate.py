"""The state as it will be, while a batch is decided; nothing of it counts before the commit."""

from collections import Counter

from lockerd.controller.counting import usage
from lockerd.controller.film.film import Film
from lockerd.controller.film.step import Step
from lockerd.controller.folding import FOLDED, Folding
from lockerd.controller.memo import Kept, Memo, MemoConflict
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision, Key, key_of
from lockerd.domain.model.events import Answer, Event
from lockerd.domain.model.facts import Fact
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import Part
from lockerd.domain.model.reports import Unlock, Withdraw
from lockerd.domain.model.state import Now, Policy, Row, State
from lockerd.domain.shown.usage import Counted
from lockerd.store import Commit, Recorded, Reply, Stamp


class Candidate:
    """The state as it will be if the commit succeeds, and everything that goes into that commit."""

    def __init__(self, state: State, now: Now, policy: Policy, folding: Folding, film: Film) -> None:
        self.state = state
        self.effects: list[Unlock | Withdraw] = []
        self.recorded: list[Recorded] = []
        self._folding = folding
        self._film = film
        self._now = now
        self._policy = policy
        self._rows: dict[Key, Row] = {}
        self._dropped: list[Key] = []
        self._erased: list[OrderId] = []
        self._facts: list[Fact] = []
        self._replies: list[Reply] = []
        self._usage: Counter[Counted] = Counter()

    @property
    def durable(self) -> bool:
        """Whether anything has to be kept."""
        decided = self._rows or self._dropped or self._erased or self._facts or self._usage
        return bool(decided or self._replies or self.recorded)

    def decide(self, event: Event) -> tuple[Answer, bool]:
        """Decide on the candidate, so that each event sees what the ones before it did.

        Also says whether anything changed: what changed nothing need not be remembered.
        """
        try:
            decision: Decision = decide(self.state, event, self._now, self._policy)
        except Exception:
            self._film.add(Step(self.state, event, self._now, None))
            raise
        self._film.add(Step(self.state, event, self._now, decision))
        changed = (
            decision.state is not self.state
            or bool(decision.rows or decision.erased or decision.effects)
            or any(fact.type not in FOLDED for fact in decision.facts)
        )
        self._usage.update(usage(self.state, decision))
        self.state = decision.state
        for key in decision.dropped:
            self._rows.pop(key, None)
        self._dropped.extend(decision.dropped)
        self._rows.update({key_of(row): row for row in decision.rows})
        for order in decision.erased:
            for key in [key for key, row in self._rows.items() if isinstance(row, Part) and row.id.order == order]:
                del self._rows[key]
            self._rows.pop(("order", order), None)
        self._erased.extend(decision.erased)
        taken = (self._folding.take(fact, self._now.mono_ms) for fact in decision.facts)
        self._facts.extend(fact for fact in taken if fact is not None)
        self.effects.extend(decision.effects)
        return decision.answer, changed

    def tell_folded(self) -> None:
        """Write down what was counted long enough."""
        self._facts.extend(self._folding.due(self._now.mono_ms))

    def correct(self, now: Now) -> None:
        """Go on, and stamp the whole commit, with a corrected time."""
        self._now = now

    def keep(self, memo: Memo, kept: Kept) -> None:
        """Remember and reply in the same transaction."""
        if kept.text is not None:
            key = memo.key if kept.key is None else kept.key
            self.recorded.append(Recorded(memo.scope, key, memo.fingerprint, kept.text, self._now.lo_s))
        if kept.reply is not None:
            self._replies.append(kept.reply)
        self._usage.update(kept.usage)

    def recall(self, memo: Memo) -> Recorded | None:
        """What was recorded earlier in this very batch."""
        for recorded in self.recorded:
            if (recorded.scope, recorded.key) == (memo.scope, memo.key):
                if recorded.fingerprint != memo.fingerprint:
                    raise MemoConflict("this idempotency key was used for another request; use a new one")
                return recorded
        return None

    def commit(self, boot: str) -> Commit:
        """Everything as one transaction."""
        now = self._now
        return Commit(
            stamp=Stamp(boot=boot, mono_ms=now.mono_ms, powered_ms=now.powered_ms, lo_s=now.lo_s, hi_s=now.hi_s),
            rows=tuple(self._rows.values()),
            dropped=tuple(self._dropped),
            erased=tuple(self._erased),
            facts=tuple(self._facts),
            replies=tuple(self._replies),
            recorded=tuple(self.recorded),
            usage=tuple(self._usage.items()),
        )
