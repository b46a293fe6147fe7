"""The store of release 0.1.0 at work, from the archive of its tag: ``release_0_1_0.py COMMAND DATABASE``.

``releases/lockerd-0.1.0.zip`` is ``git archive --format=zip -9 v0.1.0 lockerd/__init__.py lockerd/errors.py
lockerd/domain lockerd/store``. Nothing here knows later releases, so what it can read is what that release can read.
``write`` leaves an order with its grant in an occupied compartment; ``read`` prints what it finds; ``go-on`` commits as
that release does; ``words`` prints the words that it knows in rows.
"""

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("releases") / "lockerd-0.1.0.zip"))

from lockerd.domain.attempts import Outcome, RightKind
from lockerd.domain.cabinet import Compartment, Condition, OrderId, Place
from lockerd.domain.facts import Fact, FactType
from lockerd.domain.grants import CodeRecord, Grant, GrantId, GrantLine, GrantState
from lockerd.domain.orders import Kind, Needs, Order, OrderState
from lockerd.domain.readings import CompartmentId, DoorSensor

import lockerd
from lockerd.store import Commit, Recorded, Stamp, Store

assert ".zip" in lockerd.__file__, lockerd.__file__
assert lockerd.__version__ == "0.1.0"

ORDER = OrderId("01936f00-0000-7000-8000-0000000000aa")
PLACES = [Place(CompartmentId(name), 1, 1, "A4", 120, DoorSensor.CONTACT) for name in ("A01", "A02")]
STAMP = Stamp(boot="b" * 32, mono_ms=1_000, powered_ms=5_000, lo_s=1_800_000_000, hi_s=1_800_000_009)


def order() -> Order:
    return Order(
        id=ORDER,
        authority="stadt",
        kind=Kind.COLLECTION,
        document_class="letter",
        case_reference="case-1",
        item_count=1,
        needs=Needs(size="A4"),
        retention_ms=1_000_000,
        state=OrderState.READY,
        compartments=(CompartmentId("A01"),),
    )


def written() -> Commit:
    grant = Grant(
        id=GrantId("aa" * 16),
        order=ORDER,
        lines=(GrantLine(compartment=CompartmentId("A01")),),
        code=CodeRecord(salt=bytes(16), keyed_hash=bytes(32), pickup_number="0815"),
        retention_left_ms=1_000,
    )
    rows = (
        order(),
        grant,
        Compartment(place=PLACES[0], condition=Condition.OCCUPIED, order=ORDER),
        Compartment(place=PLACES[1], condition=Condition.FREE),
    )
    memos = (Recorded(scope="http", key="k-1", fingerprint="f", answer="{}", lo_s=STAMP.lo_s),)
    return Commit(stamp=STAMP, rows=rows, facts=facts(3), recorded=memos)


def facts(count: int) -> tuple[Fact, ...]:
    return tuple(Fact(FactType.ORDER_READY, CompartmentId("A01"), ORDER, {"badge": str(n)}) for n in range(count))


def main() -> None:
    command, path = sys.argv[1], Path(sys.argv[2])
    if command == "words":
        kinds = (Condition, OrderState, GrantState, Kind, RightKind, Outcome, FactType)
        print(json.dumps({kind.__name__: [each.value for each in kind] for kind in kinds}))
        return
    store = Store.open(path, new_salt=lambda: bytes(range(16)))
    try:
        if command == "write":
            asyncio.run(store.commit(written()))
        if command == "go-on":
            asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(),), facts=facts(2))))
        loaded = store.load({place.compartment: place for place in PLACES})
        state = loaded.state
        print(
            json.dumps(
                {
                    "orders": {each.id: each.state for each in state.orders.values()},
                    "grants": {each.id: each.state for each in state.grants.values()},
                    "compartments": {each.id: each.condition for each in state.compartments.values()},
                    "head": [store.head.epoch, store.head.number],
                }
            )
        )
    finally:
        store.close()


if __name__ == "__main__":
    main()
