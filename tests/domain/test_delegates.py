"""Who may come for it, how long it may wait, and whose envelope has to be read: what a class asks, and an order."""

from dataclasses import replace

import pytest
from world import A01, A02, O1, O2, POLICY, STAFF, World, asking, hand_in, order, place

from lockerd.domain.model.derived import asks_of
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition
from lockerd.domain.model.events import Accepted
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import SecondSecret
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import LoadNext, StartLoading
from lockerd.domain.model.state import DAY_MS, HOUR_MS, Policy
from lockerd.domain.model.statements import Purpose, Statement, Trust
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll, Longer

STATED, SECRET = Precondition.STATEMENT, Precondition.SECOND_SECRET
BOTH = Trust(frozenset(Purpose), from_s=0, until_s=1 << 40)
OTHERS = Trust(frozenset({Purpose.DELEGATE}), from_s=0, until_s=1 << 40)


def policy(of_passports: ClassPolicy | None = None, *, trust: Trust | None = BOTH) -> Policy:
    row = of_passports or ClassPolicy(nature=Nature.IDENTITY)
    verifiers = {} if trust is None else {"reader-1": trust}
    return replace(POLICY, classes={**POLICY.classes, (EVERY_OFFICE, "passport"): row}, verifiers=verifiers)


def world_of(rules: Policy) -> World:
    return World.of(place(A01), place(A02), policy=rules)


def prepared(world: World, **changes: object) -> GrantId:
    """An order that is put in, with the code that its terms ask for."""
    wanted = order(**changes)  # type: ignore[arg-type]
    world.announce(wanted)
    world.asks, world.second = asks_of(world.policy, wanted.order), SecondSecret(b"salt", b"hash")
    return world.confirm(world.put_in())


# who may come


@pytest.mark.parametrize(
    ("steps", "asks"),
    [
        ((), ((STATED,),)),
        (((SECRET,),), ((SECRET,), (STATED,))),
        (((STATED, SECRET),), ((STATED,),)),
        (((SECRET, STATED),), ((STATED,),)),
        (((STATED,), (SECRET,)), ((STATED,), (SECRET,))),
    ],
)
def test_where_delegates_are_excluded_a_verifier_says_so_and_nothing_is_enough_in_its_place(
    steps: tuple[tuple[Precondition, ...], ...], asks: tuple[tuple[Precondition, ...], ...]
) -> None:
    rules = policy(ClassPolicy(preconditions=steps))
    assert asks_of(rules, order(no_delegate=True).order) == asks
    assert asks_of(rules, order().order) == steps
    assert asks_of(policy(ClassPolicy(preconditions=steps, no_delegate=True)), order().order) == asks


@pytest.mark.parametrize("of_class", [False, True])
def test_whoever_was_empowered_comes_for_what_is_not_excluded_and_for_nothing_else(of_class: bool) -> None:
    """``of_class``: its class excludes delegates; else the order alone."""
    world = world_of(policy(ClassPolicy(no_delegate=of_class, preconditions=((STATED,),))))
    grant = prepared(world, no_delegate=not of_class)
    world.wait(10_000)
    for purpose, opens in ((Purpose.DELEGATE, False), (Purpose.PERSON, True)):
        assert world.refuse(world.show(grant)) is Refusal.STATEMENT_NEEDED
        said = Statement("reader-1", purpose, O1, world.state.nonces[O1].text, world.lo_s, "5ha")
        shown = replace(world.show(grant), statement=said)
        if opens:
            world.accept(shown)
        else:
            assert world.refuse(shown) is Refusal.STATEMENT_NOT_VALID


def test_a_delegate_comes_where_nobody_excluded_that() -> None:
    world = world_of(policy(ClassPolicy(preconditions=((STATED,),))))
    grant = prepared(world)
    world.wait(10_000)
    world.refuse(world.show(grant))
    said = Statement("reader-1", Purpose.DELEGATE, O1, world.state.nonces[O1].text, world.lo_s, "5ha")
    world.accept(replace(world.show(grant), statement=said))


