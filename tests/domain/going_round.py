"""People who go round: from door to door, each opened, looked into, shut and reported."""

from dataclasses import dataclass, field, replace
from typing import Final

from counter import SUPERVISOR
from world import A01, A02, O1, O2, SECOND, World, order, place

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.events import Accepted, Answer, Say
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Round, RoundKind, Scope
from lockerd.domain.model.staff import EndRound, Staff, StartRound
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
PORTER: Final = Staff("badge-5", "stadt", frozenset({BadgeRole.RETRIEVAL}))
BOTH_ROLES: Final = replace(SUPERVISOR, roles=SUPERVISOR.roles | {BadgeRole.LOADING})
STOCKTAKE: Final = RoundKind.STOCKTAKE
EMPTYING: Final = RoundKind.EMPTYING
Doors = Scope | None


@dataclass(slots=True)
class Walker:
    """Somebody, or two, with the badges they need."""

    world: World
    kind: RoundKind = STOCKTAKE
    staff: Staff = SUPERVISOR
    other: Staff = PORTER
    bench: bool = False
    seen: list[CompartmentId] = field(default_factory=list)
    """At which doors they have stood, in this order."""

    def ask(self, staff: Staff, doors: Doors = None) -> Answer:
        """Show one badge, or on the bench none."""
        visit = self.world.fresh_visit()
        if self.bench:
            event = StartRound(visit, self.kind, None, doors, who="meier", reason="mechanical key")
        else:
            event = StartRound(visit, self.kind, staff, doors)
        return self.world.event(event)

    def start(self, doors: Doors = None) -> VisitId:
        """Begin, or go on, with as many badges as it takes; the attempt waits for the bus."""
        answer = self.ask(self.staff, doors)
        if not isinstance(answer, Accepted) and answer.reason is Refusal.SECOND_BADGE_NEEDED:
            answer = self.ask(self.other, doors)
        assert isinstance(answer, Accepted), answer
        assert answer.visit is not None
        self.seen.append(self.world.visit(answer.visit).compartment)
        return answer.visit

    def look(self, doors: Doors = None) -> VisitId:
        """The next door is open."""
        visit = self.start(doors)
        self.world.fire()
        self.world.pull(self.seen[-1])
        return visit

    def shut(self) -> None:
        """It is shut again."""
        self.world.shut(self.seen[-1])

    def say(self, visit: VisitId, word: Word, count: int = 0) -> Answer:
        """What lies there, with a code where one may be needed."""
        return self.world.event(Say(visit, word, count, code=self.world.fresh_code()))

    def report(self, visit: VisitId, word: Word, count: int = 0) -> None:
        """The same, and it is accepted; a moment later the next one may come."""
        answer = self.say(visit, word, count)
        assert isinstance(answer, Accepted), answer
        self.world.wait(6 * SECOND)

    def next(self, word: Word, count: int = 0, *, doors: Doors = None, take: bool = False) -> VisitId:
        """One door from its opening to its report."""
        visit = self.look(doors)
        if take:
            self.world.take(self.seen[-1])
        self.shut()
        self.report(visit, word, count)
        return visit

    def refused(self, staff: Staff | None = None, doors: Doors = None) -> Refusal:
        """A badge is shown, and refused."""
        answer = self.ask(staff or self.staff, doors)
        assert not isinstance(answer, Accepted), answer
        return answer.reason

    def end(self) -> Answer:
        """They end it."""
        return self.world.event(EndRound(None, "meier") if self.bench else EndRound(self.staff))

    @property
    def going(self) -> Round:
        """The one round that goes on."""
        [going] = self.world.state.site.rounds
        return going


def wall(*doors: CompartmentId) -> World:
    """A wall of so many doors that are free."""
    return World.of(*(place(door) for door in doors or (A01, A02, A03)))


def filled(world: World, *, at: CompartmentId = A01, order_id: OrderId = O1) -> World:
    """Something waits behind a door for its person."""
    world.loaded(order_id, at=at)
    world.wait(20 * SECOND)
    return world


def of_both(world: World) -> World:
    """One thing of either office lies there, and one door is free."""
    filled(world)
    theirs = order(O2, authority="kreis")
    world.announce(theirs)
    loader = Staff("badge-9", "kreis", frozenset({BadgeRole.LOADING}))
    visit = world.load(O2, staff=loader)
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(20 * SECOND)
    return world
