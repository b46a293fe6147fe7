"""Another class of documents once the code is out: it asks for what that class asks, and never for less (ADR 54)."""

from dataclasses import replace

import pytest
from world import A01, A02, O1, STAFF, World, hand_in, order, place

from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Precondition, Steps, with_more
from lockerd.domain.model.events import StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import CodeRecord, SecondSecret
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue, StartLoading
from lockerd.domain.model.statements import Purpose, Trust
from lockerd.domain.model.terms import ChangeOrder

SECRET, STATED = Precondition.SECOND_SECRET, Precondition.STATEMENT
KEPT = SecondSecret(b"salt", b"hash")
CLASSES = {
    "secret": ClassPolicy(preconditions=((SECRET,),)),
    "stated": ClassPolicy(preconditions=((STATED,),)),
    "either": ClassPolicy(preconditions=((STATED, SECRET),)),
    "alone": ClassPolicy(no_delegate=True),
    "two": ClassPolicy(two_people=True),
}
READER = Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)


def wall(**changes: object) -> World:
    world = World.of(place(A01), place(A02))
    classes = {(EVERY_OFFICE, name): each for name, each in CLASSES.items()}
    world.policy = replace(world.policy, classes={**world.policy.classes, **classes}, verifiers={"reader-1": READER})
    world.policy = replace(world.policy, **changes)  # type: ignore[arg-type]
    return world


def announced(world: World, document_class: str = "", asks: Steps = (), *, on_demand: bool = True) -> GrantId:
    """Its code is out, and nothing is put in."""
    world.asks, world.second = asks, KEPT if any(SECRET in step for step in asks) else None
    wanted = order(on_demand=True) if on_demand else hand_in()
    if document_class:
        wanted = replace(wanted, order=replace(wanted.order, document_class=document_class))
    return world.awaited(wanted)


def change(world: World, document_class: str) -> ChangeOrder:
    """As the edge makes it: with a code that has what the class asks for."""
    asks = CLASSES[document_class].preconditions if document_class in CLASSES else ()
    world.asks, world.second = asks, KEPT if any(SECRET in step for step in asks) else None
    return ChangeOrder("stadt", O1, document_class=document_class, code=world.fresh_code())


def shown(world: World, grant: GrantId) -> StartCollection:
    return replace(world.show(grant), second_secret=None)


@pytest.mark.parametrize("on_demand", [True, False])
@pytest.mark.parametrize("document_class", ["stated", "alone"])
def test_a_statement_is_asked_for_under_the_same_code(document_class: str, on_demand: bool) -> None:
    world = wall()
    grant = announced(world, on_demand=on_demand)
    world.accept(change(world, document_class))
    assert world.refuse(shown(world, grant)) is Refusal.STATEMENT_NEEDED
    assert world.told(FactType.ORDER_CHANGED)[-1].data["asks"] == "statement"
    assert not world.told(FactType.GRANT_RENEWED)
    assert len(world.told(FactType.GRANT_ISSUED)) == 1
    assert not world.unlocks


@pytest.mark.parametrize("on_demand", [True, False])
@pytest.mark.parametrize(
    ("document_class", "asks"), [("secret", "second_secret"), ("either", "statement|second_secret")]
)
def test_a_second_secret_comes_with_another_code(document_class: str, asks: str, on_demand: bool) -> None:
    """It has to reach its person, and so does the way to it: the code in their hands would lock them out for ever."""
    world = wall()
    old = announced(world, on_demand=on_demand)
    event = change(world, document_class)
    world.accept(event)
    assert event.code is not None
    assert world.refuse(shown(world, old)) is Refusal.CODE_NOT_VALID
    wanted = {Refusal.SECOND_SECRET_NEEDED, Refusal.STATEMENT_NEEDED}
    assert world.refuse(shown(world, event.code.grant)) in wanted
    issued = world.told(FactType.GRANT_ISSUED)[-1].data
    assert (issued["replaces"], issued["asks"]) == (old, asks)
    assert world.told(FactType.ORDER_CHANGED)[-1].data["asks"] == asks
    assert world.grant(event.code.grant).reissued_by == "", "central's, and good at once"


