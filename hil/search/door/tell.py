"""What comes of telling the daemon something; what it has decided once it does not decide again."""

from collections.abc import Callable
from dataclasses import replace

from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Accepted, Boot, Event, StartCollection, StartLoading, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import AttemptId, GrantId, OrderId
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Readings, Unlock, Withdraw
from lockerd.domain.model.state import State
from lockerd.domain.openings.attempting import ANSWER_MS
from search.broken import BrokenRuleError, refuse_defects
from search.door.checks import check
from search.door.daemon import Daemon, Step
from search.door.key import key
from search.policy import POLICY
from search.rules import kept, live


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
    except (KeyError, AssertionError) as error:
        raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
    refuse_defects(decision, event)
    if decision.state is daemon.state and not decision.effects and not wait_ms:
        return Step(settled(daemon))
    begun = isinstance(event, StartLoading | StartCollection) and isinstance(decision.answer, Accepted)
    fresh = ((grant.id, grant.order) for grant in decision.state.grants.values() if grant.id not in daemon.state.grants)
    pending, withdrawn = _on_the_bus(daemon, decision)
    # How long whoever causes give-backs waits is left out, as all budgets are: it changes no right.
    state = replace(decision.state, given_back=daemon.state.given_back)
    after = replace(
        daemon,
        state=state,
        mono_ms=daemon.mono_ms + wait_ms,
        counter=daemon.counter + begun,
        pending=pending,
        withdrawn=withdrawn,
        codes=tuple(code for code in (*daemon.codes, *fresh) if _known(decision.state, *code)),
    )
    check(daemon, after, event, decision)
    spent, retrieved = (_orders_in(decision, kind) for kind in (FactType.GRANT_SPENT, FactType.ORDER_RETRIEVED))
    return Step(settled(after), spent, isinstance(event, Readings), retrieved)


def _orders_in(decision: Decision, kind: FactType) -> tuple[OrderId, ...]:
    return tuple(fact.order for fact in decision.facts if fact.type is kind and fact.order is not None)


def _known(state: State, grant: GrantId, order: OrderId) -> bool:
    """Whether a code is worth showing: one that was undone is nothing to the daemon any more."""
    return grant in state.grants or order not in live(state)


def _on_the_bus(daemon: Daemon, decision: Decision) -> tuple[AttemptId | None, bool]:
    """The unlock that waits there, and whether it is withdrawn."""
    pending, withdrawn = daemon.pending, daemon.withdrawn
    for effect in decision.effects:
        match effect:
            case Unlock():
                if pending is not None:
                    raise BrokenRuleError("two unlocks on their way")
                pending, withdrawn = effect.attempt, False
            case Withdraw():
                withdrawn = withdrawn or pending == effect.attempt
    return pending, withdrawn


def report(daemon: Daemon, seen: Reading) -> Step:
    """The sensors are read."""
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


def hang(daemon: Daemon) -> Step:
    """The bus says nothing of the unlock, and time passes."""
    return tell(replace(daemon, pending=None, withdrawn=False), Tick(), wait_ms=ANSWER_MS)


def crash(daemon: Daemon) -> Step:
    """The process dies; what is not durable is gone."""
    return Step(settled(replace(daemon, state=kept(daemon.state), up=False, pending=None, withdrawn=False, fired=None)))


def boot(daemon: Daemon) -> Step:
    """It starts again."""
    return tell(replace(daemon, up=True), Boot("b", "1", "c"), wait_ms=1_000)
