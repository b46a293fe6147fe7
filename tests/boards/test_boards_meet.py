"""Codecs and simulated boards, written from the same data sheets by different hands, understand each other."""

import pytest

from lockerd.boards import FAMILIES, MODELS, codec_of
from lockerd.boards.codec import Codec
from lockerd.boards.feedback import reading
from lockerd.boards.frames import CoilsReply, ForeignFrame, ForeignKind, ModesReply, Reply, StatusReply
from lockerd.boards.options import Options
from lockerd.boards.stream import ReplyStream
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Item, Latch
from lockersim.boards import FAMILIES as SIMULATED
from lockersim.world.clock import ManualClock
from lockersim.world.compartment import Compartment
from lockersim.world.compartment import Item as Thing
from lockersim.world.model import ChannelRef, Feedback, ItemSensor, Lock
from lockersim.world.model import Door as Standing
from lockersim.world.world import World

ADDRESS = 3
BOARDS = [
    (family, model)
    for family in FAMILIES
    for model in MODELS.get(family, (None,))
    if model is None or model in SIMULATED[family].models
]
FIRED = [(family, model) for family, model in BOARDS if family not in {"lctech", "modbus_in"}]


class Line:
    """One fully wired simulated board, spoken to through a codec."""

    def __init__(self, family: str, model: str | None) -> None:
        self.codec: Codec = codec_of(family, Options(model=model))
        profile, self.clock, self.heard = self.codec.profile, ManualClock(), bytearray()
        hook = profile.feedback is DoorSensor.HOOK
        names = {channel: f"C{channel:02}" for channel in range(1, profile.channels + 1)}
        self.world = World(
            [
                Compartment(
                    id=name,
                    row=1,
                    column=channel,
                    size="A4",
                    height_cm=100,
                    lock=Lock.HOOK if hook else Lock.BOLT,
                    feedback=Feedback.HOOK if hook else Feedback.CONTACT,
                    item_sensor=ItemSensor.FITTED if profile.items else ItemSensor.NONE,
                )
                for channel, name in names.items()
            ],
            self.clock,
        )
        for channel, name in names.items():
            self.world.wire(ChannelRef("bus", ADDRESS, channel), name)
        settings = {"model": profile.model} if family in MODELS else {}
        self.board = SIMULATED[family](self.world, bus="bus", address=ADDRESS, power_group="psu1", **settings)
        self.board.closed_bit = profile.closed_bit
        self.board.send = lambda frame, _at_ms: self.heard.extend(frame)

    def ask(self, request: bytes) -> list[Reply]:
        for byte in request:
            self.clock.advance(0.5)
            self.board.hear(bytes([byte]), self.clock.now_ms())
        self.clock.advance(2_000)
        stream = ReplyStream(self.codec)
        found = stream.feed(bytes(self.heard)) + stream.finish()
        assert not stream.garbage_bytes
        self.heard.clear()
        return found

    def look(self) -> dict[type[Reply], Reply]:
        answers = {}
        for ask in (*self.codec.checks(ADDRESS), *self.codec.look(ADDRESS)):
            (answer,) = self.ask(ask.request)
            assert isinstance(answer, ask.wants)
            assert answer.address == ADDRESS
            answers[ask.wants] = answer
        return answers

    def open_channels(self) -> set[int]:
        """What the board's feedback says in the usual wiring."""
        status, profile = self.look()[StatusReply], self.codec.profile
        assert isinstance(status, StatusReply)
        said = {
            channel: reading(
                CompartmentId(""), bit=bit, sampled_ms=0, sensor=profile.feedback, closed_bit=profile.closed_bit
            )
            for channel, bit in enumerate(status.bits, 1)
        }
        return {n for n, seen in said.items() if seen.door is Door.OPEN or seen.latch is Latch.UNLATCHED}

    def pulsed(self) -> list[tuple[str | None, float]]:
        return [(pulse.compartment, (pulse.end_ms or 0) - pulse.start_ms) for pulse in self.world.pulses]


@pytest.mark.parametrize(("family", "model"), BOARDS)
def test_a_look_is_answered_in_full(family, model):
    answers = Line(family, model).look()
    if ModesReply in answers:
        assert set(answers[ModesReply].modes) == {0}
    if CoilsReply in answers:
        assert not any(answers[CoilsReply].on)
    if (status := answers.get(StatusReply)) is not None:
        assert len(status.items) == (codec_of(family, Options(model=model)).profile.channels if status.items else 0)


@pytest.mark.parametrize(("family", "model"), FIRED)
def test_every_channel_fires_its_own_lock_and_shows_its_own_door(family, model):
    """An index that is off by one would open the neighbour's door (F26)."""
    profile = codec_of(family, Options(model=model)).profile
    for channel in range(1, profile.channels + 1):
        line = Line(family, model)
        line.ask(line.codec.unlock_request(ADDRESS, channel))
        assert [name for name, _ in line.pulsed()] == [f"C{channel:02}"]
        if profile.feedback is not DoorSensor.NONE:
            assert line.open_channels() == {channel}


@pytest.mark.parametrize(("family", "model"), FIRED)
def test_the_pulse_is_as_long_as_the_profile_says(family, model):
    line = Line(family, model)
    line.ask(line.codec.unlock_request(ADDRESS, 1))
    ((_, length_ms),) = line.pulsed()
    assert length_ms == pytest.approx(line.codec.profile.pulse_ms)


@pytest.mark.parametrize("model", MODELS["modbus_in"])
def test_every_input_of_a_module_shows_its_own_door(model):
    """An input that is counted one too far would speak for the neighbour's door."""
    line = Line("modbus_in", model)
    assert line.open_channels() == set()
    for channel in range(1, int(model) + 1):
        line.world.compartments[f"C{channel:02}"].door = Standing.OPEN
        assert line.open_channels() == {channel}
        line.world.compartments[f"C{channel:02}"].door = Standing.CLOSED


def test_a_module_refuses_whatever_would_switch_something():
    line = Line("modbus_in", "8")
    (refused,) = line.ask(codec_of("waveshare").unlock_request(ADDRESS, 1))
    assert refused == ForeignFrame(ForeignKind.REFUSED, ADDRESS)
    assert not line.world.pulses


def test_linked_inputs_are_seen():
    line = Line("waveshare", "relay8d")
    line.board.link_inputs(on=True)
    assert set(line.look()[ModesReply].modes) == {1}


@pytest.mark.parametrize("family", ["cu16", "cu48b"])
def test_items_are_seen(family):
    line = Line(family, None)
    line.world.compartments["C02"].items.append(Thing("letter"))
    status = line.look()[StatusReply]
    assert [n for n, item in enumerate(status.items, 1) if item] == [2]
    assert Item.PRESENT in {
        reading(CompartmentId(""), bit=True, sampled_ms=0, sensor=DoorSensor.HOOK, item_bit=item).item
        for item in status.items
    }
