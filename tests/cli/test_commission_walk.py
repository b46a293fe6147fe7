"""The whole walk against simulated walls whose truth is known: what is learnt is what is wired."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from virtual_loop import virtual_time
from walked_wall import SITE_KEY, Here, Technician, provisional, running, swap_contacts, the_wall

from lockerd.cli.commissioning.record import verified
from lockerd.cli.exits import CliError, Exit
from lockerd.codes.keys import key_id_hex
from lockerd.config import load
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, TechnicianOpen
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockersim.wall.families import every_family_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.compartment import Item
from lockersim.world.model import ChannelRef, Door
from lockersim.world.model import ItemSensor as SimItems


def wall_of(*families: str, doors: int = 2, inverted: tuple[str, ...] = (), **changes: Any) -> WallSpec:
    """One board a family; those named in ``inverted`` have switches that are wired the other way round."""
    spec = every_family_wall(families, doors=doors)
    buses = []
    for bus in spec.buses:
        (board,) = bus.boards
        closed_bit = 1 - board.closed_bit if bus.id in inverted else board.closed_bit
        compartments = tuple(c.model_copy(update=changes) for c in bus.compartments)
        board = board.model_copy(update={"closed_bit": closed_bit})
        buses.append(bus.model_copy(update={"boards": (board,), "compartments": compartments}))
    return WallSpec(buses=tuple(buses))


async def serves_right(here: Here, wall: Wall) -> None:
    """With the learnt configuration every door is read as shut, and each request opens its own door and no other."""
    for row in (await here.line.get("/v1/compartments")) or ():
        assert row["door"] in {"closed", "latched"}, row
    for name in wall.world.compartments:
        before = len(here.sprung())
        answer = await here.controller.submit(TechnicianOpen("technician-3", CompartmentId(name), "trial"))
        assert isinstance(answer, Accepted), answer
        for _ in range(60):
            await here.station().wait(0.1)
            if len(here.sprung()) > before:
                break
        assert here.sprung()[before:] == [name]
        await here.station().wait(1)  # until the pulse is over
        wall.hands.push_shut(name)
        await here.station().wait(1)
    assert here.controller.state.site.halted is None


@pytest.mark.parametrize(
    ("spec", "swapped"),
    [
        pytest.param(wall_of("cu48", "bcc"), {"B01": "B02", "E02": "E01"}, id="channels exchanged"),
        pytest.param(wall_of("cu16"), {"A01": "A02"}, id="channels with item sensors exchanged"),
        pytest.param(
            wall_of("cu48", "bcc", inverted=("cu48", "bcc")), {"B01": "E02"}, id="polarity, map across boards"
        ),
        pytest.param(
            wall_of("cu16", "waveshare", inverted=("waveshare",)), {}, id="as built", marks=pytest.mark.campaign
        ),
        pytest.param(
            wall_of("winnsen", "wkly", "kecheng"), {"G01": "G02"}, id="one source", marks=pytest.mark.campaign
        ),
        pytest.param(
            wall_of("cu48b", "cu12", spring=False), {"C01": "D02"}, id="no springs", marks=pytest.mark.campaign
        ),
    ],
)
@virtual_time
async def test_a_wall_is_learnt_and_serves_right(tmp_path: Path, spec: WallSpec, swapped: dict[str, str]) -> None:
    wall, new = the_wall(spec, tmp_path), tmp_path / "new.toml"
    async with running(wall, tmp_path, provisional(wall.config_toml(), swapped=swapped)) as here:
        outcome = await here.walk(Technician(wall), write=new)
        assert outcome.all_proven, outcome.in_words()
        assert {row.condition for row in here.controller.state.compartments.values()} == {Condition.FREE}
    learnt = load(new)
    for bus in spec.buses:
        for c in bus.compartments:
            (known,) = (each for each in learnt.compartments if each.id == c.id)
            assert (known.bus, known.address, known.channel) == (bus.id, c.address, c.channel)
        (board,) = bus.boards
        ((known_board,),) = (each.boards for each in learnt.buses if each.id == bus.id)
        assert (known_board.sensor, known_board.shut_bit) == (DoorSensor(board.feedback), board.closed_bit)
    assert "# until the walk" in new.read_text()
    async with running(wall, tmp_path, new.read_text()) as here:
        if all(c.spring for bus in spec.buses for c in bus.compartments):
            await serves_right(here, wall)


@virtual_time
async def test_item_sensors_are_found_by_putting_something_in(tmp_path: Path) -> None:
    spec = wall_of("cu16")
    (bus,) = spec.buses
    first, second = bus.compartments
    bus = bus.model_copy(update={"compartments": (first, second.model_copy(update={"item_sensor": SimItems.NONE}))})
    wall, new = the_wall(WallSpec(buses=(bus,)), tmp_path), tmp_path / "new.toml"
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        outcome = await here.walk(Technician(wall), write=new)
        assert outcome.all_proven
    assert [each.item_sensor for each in load(new).compartments] == [ItemSensor.FITTED, ItemSensor.NONE]


@virtual_time
async def test_contacts_on_the_leaves_are_found_beside_the_hooks(tmp_path: Path) -> None:
    (bus,) = wall_of("cu16", item_sensor=SimItems.NONE).buses
    board = bus.boards[0].model_copy(update={"leaf_contacts": True})
    wall, new = (
        the_wall(WallSpec(buses=(bus.model_copy(update={"boards": (board,)}),)), tmp_path),
        tmp_path / "new.toml",
    )
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        assert (await here.walk(Technician(wall), write=new)).all_proven
    ((known,),) = (each.boards for each in load(new).buses)
    assert (known.sensor, known.shut_bit) == (DoorSensor.BOTH, 1)
    async with running(wall, tmp_path, new.read_text()) as here:
        await serves_right(here, wall)
        again = await here.walk(Technician(wall), board="cu16/1", record=tmp_path / "again.json")
        assert (again.all_proven, again.changes) == (True, ())


@pytest.mark.parametrize("family", ["cu48", "cu16", pytest.param("bcc", marks=pytest.mark.campaign)])
@virtual_time
async def test_swapped_lock_plugs_are_found_and_mended(tmp_path: Path, family: str) -> None:
    wall = the_wall(wall_of(family), tmp_path)
    one, other = wall.world.compartments
    wall.world.swap_coils(one, other)
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        technician = Technician(wall)
        outcome = await here.walk(technician, write=tmp_path / "new.toml")
        assert not outcome.all_proven
        assert outcome.record.unproven[one].startswith(f"the plug of its lock is in {family}/1/2 and belongs into")
        assert other in outcome.record.unproven[one]
        assert any(f"opened {other}, not {one}" in said for said in technician.heard)
        wall.world.swap_coils(one, other)
        again = await here.walk(technician, compartments=(one, other), resume=True, write=tmp_path / "new.toml")
        assert again.all_proven
        assert again.record.proven == (one, other)
    async with running(wall, tmp_path, (tmp_path / "new.toml").read_text()) as here:
        await serves_right(here, wall)


@virtual_time
async def test_swapped_sensor_plugs_are_found(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc"), tmp_path)
    swap_contacts(wall, ChannelRef("bcc", 1, 1), ChannelRef("bcc", 1, 2))
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        outcome = await here.walk(Technician(wall))
        assert outcome.record.unproven["E01"].startswith("the plug of its sensor is in bcc/1/2 and belongs into")
        assert outcome.changes == ()


@virtual_time
async def test_a_dead_coil_and_a_wall_without_springs(tmp_path: Path) -> None:
    wall = the_wall(wall_of("cu48", spring=False), tmp_path)
    wall.world.compartments["B02"].dead_coil = True
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        outcome = await here.walk(Technician(wall), write=tmp_path / "new.toml")
        assert outcome.record.proven == ("B01",)
        assert "no door opened, and no input moved" in outcome.record.unproven["B02"]
        assert (outcome.written, outcome.all_proven) == (tmp_path / "new.toml", False)


@virtual_time
async def test_a_sensor_that_sticks_is_asked_about_and_then_named(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc"), tmp_path)
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        technician = Technician(wall, answers=[("Press the door shut", ""), ("Press the door shut", "/skip")])
        said = technician.say

        def stick(text: str) -> None:
            if text.startswith("E01: firing"):
                wall.clock.call_at(wall.clock.now_ms() + 2000, lambda: wall.hands.stick("E01", Door.OPEN))
            said(text)

        technician.say = stick  # type: ignore[method-assign]
        outcome = await here.walk(technician)
        assert "did not go back" in outcome.record.unproven["E01"]
        assert outcome.record.proven == ("E02",)


@virtual_time
async def test_provisional_names_and_channels_without_a_door(tmp_path: Path) -> None:
    """As a scan of the bus gives it: every channel has a name, and the painted numbers are found by the walk."""
    wall = the_wall(wall_of("cu48"), tmp_path)
    wall.world.compartments["B02"].dead_coil = True
    text = provisional(wall.config_toml())
    async with running(wall, tmp_path, text) as here:
        technician = Technician(wall, answers=[("Which door opened? Enter: B02", "/missing")], painted={"B01": "K-07"})
        outcome = await here.walk(technician, write=tmp_path / "new.toml")
        assert outcome.all_proven
    assert [each.id for each in load(tmp_path / "new.toml").compartments] == ["K-07"]
    async with running(wall, tmp_path, (tmp_path / "new.toml").read_text()) as here:
        assert list(here.controller.state.compartments) == ["K-07"]


@pytest.mark.parametrize(
    ("swapped", "held"),
    [({}, ("B01",)), ({"B01": "B02"}, ("B01",)), ({"B01": "B03"}, ("B02", "B03")), ({"B02": "B03"}, ("B02", "B03"))],
)
@virtual_time
async def test_nothing_is_fired_that_holds_something(
    tmp_path: Path, swapped: dict[str, str], held: tuple[str, ...]
) -> None:
    """Not by its own channel; and once it is known that another channel opens it, not by that one any more either."""
    wall = the_wall(wall_of("cu48", doors=3), tmp_path)
    for name in held:
        wall.world.compartments[name].items.append(Item("passport"))
    async with running(wall, tmp_path, provisional(wall.config_toml(), swapped=swapped)) as here:
        state = here.controller.state
        for name in held:
            row = replace(state.compartments[CompartmentId(name)], condition=Condition.OCCUPIED)
            state = state._replace(compartments=state.compartments.insert(row.id, row))
        here.controller.state = state
        outcome = await here.walk(Technician(wall))
        channel_of = {each.id: each.channel for each in here.config.compartments}
        fired = [pulse.channel.channel for pulse in wall.world.pulses]
        assert not {channel_of[name] for name in held} & set(fired)
        for name in held:
            row = here.controller.state.compartments[CompartmentId(name)]
            if name in here.fired():  # by a wrong channel, which nobody could know before
                assert row.condition is Condition.QUARANTINED
                assert here.fired().count(name) == 1
            else:
                assert row.condition is Condition.OCCUPIED
            assert name not in outcome.record.proven or name in here.fired()


@virtual_time
async def test_an_interrupted_walk_goes_on_where_it_was(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc", doors=3), tmp_path)
    text = provisional(wall.config_toml())
    async with running(wall, tmp_path, text) as here:
        leaving = Technician(wall, answers=[("Which door opened? Enter: E02", "/quit")])
        with pytest.raises(CliError) as stopped:
            await here.walk(leaving)
        assert stopped.value.ends is Exit.REFUSED
        assert "--resume" in str(stopped.value)
        with pytest.raises(CliError, match="is there already"):
            await here.walk(Technician(wall))
        wall.hands.push_shut("E02")
        outcome = await here.walk(Technician(wall), resume=True)
        assert outcome.all_proven
        assert here.fired().count("E01") == 2  # once to open it, once to find out what its sensor is
    async with running(wall, tmp_path, text + "# changed\n") as here:
        with pytest.raises(CliError, match="another configuration"):
            await here.walk(Technician(wall), resume=True)


@virtual_time
async def test_what_was_learnt_can_be_written_later(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc"), tmp_path)
    async with running(wall, tmp_path, provisional(wall.config_toml(), swapped={"E01": "E02"})) as here:
        first = await here.walk(Technician(wall))
        assert (first.written, len(first.changes)) == (None, 3)
        fired = len(here.fired())
        second = await here.walk(Technician(wall), resume=True, write=tmp_path / "lockerd.toml")
        assert len(here.fired()) == fired
        assert second.kept is not None
        assert load(second.kept).compartments[0].channel != load(tmp_path / "lockerd.toml").compartments[0].channel


@virtual_time
async def test_the_brake_stops_the_walk_and_it_goes_on_later(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc", doors=3), tmp_path)
    text = provisional(wall.config_toml()).replace("openings_per_hour = 240", "openings_per_hour = 3")
    async with running(wall, tmp_path, text) as here:
        technician = Technician(wall, answers=[("Enter: ask again", "/quit")])
        with pytest.raises(CliError, match="--resume"):
            await here.walk(technician)
        assert any("openings_per_badge_hour" in said for said in technician.heard)
        here.clock.powered_before_ms += 3_600_000
        assert (await here.walk(Technician(wall), resume=True)).all_proven


@virtual_time
async def test_a_proven_wall_is_walked_again_with_its_sensors_on(tmp_path: Path) -> None:
    """One door later; and a plug that was swapped since halts the wall, as it must (F26)."""
    wall = the_wall(wall_of("cu48"), tmp_path)
    async with running(wall, tmp_path, provisional(wall.config_toml(), sensors=True)) as here:
        technician = Technician(wall)
        outcome = await here.walk(technician, compartments=("B02",), record=tmp_path / "one.json")
        assert (outcome.all_proven, outcome.record.proven, outcome.changes) == (True, ("B02",), ())
        assert not [question for question in technician.asked if question.startswith("Hold")]
        whole = await here.walk(technician, board="cu48/1", record=tmp_path / "whole.json")
        assert (whole.all_proven, whole.changes) == (True, ())
        assert {row.condition for row in here.controller.state.compartments.values()} == {Condition.FREE}
        wall.world.swap_coils("B01", "B02")
        outcome = await here.walk(technician, board="cu48/1", record=tmp_path / "two.json")
        assert here.controller.state.site.halted == "wrong_door"
        assert any("lockerctl resume" in said for said in technician.heard)
        assert "the plug of its lock" in outcome.record.unproven["B01"]


@virtual_time
async def test_wrong_polarity_with_sensors_on_is_explained(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc", inverted=("bcc",)), tmp_path)
    text = provisional(wall.config_toml(), sensors=True).replace("closed_bit = 0", "closed_bit = 1")
    async with running(wall, tmp_path, text) as here:
        technician = Technician(wall, answers=[("Enter: ask again", "/skip")] * 2)
        outcome = await here.walk(technician)
        assert any('feedback = "none"' in said for said in technician.heard)
        assert here.fired() == []
        assert outcome.record.unproven.keys() == {"E01", "E02"}


@virtual_time
async def test_a_dead_board_is_passed_by(tmp_path: Path) -> None:
    wall = the_wall(wall_of("cu48", "bcc"), tmp_path)
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        wall.boards["bcc/1"].power_off()
        await here.station().wait(5)
        outcome = await here.walk(Technician(wall))
        assert outcome.record.proven == ("B01", "B02")
        assert outcome.record.unproven == dict.fromkeys(("E01", "E02"), "not fired: board bcc/1 does not answer")


@virtual_time
async def test_a_rehearsal_without_anybody(tmp_path: Path) -> None:
    wall = the_wall(wall_of("bcc"), tmp_path)
    async with running(wall, tmp_path, provisional(wall.config_toml(), sensors=True)) as here:

        async def shut_what_opens() -> None:
            while True:
                await here.station().wait(1.5)
                for name in Technician(wall).open_doors:
                    wall.hands.push_shut(name)

        hands = asyncio.create_task(shut_what_opens())
        technician = Technician(wall, looks=False)
        technician.ask = nothing  # type: ignore[method-assign]
        outcome = await here.walk(technician)
        hands.cancel()
        assert outcome.all_proven
        assert not outcome.record.looked
        assert "Nobody looked" in outcome.in_words()
        assert {row.condition for row in here.controller.state.compartments.values()} == {Condition.TO_CHECK}


@virtual_time
async def test_the_record_is_signed_and_a_change_is_found(tmp_path: Path) -> None:
    wall, path = the_wall(wall_of("bcc"), tmp_path), tmp_path / "record.json"
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        await here.walk(Technician(wall), write=tmp_path / "new.toml")
        rows = await here.controller._store.custody(0, 1000)
        (told,) = [row for row in rows if row.type == "site.commissioned"]
        keys = {key_id_hex(SITE_KEY.public_key()): SITE_KEY.public_key()}
        record, claims = verified(path, keys)
        assert (claims["who"], claims["number"]) == ("technician-3", told.number)
        assert claims["new_config"] == record["new_config"] == load(tmp_path / "new.toml").sha256
        positions = {row.position: row for row in rows}
        for tried in record["tried"]:
            for pulse in tried["pulses"]:
                first, last = positions[pulse["first"]], positions[pulse["last"]]
                assert (first.type, last.type) == ("attempt.committed", "attempt.closed")
                assert first.data["attempt"] == last.data["attempt"] == pulse["attempt"]
                assert (first.data["holder"], first.data["reason"]) == ("technician-3", "commissioning")
    paper = json.loads(path.read_text())
    paper["record"]["tried"][0]["opened"] = ["E02"]
    path.write_text(json.dumps(paper))
    with pytest.raises(CliError, match="this one was changed"):
        verified(path, keys)


async def nothing(_question: str) -> str:
    return ""
