"""What a visit shows beside a code that came of a list: the door that it opened itself, and no other one's."""

from test_load_list import confirmed, door, fill, number
from world import SECOND, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def test_it_names_the_door_that_was_opened_in_it_and_not_what_somebody_put_in_before() -> None:
    """The second of two parts was put in a day ago, the first one is today: the code is shown at the first one's."""
    world = World.of(*(place(door(n), row=n) for n in range(1, 5)))
    world.announce(order(number(1), needs=(Needs(), Needs())))
    fill(world, world.load(number(1)))
    world.crash()
    world.report()
    assert world.condition(door(1)) is Condition.QUARANTINED
    yesterday = world.load(number(1))
    assert fill(world, yesterday) == door(2)
    world.accept(ConfirmLoaded(yesterday, world.fresh_code()))
    world.wait(20 * SECOND)
    world.boxes[door(1)].item = False
    world.technician(door(1))
    world.shut(door(1))
    world.clear(door(1))
    world.wait(20 * SECOND)
    world.announce(order(number(2)))
    today = world.load(number(2))
    fill(world, today)
    world.accept(LoadNext(today, number(1)))
    last = fill(world, today)
    codes = confirmed(world, today)
    assert (len(codes), world.visit(today).phase) == (2, Phase.CODE_READY)
    world.say(today, Word.NEXT_CODE)
    shown = world.visit(today)
    assert world.state.parts[PartId(number(1), 2)].state is PartState.READY
    assert (shown.order, shown.door, shown.opened) == (number(1), last, True)
