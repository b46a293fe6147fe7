"""What central knows of an order of one part or of several."""

import pytest

from lockercentral.errors import CentralError
from lockercentral.events import NO_HASH, Event
from lockercentral.orders import OrderView, PartWish, Wish

TWO = (PartWish({"size": "A4"}), PartWish({"size": "number_plate"}, item_count=2))


def event(kind: str, compartment: str | None = None) -> Event:
    return Event(
        epoch=1,
        number=1,
        type=kind,
        time="2026-11-21T12:00:00Z",
        lo_s=0,
        compartment=compartment,
        order="o1",
        data={},
        prev=NO_HASH,
        hash=NO_HASH,
    )


def told(wish: Wish, *events: Event) -> OrderView:
    view = OrderView(wish.order)
    view.announce(wish)
    for each in events:
        view.learn(each)
    return view


def test_an_order_of_one_part_is_announced_with_what_the_part_needs() -> None:
    body = Wish("o1", parts=(PartWish({"size": "A4"}, item_count=2),)).body()
    assert (body["needs"], body["item_count"]) == ({"size": "A4"}, 2)


def test_several_parts_are_not_announced_as_if_they_were_one() -> None:
    with pytest.raises(CentralError, match="2 parts"):
        Wish("o1", parts=TWO).body()


def test_each_part_keeps_what_was_told_of_its_compartment() -> None:
    view = told(
        Wish("o1", parts=TWO),
        event("order.reserved", "A01"),
        event("order.reserved", "B19"),
        event("door.opened", "A01"),
        event("order.ready"),
    )
    assert [(part.number, part.compartment) for part in view.parts] == [(1, "A01"), (2, "B19")]
    assert [part.history for part in view.parts] == [["order.reserved", "door.opened"], ["order.reserved"]]
    assert (view.state, view.compartments) == ("ready", ["A01", "B19"])


def test_an_order_that_gets_another_compartment_lies_there() -> None:
    view = told(
        Wish("o1"), event("order.reserved", "A01"), event("order.released", "A01"), event("order.reserved", "A02")
    )
    assert view.compartments == ["A02"]


def test_announced_again_it_is_known_where_it_lies() -> None:
    view = told(Wish("o1", parts=TWO), event("order.reserved", "A01"))
    view.announce(Wish("o1", parts=TWO))
    assert [part.compartment for part in view.parts] == ["A01", None]


def test_of_an_order_it_has_not_announced_central_learns_too() -> None:
    view = OrderView("o1")
    view.learn(event("order.ready", "A07"))
    assert (view.state, view.compartments, view.wish) == ("ready", ["A07"], None)
