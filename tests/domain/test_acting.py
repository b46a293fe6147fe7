"""What a badge causes is written down under it, costs its budget, and opens no door behind its owner's back."""

from dataclasses import replace

from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue, Staff
from lockerd.domain.model.words import Word

OTHER = Staff("badge-8", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))


def made_anew(world: World, staff: Staff = STAFF) -> tuple[GrantId, VisitId]:
    """A badge has the code of the first order made anew at the terminal."""
    visit = world.fresh_visit()
    grant = world.accept(Reissue(O1, world.fresh_code(), staff, visit)).grant
    assert grant is not None
    return grant, visit


def without_badge(facts: list[Fact], badge: str = STAFF.badge) -> list[FactType]:
    return [fact.type for fact in facts if fact.data.get("badge") != badge]


def test_every_fact_of_a_reissue_names_the_badge() -> None:
    world = World.of(place())
    world.loaded()
    world.facts.clear()
    made_anew(world)
    assert {fact.type for fact in world.facts} >= {FactType.GRANT_ISSUED, FactType.GRANT_REVOKED}
    assert without_badge(world.facts) == []


def test_what_staff_ask_for_while_loading_names_the_badge() -> None:
    world = World.of(place())
    world.announce()
    world.facts.clear()
    visit = world.load()
    assert without_badge(world.facts) == []
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    world.shut()
    world.facts.clear()
    world.confirm(visit)
    assert without_badge(world.facts) == []
    world.wait(6 * SECOND)
    world.facts.clear()
    world.say(visit, Word.UNDO)
    assert FactType.GRANT_REVOKED in {fact.type for fact in world.facts}
    assert without_badge(world.facts) == []


def test_what_a_technician_asks_for_names_the_technician() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    world.boxes[A01].item = False
    world.shut()
    world.facts.clear()
    world.clear()
    assert world.facts
    assert [fact for fact in world.facts if fact.data.get("who") != "meier"] == []


def test_a_code_made_anew_here_is_not_collected_for_ten_minutes() -> None:
    world = World.of(place())
    world.loaded()
    grant, visit = made_anew(world)
    world.say(visit, Word.DONE)
    for form in CodeForm:
        number = world.grant(grant).code.pickup_number if form is CodeForm.TYPED else None
        assert world.refuse(replace(world.show(grant, form), number=number)) is Refusal.CODE_TOO_NEW
    world.wait(9 * MINUTE)
    assert world.refuse(world.show(grant)) is Refusal.CODE_TOO_NEW
    world.wait(MINUTE + SECOND)
    world.collect(grant)
    assert world.order() is PartState.COLLECTING


def test_no_crash_shortens_the_ten_minutes() -> None:
    world = World.of(place())
    world.loaded()
    grant, _ = made_anew(world)
    world.crash(off_ms=60 * MINUTE)
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.CODE_TOO_NEW


def test_while_the_badges_visit_goes_on_the_person_beside_it_is_served_and_the_badge_is_named() -> None:
    world = World.of(place())
    world.loaded()
    grant, _ = made_anew(world)
    world.facts.clear()
    world.collect(grant)
    assert FactType.ATTEMPT_COMMITTED in {fact.type for fact in world.facts}
    assert without_badge(world.facts) == []


def test_another_badges_visit_is_not_enough() -> None:
    world = World.of(place(A01), place(A02))
    world.loaded(O1)
    world.loaded(O2, at=A02)
    grant, visit = made_anew(world)
    world.say(visit, Word.DONE)
    world.accept(Reissue(O2, world.fresh_code(), OTHER, world.fresh_visit()))
    assert world.refuse(world.show(grant)) is Refusal.CODE_TOO_NEW


def test_a_code_that_central_makes_anew_opens_at_once() -> None:
    world = World.of(place())
    world.loaded()
    made_anew(world)
    world.collect(world.reissue())


def test_making_codes_anew_costs_the_badges_budget() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_badge_hour=6))
    world.loaded()
    for _ in range(5):  # the loading was one
        made_anew(world)
    assert world.refuse(Reissue(O1, world.fresh_code(), STAFF, world.fresh_visit())) is Refusal.BRAKE
    world.accept(Reissue(O1, world.fresh_code(), OTHER, world.fresh_visit()))
    world.wait(61 * MINUTE)
    grant, _ = made_anew(world)
    assert len(world.state.site.reissues) == 1, "what is past is forgotten"
    world.collect(grant)
    assert len(world.state.site.reissues) == 2, "what is collected under the badge costs it, too"


def test_which_badge_did_it_is_forgotten_when_it_costs_nothing_any_more() -> None:
    world = World.of(place())
    world.loaded()
    grant, visit = made_anew(world)
    world.say(visit, Word.DONE)
    assert STAFF.badge in repr((world.state.site, world.state.grants[grant]))
    world.wait(59 * MINUTE, ticks=1)
    assert STAFF.badge in repr((world.state.site, world.state.grants[grant]))
    world.wait(120 * MINUTE, ticks=120)
    assert STAFF.badge not in repr((world.state.site, world.state.grants[grant]))
