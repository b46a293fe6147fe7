"""The tables about the wall: power groups, buses with their boards, compartments."""

from typing import Annotated, Literal

from pydantic import Field

from lockerd.boards import codec_of
from lockerd.boards.codec import Codec
from lockerd.boards.options import Options, StatusOrder
from lockerd.boards.patience import MOST_MS
from lockerd.config.inputs import ItemConfig, LeafConfig
from lockerd.config.parts import Centimetres, LocalPath, PaintedNumber, SocketAddress, Table, Word
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.errors import CallerError

Speed = Annotated[int, Field(ge=1200, le=115_200)]


class PowerGroupConfig(Table):
    """``[[power_group]]``: what hangs on one power supply; one coil of it is energised at a time (design rule 4)."""

    id: Word
    recovery_ms: Annotated[int, Field(ge=0, le=10_000)] = 200


class BoardConfig(Table):
    """``[[bus.board]]``."""

    family: str
    address: int
    """As on the board's switch; the family says which exist."""
    model: str | int | None = None
    """None: the usual one of the family."""
    experimental: bool = False
    """Whether the site accepts a family that is known from a single source."""
    feedback: Annotated[DoorSensor | None, Field(strict=False)] = None
    """What the feedback line senses; None: what is usual for the family."""
    closed_bit: Literal[0, 1] | None = None
    """The feedback bit of a shut door or a latched hook; None: what is usual for the family."""
    leaf_closed_bit: Literal[0, 1] | None = None
    """With ``feedback = "both"``: the bit of a shut leaf on the inputs for item sensors; None: 1."""
    status_order: Annotated[StatusOrder | None, Field(strict=False)] = None
    """Which channels the first status byte holds; None: what is usual for the model."""
    index_base: Literal[0, 1] | None = None
    """How the board counts its first lock on the wire; None: what is usual for the family."""
    pulse_ms: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """How long a lock is energised (design rule 4); None: what is usual for the family."""
    reply_ms: Annotated[int, Field(ge=10, le=MOST_MS)] | None = None
    """How long its answer is waited for; None: what is usual for the family."""

    @property
    def codec(self) -> Codec:
        """What the board speaks; raises `CallerError` for a family or model that does not exist."""
        options = Options(
            model=None if self.model is None else str(self.model),
            status_order=self.status_order,
            index_base=self.index_base,
            pulse_ms=self.pulse_ms,
            reply_ms=self.reply_ms,
        )
        return codec_of(self.family, options)

    @property
    def is_known(self) -> bool:
        """Whether its family and model exist."""
        try:
            return self.codec is not None
        except CallerError:
            return False

    @property
    def sensor(self) -> DoorSensor:
        """What the feedback line senses."""
        return self.feedback or self.codec.profile.feedback

    @property
    def shut_bit(self) -> Literal[0, 1]:
        """The feedback bit of a shut door or a latched hook."""
        return self.codec.profile.closed_bit if self.closed_bit is None else self.closed_bit


class BusConfig(Table):
    """``[[bus]]``: one RS-485 line."""

    id: Word
    port: LocalPath | None = None
    """The serial port; a bus has this or a gateway."""
    tcp: SocketAddress | None = None
    """The TCP gateway (transparent serial server)."""
    speed_baud: Speed | None = None
    """None: what is usual for the boards on it."""
    echo: bool = False
    """Whether the adapter gives back what we send (F38)."""
    power_group: Word
    scan_period_ms: Annotated[int, Field(ge=20, le=10_000)] = 100
    boards: Annotated[tuple[BoardConfig, ...], Field(strict=False, alias="board", min_length=1)]

    @property
    def line_speed_baud(self) -> int:
        """The speed of the line."""
        return self.speed_baud or self.boards[0].codec.profile.speed_baud

    @property
    def gateway(self) -> tuple[str, int] | None:
        """Address and port of the gateway."""
        if self.tcp is None:
            return None
        host, _, port = self.tcp.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def where(self) -> str:
        """The port or gateway in words; only for a configuration without problems."""
        return f"tcp {self.tcp}" if self.tcp else str(self.port)

    def board(self, address: int) -> BoardConfig | None:
        """The board with this address, if there is one."""
        return next((board for board in self.boards if board.address == address), None)


class CompartmentConfig(Table):
    """``[[compartment]]``: one door and the lock channel behind it."""

    id: PaintedNumber
    bus: Word
    address: int
    channel: int
    """From 1, as painted on the board."""
    row: Annotated[int, Field(ge=1, le=99)]
    column: Annotated[int, Field(ge=1, le=99)]
    size: Word
    height_cm: Centimetres
    """Height of the shelf above the floor."""
    leaf_contact: LeafConfig | None = None
    """The contact on its leaf, where that does not hang beside its lock."""
    item_sensor: Annotated[ItemSensor, Field(strict=False)] | ItemConfig = ItemSensor.NONE
    """Fitted: on the board's input for item sensors of its lock's channel; else where it hangs."""
