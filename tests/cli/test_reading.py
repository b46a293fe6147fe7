"""What commands read by name is what the daemon's API promises under these names."""

from typing import Any, get_args

import pytest
from admin_fake import Lockerctl, Wall
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from station_parts import counters, parts, pins

from lockerd.api.admin.commissioning_views import BoardView, CommissionedView, CommissioningView
from lockerd.api.admin.status_views import AdminStatus, BoardCountersView, BusCountersView, PartsView
from lockerd.api.admin.timekeeping import BeliefView
from lockerd.api.admin.views import CompartmentView, CustodyPage, VerifiedView
from lockerd.bus.counters import BoardCounters, BusCounters
from lockerd.cli.reading import Reading, read
from lockerd.cli.reading.log import Page, Verified
from lockerd.cli.reading.status import Parts, Status
from lockerd.cli.reading.time import Belief
from lockerd.cli.reading.wall import Board, Commissioned, Compartment, Signed


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation names, in whatever it wraps them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in models_in(each)]


def may_be_null(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def misread(reading: type[Reading], view: type[BaseModel], at: str) -> list[str]:
    """Where the reading asks for what the view does not promise."""
    wrong = []
    for name, field in reading.model_fields.items():
        here, promised = f"{at}.{name}", view.model_fields.get(name)
        if promised is None:
            if field.is_required():
                wrong.append(f"{here} is not promised")
            continue
        if may_be_null(promised) and not may_be_null(field):
            wrong.append(f"{here} may be null")
        for inner in models_in(field.annotation):
            assert issubclass(inner, Reading)
            for told in models_in(promised.annotation):
                wrong += misread(inner, told, here)
    return wrong


@pytest.mark.parametrize(
    ("reading", "view"),
    [
        (Status, AdminStatus),
        (Compartment, CompartmentView),
        (Board, BoardView),
        (Commissioned, CommissionedView),
        (Verified, VerifiedView),
        (Page, CustodyPage),
        (Signed, CommissioningView),
        (Belief, BeliefView),
    ],
)
def test_what_is_read_is_promised(reading: type[Reading], view: type[BaseModel]) -> None:
    assert misread(reading, view, reading.__name__) == []


def test_a_reading_that_asks_for_more_is_found() -> None:
    class Inner(Reading):
        nobody_says_this: int

    class Asks(Reading):
        halted: str
        head: Inner

    assert misread(Asks, AdminStatus, "Asks") == [
        "Asks.halted may be null",
        "Asks.head.nobody_says_this is not promised",
    ]


def test_every_part_is_read_as_it_was_meant() -> None:
    lost = pins().model_copy(update={"lock_class": None, "counters": counters(losses=3)})
    told = parts(buses={"pins": lost}, certificates={"a.pem": 5, "b.pem": "holds no certificate"}, storage=None)
    known = read(Parts, told.model_dump(mode="json"))
    assert (known.buses["pins"].lock_class, known.buses["pins"].counters.losses) == (None, 3)
    assert known.buses["pins"].locks == {1: "guardian, line 17"}
    assert known.buses["pins"].counters.boards[0].exchanges == 1000
    assert (known.certificates, known.storage) == ({"a.pem": 5, "b.pem": "holds no certificate"}, None)


def test_every_counter_of_a_bus_is_told() -> None:
    assert set(BusCountersView.model_fields) == set(BusCounters.__dataclass_fields__)
    assert set(BoardCountersView.model_fields) == set(BoardCounters.__dataclass_fields__)


def test_the_wire_says_what_the_models_say() -> None:
    told = parts(buses={"pins": pins()})
    assert PartsView.model_validate_json(told.model_dump_json()) == told


@pytest.mark.usefixtures("socket")
def test_a_daemon_of_another_release_is_named_as_the_cause(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.parts["later"] = {"unknown": "here"}
    assert lockerctl("status").code == 0
    del wall.parts["buses"]["left"]["lock_class"]
    done = lockerctl("status")
    assert done.code == 6
    assert "does not say what is asked for (parts.buses.left.lock_class)" in done.err
    assert "is lockerctl of the daemon's release?" in done.err
