"""What comes of telling lockerd something; what it has decided once it does not decide again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Generic

from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Accepted, Boot, Event, StartCollection, Tick
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Readings, Unlock, Withdraw
from lockerd.domain.model.staff import StartLoading, StartRetrieval, StartRound
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.openings.attempting import ANSWER_MS
from search.broken import BrokenRuleError, refuse_defects
from search.daemon import DaemonT, Step, read_of
from search.rules import kept

BEGINS: Final = StartLoading | StartCollection | StartWalkIn | StartRetrieval | StartRound
"""Each visit has a name of its own."""


class Teller(Generic[DaemonT]):
    """Tells the daemons of one search, and has every decision checked."""

    def __init__(
        self,
        key: Callable[[DaemonT], object],
        check: Callable[[DaemonT, DaemonT, Event, Decision], None],
    ) -> None:
        self._key = key
        self._check = check

    def once(self, daemon: DaemonT, what: object, step: Callable[[], Step[DaemonT]]) -> Step[DaemonT]:
        """A step that hangs on nothing but the daemon and what it is told."""
        known: Step[DaemonT] | None = daemon.told.get(what)
        if known is None:
            known = daemon.told[what] = step()
        return known

    def settled(self, daemon: DaemonT) -> DaemonT:
        """The one that stands for all that are the same."""
        if daemon.stands_for is None:
            daemon.stands_for = daemon.known.setdefault(self._key(daemon), daemon)
        return daemon.stands_for

    def tell(self, daemon: DaemonT, event: Event, *, wait_ms: int = 0) -> Step[DaemonT]:
        """Have the daemon decide, hand its effects to the bus, and check what it did. Raises ``BrokenRuleError``."""
        try:
            decision = decide(daemon.state, event, daemon.now(wait_ms), daemon.policy)
        except Exception as error:
            raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
        refuse_defects(decision, event)
        if decision.state is daemon.state and not decision.effects and not wait_ms:
            self._check(daemon, daemon, event, decision)
            return Step(self.settled(daemon), answer=decision.answer)
        begun = isinstance(event, BEGINS) and isinstance(decision.answer, Accepted)
        pending, withdrawn, unlocked = _on_the_bus(daemon, decision)
        after = self._kept_in_mind(
            daemon,
            replace(
                daemon,
                # How long whoever causes give-backs waits is left out, as all budgets are: it changes no right.
                state=decision.state._replace(given_back=daemon.state.given_back),
                mono_ms=daemon.mono_ms + wait_ms,
                counter=daemon.counter + begun,
                pending=pending,
                withdrawn=withdrawn,
            ),
        )
        self._check(daemon, after, event, decision)
        read = read_of(event.readings) if isinstance(event, Readings) else None
        return Step(self.settled(after), decision.facts, read, unlocked, decision.answer)

    def _kept_in_mind(self, _before: DaemonT, after: DaemonT) -> DaemonT:
        """The same with what people keep in mind of it; a search may know more than lockerd does."""
        return after

    def report(self, daemon: DaemonT, seen: Reading) -> Step[DaemonT]:
        """The sensors of one door are read."""
        return self.tell(daemon, Readings((replace(seen, sampled_ms=daemon.mono_ms),)))

    def pulse(self, daemon: DaemonT) -> Step[DaemonT]:
        """The pulse leaves. Whatever is sampled from now on is newer."""
        assert daemon.pending is not None
        fired = (daemon.pending, daemon.mono_ms - 1)
        return Step(self.settled(replace(daemon, pending=None, withdrawn=False, fired=fired)))

    def fired(self, daemon: DaemonT) -> Step[DaemonT]:
        """The bus reports the pulse."""
        assert daemon.fired is not None
        return self.tell(replace(daemon, fired=None), Fired(*daemon.fired))

    def not_fired(self, daemon: DaemonT, reason: NotFiredReason) -> Step[DaemonT]:
        """The bus gives the unlock back."""
        assert daemon.pending is not None
        return self.tell(replace(daemon, pending=None, withdrawn=False), NotFired(daemon.pending, reason))

    def hang(self, daemon: DaemonT) -> Step[DaemonT]:
        """The bus says nothing of the unlock, and time passes."""
        return self.tell(replace(daemon, pending=None, withdrawn=False), Tick(), wait_ms=ANSWER_MS)

    def crash(self, daemon: DaemonT) -> Step[DaemonT]:
        """The process dies; what is not durable is gone."""
        state = kept(daemon.state)
        return Step(self.settled(replace(daemon, state=state, up=False, pending=None, withdrawn=False, fired=None)))

    def boot(self, daemon: DaemonT) -> Step[DaemonT]:
        """It starts again."""
        return self.tell(replace(daemon, up=True), Boot("b", "1", "c"), wait_ms=1_000)


def _on_the_bus(daemon: DaemonT, decision: Decision) -> tuple[AttemptId | None, bool, int | None]:
    """The unlock that waits there, whether it is withdrawn, and at which door one was asked for now."""
    pending, withdrawn, unlocked = daemon.pending, daemon.withdrawn, None
    for effect in decision.effects:
        match effect:
            case Unlock():
                if not daemon.idle:
                    raise BrokenRuleError("rule 6: two unlocks on their way")
                pending, withdrawn, unlocked = effect.attempt, False, daemon.doors.index(effect.compartment)
            case Withdraw():
                withdrawn = withdrawn or pending == effect.attempt
    return pending, withdrawn, unlocked