@pytest.mark.parametrize(
    "trust", [None, OTHERS, replace(BOTH, authority="kreis"), replace(BOTH, until_s=1), replace(BOTH, from_s=1 << 40)]
)
def test_what_nobody_here_could_prove_is_not_announced(trust: Trust | None) -> None:
    world = world_of(policy(trust=trust))
    for wanted in (order(no_delegate=True), hand_in(no_delegate=True)):
        assert world.refuse(asking(wanted)) is Refusal.NO_VERIFIER
    world.announce(order())
    world = world_of(policy(ClassPolicy(no_delegate=True), trust=trust))
    assert world.refuse(asking(order())) is Refusal.NO_VERIFIER


# how long it may wait

WEEK = ClassPolicy(nature=Nature.IDENTITY, keep_ms=7 * DAY_MS)


def test_nothing_waits_for_longer_than_its_class_may() -> None:
    world = world_of(policy(WEEK))
    assert world.refuse(asking(order(retention_ms=7 * DAY_MS + HOUR_MS))) is Refusal.RETENTION_TOO_LONG
    world.announce(order(retention_ms=7 * DAY_MS))


def test_nor_is_it_changed_to_that() -> None:
    world = world_of(policy(WEEK))
    world.announce(order(retention_ms=DAY_MS))
    world.announce(order(O2, document_class="plates", retention_ms=30 * DAY_MS))
    longer = ChangeOrder("stadt", O1, retention_ms=8 * DAY_MS)
    assert world.refuse(longer) is Refusal.RETENTION_TOO_LONG
    assert world.refuse(ChangeOrder("stadt", O2, document_class="passport")) is Refusal.RETENTION_TOO_LONG
    world.accept(ChangeOrder("stadt", O1, retention_ms=7 * DAY_MS))
    world.accept(ChangeOrder("stadt", O2, document_class="passport", retention_ms=DAY_MS))


@pytest.mark.parametrize(
    "event", [Extend("stadt", O1, Longer(by_ms=30 * DAY_MS)), ExtendAll("stadt", Longer(30 * DAY_MS))]
)
def test_an_extension_ends_where_its_class_ends_and_never_takes_time_away(event: Extend | ExtendAll) -> None:
    world = world_of(policy(WEEK))
    grant = prepared(world, retention_ms=DAY_MS)
    world.accept(event)
    assert world.grant(grant).retention_left_ms == 7 * DAY_MS
    world.policy = policy(replace(WEEK, keep_ms=DAY_MS))
    world.accept(event)
    assert world.grant(grant).retention_left_ms == 7 * DAY_MS, "what was promised before stays"


# whose envelope is read

READ = ClassPolicy(nature=Nature.IDENTITY, scan_needed=True)


def test_a_class_that_wants_its_envelope_read_is_put_in_by_nobody_who_has_not() -> None:
    world = world_of(policy(READ))
    world.announce(order())
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.SCAN_NEEDED
    assert not world.unlocks
    world.accept(StartLoading(world.fresh_visit(), O1, STAFF, scanned=True))


def test_nor_as_the_next_of_a_pile() -> None:
    world = world_of(policy(READ))
    world.announce(order(document_class="plates"))
    world.announce(order(O2))
    visit = world.put_in()
    world.wait(6_000)
    assert world.refuse(LoadNext(visit, O2)) is Refusal.SCAN_NEEDED
    assert not world.unlocks
    world.accept(LoadNext(visit, O2, scanned=True))


