"""What central knows of an order of one part or of several."""

from typing import Any

from lockercentral.events import NO_HASH, Event
from lockercentral.keys import OpenedCode
from lockercentral.orders import OrderView, PartWish, Wish

TWO = (PartWish({"size": "A4"}), PartWish({"size": "number_plate"}, item_count=2))


def event(kind: str, compartment: str | None = None, **data: Any) -> Event:
    return Event(
        epoch=1,
        number=1,
        type=kind,
        time="2026-11-21T12:00:00Z",
        lo_s=0,
        compartment=compartment,
        order="o1",
        data=data,
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


def test_an_order_of_several_parts_is_announced_with_what_each_needs() -> None:
    body = Wish("o1", parts=TWO).body()
    assert body["parts"] == [
        {"needs": {"size": "A4"}, "item_count": 1},
        {"needs": {"size": "number_plate"}, "item_count": 2},
    ]
    assert not {"needs", "item_count"} & body.keys()


def test_what_is_expected_is_announced_and_what_is_missing_is_learnt() -> None:
    listed = (PartWish(checklist=("form_b", "photo")), PartWish(checklist=("photo",)), PartWish())
    wish = Wish("o1", kind="hand_in", parts=listed)
    assert [part.get("checklist") for part in wish.body()["parts"]] == [["form_b", "photo"], ["photo"], None]
    given = {"receipt": 1, "grade": "sensor"}
    view = told(
        wish,
        event("part.handed_in", "A01", part=1, missing="photo,form_b", checked=True, **given),
        event("part.handed_in", "A02", part=2, missing="", checked=True, **given),
        event("part.handed_in", "A03", part=3, missing="", checked=False, **given),
    )
    assert [part.missing for part in view.parts] == [("photo", "form_b"), (), None]


def test_each_part_keeps_what_was_told_of_it() -> None:
    view = told(
        Wish("o1", parts=TWO),
        event("order.announced", parts=2),
        event("order.reserved", "A01", part=1),
        event("order.reserved", "B19", part=2),
        event("door.opened", "A01", part=1),
        event("part.loaded", "A01", part=1),
    )
    assert [(part.number, part.compartment) for part in view.parts] == [(1, "A01"), (2, "B19")]
    assert [part.history for part in view.parts] == [
        ["order.reserved", "door.opened", "part.loaded"],
        ["order.reserved"],
    ]
    assert ([part.state for part in view.parts], view.state) == (["ready", "reserved"], "reserved")
    view.learn(event("part.loaded", "B19", part=2))
    view.learn(event("order.ready"))
    assert (view.state, view.compartments) == ("ready", ["A01", "B19"])


def test_a_code_is_good_until_it_has_opened_the_last_part() -> None:
    view = told(Wish("o1", parts=TWO), event("order.ready"))
    view.issue(OpenedCode("o1", "g1", "LK1:...", "123", "0042"))
    view.learn(event("grant.spent", "A01", part=1, grant="g1"))
    view.learn(event("part.collected", "A01", part=1))
    assert (view.code is not None, view.state) == (True, "ready")
    view.learn(event("grant.spent", "B19", part=2, grant="g1"))
    view.learn(event("part.collected", "B19", part=2))
    assert (view.code, view.state) == (None, "collected")


def test_of_an_exchange_behind_two_doors_each_part_goes_its_own_way() -> None:
    view = told(
        Wish("o1", kind="swap", form="old_first", parts=TWO),
        event("order.announced", parts=2),
        event("order.awaited", part=1),
        event("order.reserved", "A01", part=2),
        event("part.loaded", "A01", part=2),
        event("order.ready"),
    )
    assert [part.state for part in view.parts] == ["awaited", "ready"]
    view.learn(event("order.handing_in", "A02", part=1))
    view.learn(event("part.handed_in", "A02", part=1, receipt=1, grade="sensor", checked=False))
    view.learn(event("order.expired"))
    assert [part.state for part in view.parts] == ["handed_in", "expired"], "custody is never taken back"
    view.learn(event("order.extended", revived=True))
    view.learn(event("part.collected", "A01", part=2))
    view.learn(event("order.collected"))
    assert ([part.state for part in view.parts], view.state) == (["handed_in", "collected"], "handed_in")


def test_what_is_out_stays_out_when_the_rest_is_recalled() -> None:
    view = told(
        Wish("o1", parts=TWO), event("order.ready"), event("part.collected", "A01", part=1), event("order.recalled")
    )
    assert ([part.state for part in view.parts], view.state) == (["collected", "recalled"], "recalled")


def test_an_order_that_gets_another_compartment_lies_there() -> None:
    view = told(
        Wish("o1"), event("order.reserved", "A01"), event("order.released", "A01"), event("order.reserved", "A02")
    )
    assert view.compartments == ["A02"]


def test_announced_again_it_is_known_where_it_lies() -> None:
    view = told(Wish("o1", parts=TWO), event("order.reserved", "A01", part=1))
    view.announce(Wish("o1", parts=TWO))
    assert [part.compartment for part in view.parts] == ["A01", None]


def test_of_an_order_it_has_not_announced_central_learns_too() -> None:
    view = OrderView("o1")
    view.learn(event("order.ready", "A07"))
    assert (view.state, view.compartments, view.wish) == ("ready", ["A07"], None)


BROUGHT = Wish("o1", kind="hand_in")
CODE = OpenedCode("o1", "g1", "LK1:...", "123", "0042")


def brought(*events: Event) -> OrderView:
    view = told(BROUGHT, event("order.announced", parts=1), event("order.awaited"))
    view.issue(CODE)
    for each in events:
        view.learn(each)
    return view


def test_what_a_person_brings_is_with_the_office_by_its_receipt_and_the_code_ends_then() -> None:
    assert BROUGHT.body()["kind"] == "hand_in"
    view = brought(event("order.handing_in", "A01", part=1, by="qr"), event("door.opened", "A01", part=1))
    assert (view.state, view.code, view.compartments) == ("handing_in", CODE, ["A01"])
    view.learn(event("part.handed_in", "A01", part=1, receipt=12, grade="sensor", item_seen="present", outage="none"))
    view.learn(event("order.handed_in", "A01"))
    assert (view.state, view.code) == ("handed_in", None)
    assert (view.parts[0].receipt, view.parts[0].grade) == (12, "sensor")
    assert view.as_json()["parts"][0]["receipt"] == 12
    view.learn(event("order.retrieved", "A01", part=1, who="meier"))
    assert view.state == "retrieved"


def test_who_hands_nothing_in_is_awaited_unless_staff_shall_look() -> None:
    here, gone = event("order.handing_in", "A01", part=1, by="qr"), event("part.not_handed_in", "A01", part=1, paper=7)
    view = brought(here, gone)
    assert (view.state, view.code, view.parts[0].receipt) == ("awaited", CODE, None)
    assert brought(here, event("order.quarantined", "A01", part=1), gone).state == "quarantined"


def test_what_staff_did_not_find_is_awaited_again_with_the_same_code() -> None:
    view = brought(event("order.handing_in", "A01", part=1, by="qr"), event("order.quarantined", "A01", part=1))
    assert (view.state, view.code) == ("quarantined", CODE)
    view.learn(event("order.awaited", "A01", part=1))
    assert (view.state, view.code, view.parts[0].receipt) == ("awaited", CODE, None)


def test_what_staff_found_has_its_receipt_before_it_is_taken_out() -> None:
    view = brought(
        event("order.handing_in", "A01", part=1, by="qr"),
        event("order.quarantined", "A01", part=1),
        event("part.handed_in", "A01", part=1, receipt=3, grade="found", item_seen="absent", outage="none"),
        event("order.retrieved", "A01", part=1, who="meier"),
    )
    assert (view.state, view.parts[0].grade, view.code) == ("retrieved", "found", None)
