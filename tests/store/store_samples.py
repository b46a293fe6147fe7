"""Rows and commits to write in tests."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from lockerd.domain.model.attempts import Attempt, Outcome, Right, RightKind
from lockerd.domain.model.compartments import Compartment, Condition, Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.grants import CodeRecord, Grant, ProofTries, SecondSecret
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId, ReceiptId, VisitId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.store import Keep, Stamp

A01 = CompartmentId("A01")
A02 = CompartmentId("A02")
ORDER = OrderId("01936f00-0000-7000-8000-00000000cafe")
PART = PartId(ORDER, 1)
CASE = "case-4711-needle"
STAMP = Stamp(boot="b" * 32, mono_ms=1_000, powered_ms=5_000, lo_s=1_763_000_000, hi_s=1_763_000_009)

KEEP = Keep(lo_s=0, powered_ms=0)
"""All names."""


def counting_salts() -> Callable[[], bytes]:
    """Salts that differ and can be told in advance."""
    numbers = itertools.count(1)
    return lambda: salt(next(numbers))


def salt(number: int) -> bytes:
    """The salt given out as the ``number``th, counted from 1; easily found among other bytes."""
    return b"salt%012d" % number


def place(compartment: CompartmentId) -> Place:
    return Place(compartment=compartment, row=1, column=1, size="A4", height_cm=120, door_sensor=DoorSensor.CONTACT)


def order(number: OrderId = ORDER, *, parts: int = 1) -> Order:
    return Order(
        id=number,
        authority="stadt",
        kind=Kind.COLLECTION,
        document_class="letter",
        case_reference=CASE,
        parts=parts,
        retention_ms=1_000_000,
    )


def part(
    of: OrderId = ORDER,
    number: int = 1,
    *,
    state: PartState = PartState.ANNOUNCED,
    right: RightState = RightState.NONE,
    at: CompartmentId | None = A01,
) -> Part:
    return Part(
        id=PartId(of, number),
        direction=Direction.OUT,
        authority="stadt",
        needs=Needs(size="A4"),
        item_count=1,
        state=state,
        compartment=at,
        right=right,
        attempts=1,
    )


def grant(number: str = "aa" * 16, of: OrderId = ORDER) -> Grant:
    return Grant(
        id=GrantId(number),
        order=of,
        authority="stadt",
        code=CodeRecord(b"\x00\xff" * 8, bytes(32), "123", SecondSecret(b"\xff\x00" * 8, bytes(range(32)))),
        secret_tries=ProofTries(4, 17),
        statement_tries=ProofTries(2, 19),
        retention_left_ms=1_000,
    )


def brought(of: OrderId = ORDER, *, receipt: int | None = None) -> Part:
    """A part that a person has put in after a power cut."""
    return Part(
        id=PartId(of, 1),
        direction=Direction.IN,
        authority="stadt",
        needs=Needs(),
        item_count=1,
        state=PartState.HANDED_IN,
        compartment=A01,
        right=RightState.SPENT,
        openings=2,
        pulsed=True,
        began_lo_s=STAMP.lo_s - 60,
        shut_lo_s=STAMP.lo_s - 5,
        outage=Outage.SILENCE,
        receipt=None if receipt is None else ReceiptId(receipt),
        before=Item.ABSENT,
        checklist=("plates", "registration"),
        missing=("registration",),
        session=3,
    )


def exchanging(of: OrderId = ORDER) -> Part:
    """Of an exchange whose door stood open with nothing inside when the power failed."""
    return replace(
        brought(of),
        direction=Direction.BOTH,
        state=PartState.EXCHANGING,
        openings=1,
        absent_seen=True,
        grace_left_ms=1_000,
        before=Item.PRESENT,
    )


def receipt(number: int, of: OrderId = ORDER) -> Receipt:
    return Receipt(
        id=ReceiptId(number),
        paper=Paper.RECEIPT,
        part=PartId(of, 1),
        direction=Direction.IN,
        authority="stadt",
        compartment=A01,
        grade=Grade.SENSOR,
        door=DoorSensor.CONTACT,
        item=Item.PRESENT,
        lo_s=STAMP.lo_s,
        hi_s=STAMP.hi_s,
        outage=Outage.POWER,
        written_ms=5_000,
    )


def record(number: int, of: OrderId = ORDER) -> Receipt:
    """Of an attempt at a time that was not known, where no door could be offered."""
    return Receipt(
        id=ReceiptId(number),
        paper=Paper.RECORD,
        part=PartId(of, 1),
        direction=Direction.IN,
        authority="stadt",
        compartment=None,
        grade=None,
        door=DoorSensor.NONE,
        item=Item.UNKNOWN,
        lo_s=STAMP.lo_s,
        hi_s=None,
        outage=Outage.NONE,
        reason="not_opened",
        written_ms=5_000,
    )


def attempt(
    number: int,
    *,
    compartment: CompartmentId = A01,
    of: OrderId | None = None,
    outcome: Outcome | None = None,
) -> Attempt:
    return Attempt(
        id=AttemptId(number),
        compartment=compartment,
        right=Right(kind=RightKind.TECHNICIAN, holder="t-1", reason="look"),
        part=None if of is None else PartId(of, 1),
        visit=VisitId("cd" * 16),
        powered_ms=5_000,
        outcome=outcome,
    )


def compartment(
    name: CompartmentId = A01,
    *,
    condition: Condition = Condition.OCCUPIED,
    holds: PartId | None = None,
    pulse: int | None = None,
) -> Compartment:
    return Compartment(
        place=place(name),
        condition=condition,
        part=holds,
        pulse=None if pulse is None else AttemptId(pulse),
    )


def fact(
    kind: FactType = FactType.DOOR_OPENED,
    *,
    at: CompartmentId | None = A01,
    about: OrderId | None = None,
    **data: Scalar,
) -> Fact:
    return Fact(type=kind, compartment=at, order=about, data=data or {"observed": "opened", "attempt": 1})


def facts(count: int) -> tuple[Fact, ...]:
    return tuple(fact(attempt=number, observed="opened ü") for number in range(count))


def places(names: Iterable[CompartmentId] = (A01, A02)) -> dict[CompartmentId, Place]:
    return {name: place(name) for name in names}
