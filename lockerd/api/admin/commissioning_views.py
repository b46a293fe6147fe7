"""What a commissioning walk asks the daemon and gets for an answer."""

from typing import Annotated, Literal

from pydantic import Field

from lockerd.api.admin.views import Reason
from lockerd.api.http.models import Body, View
from lockerd.domain.model.readings import Sensor

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["9f86d081884c7d659a2feaa0c55ad015" * 2])]
Doors = Annotated[int, Field(ge=0, lt=1 << 16)]


class OpenRequest(Reason):
    """Why a technician opens a compartment, and whether it is only a test."""

    only_if_empty: Annotated[
        bool,
        Field(description="True: refused (not_empty) where anything lies inside, may lie inside, or is to be put in"),
    ] = False
    others_shut: Annotated[
        bool,
        Field(
            description="True: the technician has looked, the doors opened before are shut; counts for doors without "
            "a sensor, which otherwise hold all others up for a minute"
        ),
    ] = False


class RawInputsView(View):
    """The inputs of one kind, in columns that belong together; the last three say what the configuration says."""

    channels: list[int] = Field(description="As painted on the board")
    bits: list[Literal[0, 1] | None] = Field(description="As they go over the wire; null: not known")
    changes: list[int] = Field(description="How often each moved since the daemon's start; believed after two looks")
    compartments: list[str | None] = Field(description="Whose sensor hangs on each, wherever its lock hangs")
    sensors: list[Sensor | None] = Field(description="Which of its sensors")
    true_bits: list[Literal[0, 1]] = Field(description="The bit of a shut door, a latched hook, something inside")


class BoardView(View):
    """One lock board or set of pins, in columns that belong together."""

    bus: str
    address: int
    name: str = Field(description="Family and model; GPIO for pins")
    alive: bool
    channels: list[int] = Field(description="Every lock channel it has")
    compartments: list[str | None] = Field(description="Whose lock each fires; null: none is configured there")
    doors: RawInputsView
    items: RawInputsView
    reply_ms: float = Field(description="The longest silence before an answer of late; 0 for pins")
    patience_ms: int = Field(description="How long such a silence may be; 0 for pins")


class CommissioningRequest(Body):
    """What a walk along the wall has found, for the log and for a signature."""

    record: Annotated[Sha256, Field(description="SHA-256 of the record in canonical JSON (RFC 8785)")]
    new_config: Annotated[Sha256 | Literal[""], Field(description="SHA-256 of the configuration that it led to")] = ""
    proven: Doors
    unproven: Doors


class LastCommissioningView(View):
    """What the log says about the newest walk."""

    position: int = Field(description="Of its row in the custody log")
    lo_s: int
    hi_s: int | None
    who: str
    record: str
    config: str
    new_config: str
    proven: int
    unproven: int
    runs: bool = Field(description="Whether the configuration that it led to is the one that runs now")


class CommissionedView(View):
    """How the wiring is known."""

    newest: LastCommissioningView | None = Field(description="Null: nobody has walked along this wall")


class CommissioningView(View):
    """The record is in the log, and signed."""

    signature: str = Field(description="Compact JWS of the site's key: who, when, record, configuration, log")
