"""What a database of release 0.1.0 may hold comes over: nothing lost, nothing opened that was not open (F19)."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from store_samples import counting_salts

from lockerd.domain.decide import decide
from lockerd.domain.model.attempts import BadgeRole, RightKind
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Compartment, Condition, Place
from lockerd.domain.model.consistency import breaches
from lockerd.domain.model.derived import grant_of, parts_of, state_of
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Boot, Clear, StartCollection, TechnicianOpen
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.readings import Door, DoorSensor, Item, ItemSensor, Latch, Reading
from lockerd.domain.model.reports import Fired, Readings, Unlock
from lockerd.domain.model.state import Now, Policy, State
from lockerd.store import Store

PROGRAM = Path(__file__).with_name("walks_0_1_0.py")
NOW = Now(10_000_000, 10_000_000, 1_800_020_000, 1_800_020_009)
POLICY = Policy(authorities=frozenset({"stadt"}), openings_per_hour=240)


@dataclass(frozen=True)
class Moved:
    """What release 0.1.0 said of its rows, and what this release makes of them."""

    said: dict[str, Any]
    places: dict[CompartmentId, Place]
    state: State


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    path = tmp_path_factory.mktemp("walks") / "lockerd.db"
    done = subprocess.run([sys.executable, PROGRAM, "write", path], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    places = {
        CompartmentId(name): Place(CompartmentId(name), 1, 1, "A4", 100, DoorSensor(door), ItemSensor(item))
        for name, (door, item) in said["places"].items()
    }
    store = Store.open(path, new_salt=counting_salts(), places=places)
    state = store.load(places).state
    store.close()
    return Moved(said, places, state)


def codes_of(moved: Moved, order: str) -> dict[str, dict[str, Any]]:
    return {name: grant for name, grant in moved.said["grants"].items() if grant["order"] == order}


def test_f19_the_walks_meet_every_state_that_0_1_0_had(moved: Moved) -> None:
    """Else what follows would show nothing; the states that are missing no code of that release ever gave."""
    orders = moved.said["orders"]
    met = {(orders[grant["order"]]["state"], grant["state"]) for grant in moved.said["grants"].values()}
    unloaded = {order["state"] for name, order in orders.items() if not codes_of(moved, name)}
    assert unloaded >= {"announced", "reserved", "loading", "cancelled", "quarantined"}
    assert met >= {
        ("ready", "active"),
        ("ready", "grace"),
        ("ready", "jammed"),
        ("ready", "suspended"),
        ("ready", "revoked"),
        ("collecting", "attempting"),
        ("collecting", "spent"),
        ("closed", "spent"),
        ("expired", "expired"),
        ("recalled", "revoked"),
        ("retrieval", "revoked"),
        ("quarantined", "suspended"),
        ("quarantined", "spent"),
        ("quarantined", "expired"),
        ("closed", "revoked"),
    }
    assert {door["condition"] for door in moved.said["doors"].values()} == {
        "free",
        "reserved",
        "loading",
        "occupied",
        "handing_over",
        "to_check",
        "jammed",
        "quarantined",
    }
    assert len(moved.places) > 1_000


def test_f19_no_rows_contradict_each_other(moved: Moved) -> None:
    state = moved.state
    rows = [*state.compartments.values(), *state.parts.values(), *state.grants.values(), *state.attempts.values()]
    assert breaches({name: row.part for name, row in state.compartments.items()}, state, rows) == {}


def test_f19_each_order_is_one_part_where_it_was(moved: Moved) -> None:
    said = moved.said["orders"]
    assert set(moved.state.orders) == set(said)
    assert len(moved.state.parts) == len(said)
    for name, was in said.items():
        order = moved.state.orders[OrderId(name)]
        [part] = parts_of(moved.state, order.id)
        assert (part.direction, part.authority, part.item_count) == (Direction.OUT, "stadt", was["item_count"])
        assert asdict(part.needs) == was["needs"]
        assert state_of(moved.state, order.id) == was["state"]
        assert part.compartment == next(iter(was["compartments"]), None)
        kept = asdict(order)
        assert kept == {each: was[each] for each in kept if each in was} | {
            "parts": 1,
            "cancel_reason": "",
            "hold": "none",
            "hold_reason": "",
            "no_delegate": False,
            "on_demand": False,
            "asked_ms": None,
            "asked_lo_s": None,
            "walk_in": False,
        }


def test_f19_each_right_is_what_its_newest_code_was_worth(moved: Moved) -> None:
    kept = {"attempting", "grace", "spent", "jammed", "suspended"}
    for name in moved.said["orders"]:
        codes = codes_of(moved, name)
        [part] = parts_of(moved.state, OrderId(name))
        states = [grant["state"] for grant in codes.values()]
        if not codes:
            assert part.right is RightState.NONE
        elif "spent" in states:
            assert part.right is RightState.SPENT
        elif set(states) == {"revoked"}:
            assert part.right is RightState.ENDED
        else:
            [was] = [grant for grant in codes.values() if grant["state"] != "revoked"]
            undecided = "suspended" if moved.said["orders"][name]["state"] == "quarantined" else "active"
            assert part.right == (was["state"] if was["state"] in kept else undecided)
            assert part.grace_left_ms == was["grace_left_ms"]
            newest = grant_of(moved.state, part.id.order)
            assert newest is not None
            assert (newest.id, newest.code.pickup_number) == (was["id"], was["code"]["pickup_number"])
            assert newest.retention_left_ms == was["retention_left_ms"]
            assert newest.state is (GrantState.EXPIRED if was["state"] == "expired" else GrantState.ACTIVE)
        lines = [grant["lines"][0] for grant in codes.values()]
        assert part.attempts == max((line["attempts"] for line in lines), default=0)
        assert part.openings == any(line["seen_open"] for line in lines)


def test_f19_each_door_is_as_it_was(moved: Moved) -> None:
    for name, was in moved.said["doors"].items():
        row, seen = moved.state.compartments[CompartmentId(name)], was["evidence"]
        part = None if was["order"] is None else PartId(was["order"], 1)
        assert (row.condition, row.reason, row.part) == (was["condition"], was["reason"], part)
        assert (row.attempt, row.pulse) == (was["attempt"], was["pulse"])
        assert (row.evidence.opened, row.evidence.closed) == (seen["opened"], seen["closed"])
        if part is not None:
            assert moved.state.parts[part].before is (Item.PRESENT if seen["item_seen"] else Item.UNKNOWN)


def test_f19_each_attempt_is_as_it_was(moved: Moved) -> None:
    assert len(moved.state.attempts) == len(moved.said["attempts"])
    for row in moved.state.attempts.values():
        was = moved.said["attempts"][str(row.id)]
        assert (None if row.part is None else row.part.order) == was["order"]
        authority = "" if row.right.kind is RightKind.TECHNICIAN else "stadt"
        staff = row.right.kind in {RightKind.LOADING, RightKind.RETRIEVAL}  # its badges had that one role
        role = BadgeRole.LOADING if staff else None
        kept = asdict(row)
        del kept["part"]
        right = was["right"] | {"authority": authority, "second": "", "role": role}
        assert kept == {each: was[each] for each in kept} | {"right": right}


def test_f19_the_codes_that_opened_open_and_no_other(moved: Moved) -> None:
    """Both releases start once, see every door shut, and are shown every code that either of them knows."""
    state = started(moved)
    opens = {grant: would_open(state, GrantId(grant)) for grant in moved.said["grants"]}
    assert opens == {grant: moved.said["opens"].get(grant, False) for grant in moved.said["grants"]}
    assert 50 < sum(opens.values()) < len(opens) - 50


def test_f19_staff_can_clear_every_door_and_no_code_opens_it_then(moved: Moved) -> None:
    """There is no end that this release cannot go on from, and nothing that it decides contradicts itself."""
    state = started(moved)
    doors = {kind_of(state, row): name for name, row in state.compartments.items()}
    for minutes, name in enumerate(doors.values(), start=1):
        now, place, part = later(minutes), moved.places[name], state.compartments[name].part
        opened = decide(state, TechnicianOpen("t-1", name, "look"), now, POLICY)
        assert isinstance(opened.answer, Accepted), (state.compartments[name], opened.answer)
        [unlock] = [effect for effect in opened.effects if isinstance(effect, Unlock)]
        state = decide(opened.state, Fired(unlock.attempt, now.mono_ms), now, POLICY).state
        for is_open in (True, False):
            now = replace(now, mono_ms=now.mono_ms + 500)
            state = decide(state, Readings((look(place, now, is_open=is_open),)), now, POLICY).state
        cleared = decide(state, Clear("t-1", name, "looked"), now, POLICY)
        assert isinstance(cleared.answer, Accepted), (state.compartments[name], cleared.answer)
        state = cleared.state
        assert state.compartments[name].condition in {Condition.FREE, Condition.RESERVED}
        codes = () if part is None else state.grants_of.get(part.order, ())
        assert not [grant for grant in codes if would_open(state, grant)]
    assert len(doors) > 40


def kind_of(state: State, row: Compartment) -> tuple[object, ...]:
    """What makes a door differ from others, for whoever clears it."""
    part = None if row.part is None else state.parts[row.part]
    what = None if part is None else (part.state, part.right)
    return row.place.door_sensor, row.condition, what, row.evidence, row.pulse is None


def started(moved: Moved) -> State:
    boot = Boot("c" * 32, "0.2.0", "", tuple(moved.places.values()))
    shut = tuple(look(place, NOW, is_open=False) for place in moved.places.values())
    return decide(decide(moved.state, boot, NOW, POLICY).state, Readings(shut), NOW, POLICY).state


def would_open(state: State, grant: GrantId) -> bool:
    return isinstance(decide(state, StartCollection(VisitId("v"), CodeForm.QR, grant), NOW, POLICY).answer, Accepted)


def later(minutes: int) -> Now:
    return replace(NOW, mono_ms=NOW.mono_ms + minutes * 60_000, powered_ms=NOW.powered_ms + minutes * 60_000)


def look(place: Place, now: Now, *, is_open: bool) -> Reading:
    contact = place.door_sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}
    hook = place.door_sensor in {DoorSensor.HOOK, DoorSensor.BOTH}
    door = Door.OPEN if is_open else Door.CLOSED
    latch = Latch.UNLATCHED if is_open else Latch.LATCHED
    return Reading(
        place.compartment,
        now.mono_ms,
        door if contact else Door.UNKNOWN,
        latch if hook else Latch.UNKNOWN,
    )
