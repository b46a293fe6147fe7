"""The tables about the wall: power groups, buses with their boards, compartments."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from lockerd.boards import CODECS
from lockerd.config.parts import Centimetres, LocalPath, PaintedNumber, Table, Word
from lockerd.domain.cabinet import Place
from lockerd.domain.readings import CompartmentId, DoorSensor

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
    feedback: Annotated[DoorSensor | None, Field(strict=False)] = None
    """What the feedback line senses; None: what is usual for the family."""
    closed_bit: Literal[0, 1] = 1
    """The feedback bit of a shut door or a latched hook."""

    @property
    def sensor(self) -> DoorSensor:
        """What the feedback line senses."""
        return self.feedback or CODECS[self.family].profile.feedback


class BusConfig(Table):
    """``[[bus]]``: one RS-485 line."""

    id: Word
    port: LocalPath
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
        return self.speed_baud or CODECS[self.boards[0].family].profile.speed_baud

    @property
    def device(self) -> Path:
        """The device behind the port's path: by-path and by-id names are links."""
        return self.port.resolve()

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

    def place(self, sensor: DoorSensor) -> Place:
        """The same in the words of the domain."""
        return Place(
            compartment=CompartmentId(self.id),
            row=self.row,
            column=self.column,
            size=self.size,
            height_cm=self.height_cm,
            door_sensor=sensor,
        )