def test_two_people_both_read_it_and_the_first_badge_is_kept_for_that_alone() -> None:
    world = world_of(policy(replace(READ, two_people=True)))
    world.announce(order())
    other = replace(STAFF, badge="badge-8")
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF, scanned=True)) is Refusal.SECOND_BADGE_NEEDED
    assert world.refuse(StartLoading(world.fresh_visit(), O1, other)) is Refusal.SCAN_NEEDED
    world.accept(StartLoading(world.fresh_visit(), O1, other, scanned=True))
    (attempt,) = world.told(FactType.ATTEMPT_COMMITTED)
    assert (attempt.data["holder"], attempt.data["second"]) == (STAFF.badge, "badge-8")


# changed after the announcement


def test_nobody_else_may_come_from_now_on_also_for_a_code_that_is_out() -> None:
    world = world_of(policy(ClassPolicy(preconditions=((STATED, SECRET),))))
    grant = prepared(world)
    world.wait(10_000)
    world.accept(ChangeOrder("stadt", O1, no_delegate=True))
    assert world.grant(grant).code.asks == ((STATED,),), "no second secret stands in for it"
    assert [fact.data["fields"] for fact in world.told(FactType.ORDER_CHANGED)] == ["no_delegate"]
    world.crash()
    world.report()
    for purpose, opens in ((Purpose.DELEGATE, False), (Purpose.PERSON, True)):
        world.refuse(world.show(grant))
        said = Statement("reader-1", purpose, O1, world.state.nonces[O1].text, world.lo_s, "5ha")
        answered = world.event(replace(world.show(grant), statement=said))
        assert isinstance(answered, Accepted) is opens


def test_of_an_order_that_asked_for_nothing_it_asks_for_a_statement_then() -> None:
    world = world_of(policy())
    grant = prepared(world)
    world.wait(10_000)
    world.accept(ChangeOrder("stadt", O1, no_delegate=True))
    assert world.refuse(world.show(grant)) is Refusal.STATEMENT_NEEDED
    new = world.reissue()
    assert world.grant(new).code.asks == (), "made by this test without asking; the edge asks the rules"
    assert asks_of(world.policy, world.state.orders[O1]) == ((STATED,),)


def test_whoever_stands_at_the_door_is_served() -> None:
    world = world_of(policy())
    grant = prepared(world)
    world.wait(10_000)
    event = world.show(grant)
    world.accept(event)
    world.accept(ChangeOrder("stadt", O1, no_delegate=True))
    world.fire()
    world.pull(A01)
    assert world.visit(event.visit).opened


def test_it_is_loosened_only_before_anything_is_in_or_a_code_is_out() -> None:
    looser, stricter = (ChangeOrder("stadt", O1, no_delegate=each) for each in (False, True))
    world = world_of(policy())
    world.announce(order(no_delegate=True))
    world.accept(looser)
    assert not world.state.orders[O1].no_delegate
    world.accept(stricter)
    world.confirm(world.put_in())
    assert world.refuse(looser) is Refusal.ALREADY_PUT_IN
    world = world_of(policy())
    world.awaited(hand_in(no_delegate=True))
    assert world.refuse(looser) is Refusal.ORDER_NOT_READY
    assert world.state.orders[O1].no_delegate


def test_what_is_said_again_changes_nothing_and_is_not_told() -> None:
    world = world_of(policy())
    world.announce(order(no_delegate=True))
    world.accept(ChangeOrder("stadt", O1, no_delegate=True))
    assert not world.told(FactType.ORDER_CHANGED)


def test_it_is_too_late_when_all_is_handed_over_and_needs_somebody_who_can_say_it() -> None:
    world = world_of(policy(trust=None))
    world.announce(order())
    assert world.refuse(ChangeOrder("stadt", O1, no_delegate=True)) is Refusal.NO_VERIFIER
    assert not world.state.orders[O1].no_delegate
    world = world_of(policy())
    event = world.show(prepared(world))
    world.wait(10_000)
    world.accept(event)
    world.fire()
    world.pull(A01)
    world.take(A01)
    world.shut(A01)
    world.wait(130_000, ticks=20)
    assert world.refuse(ChangeOrder("stadt", O1, no_delegate=True)) is Refusal.ALREADY_COLLECTED