def test_a_code_that_has_a_second_secret_stays_and_asks_for_no_less() -> None:
    world = wall()
    grant = announced(world, "secret", ((SECRET,),))
    world.accept(change(world, "passport"))
    assert world.refuse(shown(world, grant)) is Refusal.SECOND_SECRET_NEEDED, "a stolen letter is worth no more"
    assert world.told(FactType.ORDER_CHANGED)[-1].data["asks"] == "second_secret"
    world.accept(change(world, "either"))
    assert world.grant(grant).code.asks == ((SECRET,),), "whoever has it meets that too"
    world.accept(change(world, "stated"))
    assert world.grant(grant).code.asks == ((SECRET,), (STATED,))
    world.accept(Reissue(O1, fresh := world.fresh_code()))
    assert world.grant(fresh.grant).code.asks == ((STATED,),), "a new code asks what its class asks then"


def test_two_people_put_it_in_from_then_on() -> None:
    world = wall()
    announced(world)
    world.accept(change(world, "two"))
    loading = StartLoading(world.fresh_visit(), O1, STAFF)
    assert world.refuse(loading) is Refusal.SECOND_BADGE_NEEDED


def test_nobody_can_prove_it_and_nothing_changes() -> None:
    world = wall(verifiers={})
    grant = announced(world)
    assert world.refuse(change(world, "alone")) is Refusal.NO_VERIFIER
    assert (world.state.orders[O1].document_class, world.grant(grant).code.asks) == ("passport", ())


def test_a_pick_up_number_that_another_code_got_meanwhile_changes_nothing() -> None:
    world = wall()
    grant = announced(world)
    event = change(world, "secret")
    assert event.code is not None
    taken = replace(event.code, record=replace(event.code.record, pickup_number=world.grant(grant).code.pickup_number))
    assert world.refuse(replace(event, code=taken)) is Refusal.BUSY
    assert (world.state.orders[O1].document_class, world.told(FactType.ORDER_CHANGED)) == ("passport", [])
    harmless = change(world, "stated")
    assert harmless.code is not None
    world.accept(replace(harmless, code=replace(harmless.code, record=taken.record)))


@pytest.mark.parametrize(
    ("steps", "more", "together"),
    [
        ((), ((SECRET,),), ((SECRET,),)),
        (((SECRET,),), (), ((SECRET,),)),
        (((SECRET,),), ((SECRET, STATED),), ((SECRET,),)),
        (((STATED, SECRET),), ((STATED,),), ((STATED,),)),
        (((STATED, SECRET),), ((SECRET, STATED),), ((STATED, SECRET),)),
        (((STATED, SECRET),), ((SECRET,), (STATED,)), ((SECRET,), (STATED,))),
        (((STATED,),), ((SECRET,),), ((STATED,), (SECRET,))),
    ],
)
def test_what_is_asked_for_together(steps: Steps, more: Steps, together: Steps) -> None:
    assert with_more(steps, more) == together
    CodeRecord(b"", b"", "", KEPT, together)


@pytest.mark.parametrize("asks", [(STATED,), ((),), (("statement",),), ((STATED,), (STATED, SECRET)), ("ss",)])
def test_what_nobody_could_meet_is_found_where_a_code_is_made(asks: Steps) -> None:
    """Until then it was taken, and the first person who showed it ended the daemon."""
    with pytest.raises(ValueError, match=r"^asks: .*each of them once"):
        CodeRecord(b"salt", b"hash", "0001", KEPT, asks)


def test_a_second_secret_of_which_nothing_is_kept_is_found_too() -> None:
    with pytest.raises(ValueError, match="nothing is kept of one"):
        CodeRecord(b"salt", b"hash", "0001", None, ((STATED, SECRET),))
