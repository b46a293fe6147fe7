"""What a station keeps for weeks slows no decision down: nobody goes through all orders to serve one (P11)."""

from __future__ import annotations  # HashTrieMap is generic for type checkers only

from typing import Any, NoReturn

from rpds import HashTrieMap
from world import A02, MINUTE, O2, World, order, place

from lockerd.domain.model.parts import PartState
from lockerd.domain.model.words import Word


class OneByOne:
    """A table in which rows are found by their keys, and which nobody may go through."""

    def __init__(self, table: HashTrieMap[Any, Any]) -> None:
        self._table = table

    def __getitem__(self, key: object) -> Any:
        return self._table[key]

    def __contains__(self, key: object) -> bool:
        return key in self._table

    def get(self, key: object, default: object = None) -> Any:
        return self._table.get(key, default)

    def insert(self, key: object, row: object) -> OneByOne:
        return OneByOne(self._table.insert(key, row))

    def discard(self, key: object) -> OneByOne:
        return OneByOne(self._table.discard(key))

    def __iter__(self) -> NoReturn:
        msg = "this takes the longer the more orders there ever were"
        raise AssertionError(msg)

    def keys(self) -> NoReturn:
        iter(self)

    def values(self) -> NoReturn:
        iter(self)

    def items(self) -> NoReturn:
        iter(self)


def test_nobody_goes_through_all_orders_to_serve_one_or_to_look_at_the_clock() -> None:
    world = World.of(place(), place(A02))
    code = world.loaded()
    state = world.state
    world.state = state._replace(orders=OneByOne(state.orders), parts=OneByOne(state.parts))  # type: ignore[arg-type]

    visit = world.opened(code)
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    world.announce(order(O2))
    world.wait(2 * MINUTE, ticks=12)

    assert world.order(O2) is PartState.RESERVED
