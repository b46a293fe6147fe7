"""What comes of telling lockerd something; what it has decided once it does not decide again."""

from collections.abc import Callable
from dataclasses import replace

from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Accepted, Boot, Event, StartCollection, StartLoading
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Readings, Unlock, Withdraw
from search.broken import BrokenRuleError, refuse_defects
from search.pair.checks import check
from search.pair.daemon import Daemon, Step
from search.pair.key import key
from search.pair.scene import DOORS
from search.policy import POLICY
from search.rules import kept


def once(daemon: Daemon, what: object, step: Callable[[], Step]) -> Step:
    """A step that hangs on nothing but the daemon and what it is told."""
    known = daemon.told.get(what)
    if known is None:
        known = daemon.told[what] = step()
    return known


def settled(daemon: Daemon) -> Daemon:
    """The one that stands for all that are the same."""
    return daemon.known.setdefault(key(daemon), daemon)


def tell(daemon: Daemon, event: Event, *, wait_ms: int = 0) -> Step:
    """Have the daemon decide, hand its effects to the bus, and check what it did. Raises ``BrokenRuleError``."""
    try:
        decision = decide(daemon.state, event, daemon.now(wait_ms), POLICY)
    except Exception as error:
        raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
    refuse_defects(decision, event)
    if decision.state is daemon.state and not decision.effects and not wait_ms:
        check(daemon, daemon, event, decision)
        return Step(settled(daemon))
    begun = isinstance(event, StartLoading | StartCollection) and isinstance(decision.answer, Accepted)
    pending, withdrawn, unlocked = _on_the_bus(daemon, decision)
    after = replace(
        daemon,
        # How long whoever causes give-backs waits is left out, as all budgets are: it changes no right.
        state=replace(decision.state, given_back=daemon.state.given_back),
        mono_ms=daemon.mono_ms + wait_ms,
        counter=daemon.counter + begun,
        pending=pending,
        withdrawn=withdrawn,
    )
    check(daemon, after, event, decision)
    read = DOORS.index(event.readings[0].compartment) if isinstance(event, Readings) else None
    return Step(settled(after), decision.facts, read, unlocked)


def _on_the_bus(daemon: Daemon, decision: Decision) -> tuple[AttemptId | None, bool, int | None]:
    """The unlock that waits there, whether it is withdrawn, and at which door one was asked for now."""
    pending, withdrawn, unlocked = daemon.pending, daemon.withdrawn, None
    for effect in decision.effects:
        match effect:
            case Unlock():
                if pending is not None or daemon.fired is not None:
                    raise BrokenRuleError("rule 6: two unlocks on their way")
                pending, withdrawn, unlocked = effect.attempt, False, DOORS.index(effect.compartment)
            case Withdraw():
                withdrawn = withdrawn or pending == effect.attempt
    return pending, withdrawn, unlocked


def report(daemon: Daemon, seen: Reading) -> Step:
    """The sensors of one door are read."""
    return tell(daemon, Readings((replace(seen, sampled_ms=daemon.mono_ms),)))


def pulse(daemon: Daemon) -> Step:
    """The pulse leaves. Whatever is sampled from now on is newer."""
    assert daemon.pending is not None
    fired = (daemon.pending, daemon.mono_ms - 1)
    return Step(settled(replace(daemon, pending=None, withdrawn=False, fired=fired)))


def fired(daemon: Daemon) -> Step:
    """The bus reports the pulse."""
    assert daemon.fired is not None
    return tell(replace(daemon, fired=None), Fired(*daemon.fired))


def not_fired(daemon: Daemon, reason: NotFiredReason) -> Step:
    """The bus gives the unlock back."""
    assert daemon.pending is not None
    return tell(replace(daemon, pending=None, withdrawn=False), NotFired(daemon.pending, reason))


def crash(daemon: Daemon) -> Step:
    """The process dies; what is not durable is gone."""
    return Step(settled(replace(daemon, state=kept(daemon.state), up=False, pending=None, withdrawn=False, fired=None)))


def boot(daemon: Daemon) -> Step:
    """It starts again."""
    return tell(replace(daemon, up=True), Boot("b", "1", "c"), wait_ms=1_000)
